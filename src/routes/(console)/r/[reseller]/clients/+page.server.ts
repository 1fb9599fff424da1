import { z } from 'zod';
import { columnsCookie, defaultColumns, readColumns } from '#lib/clients/list/columns.ts';
import { readCursor } from '#lib/clients/list/cursor.ts';
import { readListState } from '#lib/clients/list/filter.ts';
import {
	clientTotals,
	countClients,
	listClients,
	planNames
} from '#lib/clients/list/list.server.ts';
import { tabOf } from '#lib/clients/list/tabs.ts';
import { listViews } from '#lib/clients/list/views.server.ts';
import { formAction } from '#lib/forms/form-action.server.ts';
import { discardOnboarding, listOpenOnboardings } from '#lib/onboarding/onboardings.server.ts';

export async function load({ cookies, depends, locals: { db }, params, url }) {
	// The rows are the account's: another account in the address must read them anew.
	depends(`account:${params.reseller}`);
	const state = readListState(url.searchParams);
	const after = readCursor(url.searchParams.get('after'));
	const tab = tabOf(state.filters);
	// What the rows do not wait for. A part that fails is missing, and the list still stands.
	const counted = tab ? null : orNull(countClients(db, state.filters));
	const [page, totals, plans, views, onboardings] = await Promise.all([
		listClients(db, state, after),
		orNull(clientTotals(db)),
		planNames(db, state.filters.plans),
		orNull(listViews(db)),
		listOpenOnboardings(db)
	]);
	return {
		page,
		state,
		plans,
		views,
		onboardings,
		columns: state.columns ?? readColumns(cookies.get(columnsCookie)) ?? [...defaultColumns],
		isFirstPage: after === null,
		totals,
		count: tab ? (totals?.[tab] ?? null) : counted
	};
}

async function orNull<Part>(part: Promise<Part>): Promise<Part | null> {
	try {
		return await part;
	} catch (error) {
		console.warn('part of the client list not read:', error);
		return null;
	}
}

export const actions = {
	discard: formAction(z.object({ id: z.guid() }), async ({ id }, { locals }) => {
		await discardOnboarding(locals.db, id);
	})
};
