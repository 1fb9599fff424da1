import { listSignUps } from '#lib/plans/plan-book.server.ts';

export async function load({ depends, locals, parent }) {
	depends('live:plan_sign_ups', 'live:invoices', 'live:plans');
	await parent();
	return { signUps: await listSignUps(locals.db) };
}
