import { superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { parseMoney } from '#lib/format/money.ts';
import { newUuid } from '#lib/format/uuid.ts';
import { formAction } from '#lib/forms/form-action.server.ts';
import { m } from '#lib/paraglide/messages.js';
import { chosenPack, packOrder, packSchema } from '#lib/session-packs/pack-schema.ts';
import { deletePack, listPacks, orderPacks, savePack } from '#lib/session-packs/packs.server.ts';

export async function load({ depends, locals, parent }) {
	depends('live:session_packs');
	const { account } = await parent();
	return {
		packs: await listPacks(locals.db, account.reseller.id),
		form: await superValidate({ id: newUuid() }, zod4(packSchema), { errors: false })
	};
}

export const actions = {
	save: formAction(packSchema, async ({ price, ...pack }, { locals }) => {
		await savePack(locals.db, { ...pack, priceCents: parseMoney(price) ?? 0 });
		return m.session_packs_saved();
	}),
	order: formAction(packOrder, ({ ids }, { locals }) => orderPacks(locals.db, ids)),
	delete: formAction(chosenPack, async ({ id }, { locals }) => {
		await deletePack(locals.db, id);
		return m.session_packs_deleted();
	})
};
