import { randomUUID } from 'node:crypto';
import { adminOf } from '../support/world.ts';
import type { Household } from './household.ts';
import { platform } from './platform.ts';

// Who may call what. A function that is not named here fails the matrix by its name.
// The arguments are such that the call of whoever may leaves nothing behind that another call would notice.

export type Need =
	/**
	 * Whoever has the permission in the acting account; with `oneself` only acting as nobody else; with `staff` also the
	 * reseller's own: `any` of them, or those with that other permission.
	 */
	| { permission: string; oneself?: true; staff?: string }
	/** The reseller's own staff, whatever the role. */
	| 'staff'
	/** The signed-in person, acting as nobody else. */
	| 'oneself'
	/** Every session, also one that acts as nobody. */
	| 'anybody'
	/** Also whoever has not signed in. */
	| 'the world'
	/** The secret key alone. */
	| 'the key';

export interface Call {
	needs: Need;
	arguments(household: Household): object | Promise<object>;
	/** The answer to whoever may: the status, and the code of the refusal if it is one. */
	granted: string;
	/** The answers to sessions that act in no account, unless they are no_account or not_signed_in. */
	toNobody?: string[];
}

const may = (permission: string): Need => ({ permission });
const unknown = randomUUID();
const withId = () => ({ id: randomUUID() });
const nothing = () => ({});

/** A membership for one call, of a person who never signs in. */
async function spare({ tenant, db }: Household, membership: object): Promise<{ id: string }> {
	const id = randomUUID();
	await db.query('insert into auth.users (id, email) values ($1, $2)', [
		id,
		`${id}@people.example`
	]);
	const { data: made } = await adminOf(platform)
		.from('memberships')
		.insert({ reseller_id: tenant.resellerId, person_id: id, ...membership })
		.select('id')
		.single()
		.throwOnError();
	return { id: made.id };
}

const spareColleague =
	(role: string, changes: object = {}) =>
	(household: Household) =>
		spare(household, { role, ...changes });
const spareUser =
	(changes: object = {}) =>
	(household: Household) =>
		spare(household, { client_id: household.tenant.clientId, level: 3, ...changes });
const adding =
	<Given extends object>(given: (household: Household) => Promise<Given>, more: object) =>
	async (household: Household) => ({ ...(await given(household)), ...more });

async function spareInvitation({ tenant }: Household, offer: object): Promise<{ id: string }> {
	const id = randomUUID();
	await adminOf(platform)
		.from('invitations')
		.insert({
			id,
			reseller_id: tenant.resellerId,
			name: 'Spare',
			email: `${id}@people.example`,
			expires_at: new Date(Date.now() + 86_400_000).toISOString(),
			...offer
		})
		.throwOnError();
	return { id };
}

const spareOffer = (role: string) => (household: Household) => spareInvitation(household, { role });
const spareUserOffer = (household: Household) =>
	spareInvitation(household, { client_id: household.tenant.clientId, level: 3 });

async function readyOnboarding({ tenant }: Household): Promise<{ id: string }> {
	const id = randomUUID();
	const draft = { client: { name: 'Spare' }, plan: {}, terms: { first_due_on: '2001-01-01' } };
	await adminOf(platform)
		.from('onboardings')
		.insert({ id, reseller_id: tenant.resellerId, draft })
		.throwOnError();
	return { id };
}

const unreached = '404 invitation_not_found';
const noMember = '404 member_not_found';

export const calls: Record<string, Call | Call[]> = {
	accept_invitation: {
		needs: 'oneself',
		arguments: () => ({ token: 'none' }),
		granted: '404 invitation_not_found'
	},
	accept_invitation_for: {
		needs: 'the key',
		arguments: () => ({ token: 'x', person_id: unknown }),
		granted: '404 invitation_not_found'
	},
	accept_statement_line: {
		needs: may('payments.record'),
		arguments: () => ({ line_id: unknown, invoice_id: unknown }),
		granted: '404 statement_line_not_found'
	},
	accept_sure_lines: {
		needs: may('payments.record'),
		arguments: () => ({ statement_id: unknown }),
		granted: '404 statement_not_found'
	},
	apply_credit: {
		needs: may('payments.record'),
		arguments: () => ({ request_id: randomUUID(), invoice_id: unknown }),
		granted: '404 invoice_not_found'
	},
	change_invoice: {
		needs: may('invoices.issue'),
		arguments: () => ({ invoice_id: unknown, due_on: '2027-01-01' }),
		granted: '404 invoice_not_found'
	},
	give_credit: {
		needs: may('payments.refund'),
		arguments: () => ({ request_id: randomUUID(), client_id: unknown, amount_cents: 100 }),
		granted: '404 client_not_found'
	},
	ignore_statement_line: {
		needs: may('payments.record'),
		arguments: () => ({ line_id: unknown }),
		granted: '404 statement_line_not_found'
	},
	list_invoices: { needs: 'staff', arguments: nothing, granted: '200' },
	note_invoice_export: { needs: 'staff', arguments: nothing, granted: '200' },
	preview_payment: {
		needs: { permission: 'portal.invoices.read', staff: 'any' },
		arguments: () => ({ invoice_id: unknown }),
		granted: '404 invoice_not_found'
	},
	reconsider_statement_line: {
		needs: may('payments.record'),
		arguments: () => ({ line_id: unknown }),
		granted: '404 statement_line_not_found'
	},
	discard_statement: {
		needs: may('payments.record'),
		arguments: () => ({ statement_id: unknown }),
		granted: '204'
	},
	import_statement: {
		needs: may('payments.record'),
		arguments: () => ({ file_name: 'a', fingerprint: 'a', format: 'ofx', lines: {} }),
		granted: '422 statement_lines_invalid'
	},
	read_bank_statement: {
		needs: may('payments.record'),
		arguments: () => ({ statement_id: unknown }),
		granted: '404 statement_not_found'
	},
	find_invoices_for_line: {
		needs: may('payments.record'),
		arguments: () => ({ line_id: unknown }),
		granted: '404 statement_line_not_found'
	},
	preview_subscription: {
		needs: may('invoices.issue'),
		arguments: () => ({ client_id: unknown, plan: {}, terms: {} }),
		granted: '404 client_not_found'
	},
	preview_subscription_change: {
		needs: may('invoices.issue'),
		arguments: () => ({ subscription_id: unknown, kind: 'pause' }),
		granted: '404 subscription_not_found'
	},
	read_agency_statement: {
		needs: 'staff',
		arguments: () => ({ statement_id: unknown }),
		granted: '404 agency_statement_not_found'
	},
	close_agency_statement: {
		needs: may('invoices.issue'),
		arguments: () => ({ month: '2999-01-01' }),
		granted: '409 agency_month_not_over'
	},
	pay_agency_statement: {
		needs: may('payments.record'),
		arguments: () => ({ request_id: randomUUID(), statement_id: unknown }),
		granted: '404 agency_statement_not_found'
	},
	refund_payment: {
		needs: may('payments.refund'),
		arguments: () => ({ request_id: randomUUID(), payment_id: unknown }),
		granted: '404 payment_not_found'
	},
	reopen_agency_statement: {
		needs: may('payments.record'),
		arguments: () => ({ statement_id: unknown }),
		granted: '404 agency_statement_not_found'
	},
	add_subscription: {
		needs: may('invoices.issue'),
		arguments: () => ({ request_id: randomUUID(), client_id: unknown, plan: {}, terms: {} }),
		granted: '404 client_not_found'
	},
	admit_session: { needs: 'the key', arguments: () => ({ session_id: unknown }), granted: '200' },
	advance_client_batch: {
		needs: may('clients.write'),
		arguments: withId,
		granted: '404 client_batch_not_found'
	},
	advance_import: {
		needs: may('clients.import'),
		arguments: () => ({ import_id: unknown }),
		granted: '404 import_not_found'
	},
	anonymise_client: {
		needs: may('clients.delete'),
		arguments: () => ({ id: unknown, typed_name: 'x' }),
		granted: '404 client_not_found'
	},
	audit_names: {
		needs: 'anybody',
		arguments: () => ({ ids: { person: [unknown] } }),
		granted: '200'
	},
	begin_code_attempt: {
		needs: 'the key',
		arguments: () => ({ person_id: unknown }),
		granted: '200'
	},
	cancel_client_batch: {
		needs: may('clients.write'),
		arguments: withId,
		granted: '404 client_batch_not_found'
	},
	cancel_client_export: {
		needs: 'staff',
		arguments: withId,
		granted: '404 client_export_not_found'
	},
	cancel_import: {
		needs: may('clients.import'),
		arguments: () => ({ import_id: unknown }),
		granted: '404 import_not_found'
	},
	change_user: [
		{
			needs: may('team.manage'),
			arguments: adding(spareColleague('viewer'), { role: 'finance' }),
			granted: '204',
			toNobody: [unreached]
		},
		{
			needs: may('owners.manage'),
			arguments: adding(spareColleague('viewer'), { role: 'owner' }),
			granted: '204',
			toNobody: [unreached]
		},
		{
			needs: may('owners.manage'),
			arguments: adding(spareColleague('owner'), { name: 'Other' }),
			granted: '204',
			toNobody: [unreached]
		},
		{
			needs: may('owners.manage'),
			arguments: adding(spareColleague('owner'), { role: 'viewer' }),
			granted: '204',
			toNobody: [unreached]
		},
		{
			needs: may('users.manage'),
			arguments: adding(spareUser(), { level: 6 }),
			granted: '204',
			toNobody: [unreached]
		},
		{
			needs: may('team.manage'),
			arguments: adding(spareOffer('viewer'), { role: 'admin' }),
			granted: '204',
			toNobody: [unreached]
		},
		{
			needs: may('owners.manage'),
			arguments: adding(spareOffer('viewer'), { role: 'owner' }),
			granted: '204',
			toNobody: [unreached]
		},
		{
			needs: may('owners.manage'),
			arguments: adding(spareOffer('owner'), { name: 'Other' }),
			granted: '204',
			toNobody: [unreached]
		},
		{
			needs: may('users.manage'),
			arguments: adding(spareUserOffer, { level: 1 }),
			granted: '204',
			toNobody: [unreached]
		}
	],
	cancel_plan_migration: {
		needs: may('plans.write'),
		arguments: () => ({ plan_id: unknown }),
		granted: '404 plan_not_found'
	},
	change_subscription: {
		needs: may('invoices.issue'),
		arguments: () => ({ request_id: randomUUID(), subscription_id: unknown, kind: 'pause' }),
		granted: '404 subscription_not_found'
	},
	check_import: {
		needs: may('clients.import'),
		arguments: () => ({ import_id: unknown }),
		granted: '404 import_not_found'
	},
	client_accesses: { needs: may('portal.accesses.read'), arguments: nothing, granted: '200' },
	client_standing: {
		needs: 'staff',
		arguments: ({ tenant }) => ({ client_id: tenant.clientId }),
		granted: '200'
	},
	client_data_request: {
		needs: 'staff',
		arguments: () => ({ client_id: unknown }),
		granted: '200'
	},
	billing_figures: { needs: 'staff', arguments: nothing, granted: '200' },
	client_totals: { needs: 'staff', arguments: nothing, granted: '200' },
	complete_data_request: {
		needs: 'the world',
		arguments: () => ({ token: 'none' }),
		granted: '404 data_request_not_found'
	},
	complete_onboarding: [
		{ needs: may('clients.write'), arguments: withId, granted: '404 onboarding_not_found' },
		{ needs: may('invoices.issue'), arguments: readyOnboarding, granted: '422 first_due_in_past' }
	],
	configure_installation: {
		needs: 'the key',
		arguments: () => ({ app_url: 'https://taken.example' }),
		granted: '204'
	},
	count_clients: { needs: 'staff', arguments: nothing, granted: '200' },
	create_client: {
		needs: may('clients.write'),
		arguments: () => ({ ...withId(), fields: { name: ' ' } }),
		granted: '422 client_name_required'
	},
	current_account: { needs: 'anybody', arguments: nothing, granted: '200' },
	deactivate_user: [
		{
			needs: may('team.manage'),
			arguments: spareColleague('viewer'),
			granted: '204',
			toNobody: [noMember]
		},
		{
			needs: may('owners.manage'),
			arguments: spareColleague('owner'),
			granted: '204',
			toNobody: [noMember]
		},
		{ needs: may('users.manage'), arguments: spareUser(), granted: '204', toNobody: [noMember] }
	],
	delete_client: {
		needs: may('clients.delete'),
		arguments: () => ({ id: unknown, typed_name: 'x' }),
		granted: '404 client_not_found'
	},
	delete_plan_category: { needs: may('plans.write'), arguments: withId, granted: '204' },
	delete_client_view: { needs: 'staff', arguments: withId, granted: '204' },
	discard_onboarding: { needs: may('clients.write'), arguments: withId, granted: '204' },
	end_impersonation: { needs: 'anybody', arguments: withId, granted: '204' },
	expect_password_change: { needs: 'oneself', arguments: nothing, granted: '204' },
	finish_email: {
		needs: 'the key',
		arguments: () => ({ id: unknown, lease: unknown, outcome: 'sent' }),
		granted: '200'
	},
	health: { needs: 'the world', arguments: nothing, granted: '200' },
	invitation_for_acceptance: {
		needs: 'the key',
		arguments: () => ({ token: 'x' }),
		granted: '200'
	},
	invite_member: [
		{
			needs: may('team.manage'),
			arguments: () => ({
				...withId(),
				name: 'X',
				email: 'none',
				role: 'admin',
				sees_phones: false
			}),
			granted: '422 member_email_invalid'
		},
		{
			needs: may('owners.manage'),
			arguments: () => ({
				...withId(),
				name: 'X',
				email: 'none',
				role: 'owner',
				sees_phones: false
			}),
			granted: '422 member_email_invalid'
		}
	],
	invite_user: {
		needs: may('users.manage'),
		arguments: ({ tenant }) => ({
			...withId(),
			client_id: tenant.clientId,
			name: 'X',
			email: 'none',
			sees_phones: false
		}),
		granted: '422 member_email_invalid'
	},
	list_audit_entries: { needs: 'anybody', arguments: nothing, granted: '200' },
	list_clients: { needs: 'staff', arguments: nothing, granted: '200' },
	list_import_rows: {
		needs: may('clients.import'),
		arguments: () => ({ import_id: unknown }),
		granted: '404 import_not_found'
	},
	// Under row level security: whoever may not read them has none.
	list_client_views: { needs: 'anybody', arguments: nothing, granted: '200' },
	list_open_onboardings: { needs: 'anybody', arguments: nothing, granted: '200' },
	// Each of them is asked with the rights of whoever asks.
	read_together: [
		{
			needs: 'anybody',
			arguments: () => ({ questions: [{ name: 'current_account', args: {} }] }),
			granted: '200'
		},
		{
			needs: 'staff',
			arguments: () => ({ questions: [{ name: 'client_totals', args: {} }] }),
			granted: '200'
		}
	],
	link_statement_line: {
		needs: may('payments.record'),
		arguments: () => ({ line_id: unknown, payment_id: unknown }),
		granted: '404 payment_not_found'
	},
	list_sign_up_twins: {
		needs: 'staff',
		arguments: () => ({ client_id: unknown }),
		granted: '200'
	},
	list_pay_methods: {
		needs: 'staff',
		arguments: () => ({ client_id: unknown }),
		granted: '404 client_not_found'
	},
	list_plan_sign_ups: { needs: 'staff', arguments: nothing, granted: '200' },
	migrate_subscriptions: {
		needs: may('plans.write'),
		arguments: () => ({ plan_id: unknown, to_version: 1 }),
		granted: '404 plan_not_found'
	},
	my_accounts: { needs: 'anybody', arguments: nothing, granted: '200' },
	my_profile: { needs: 'oneself', arguments: nothing, granted: '200' },
	my_sessions: { needs: 'oneself', arguments: nothing, granted: '200' },
	issue_one_off_invoice: {
		needs: may('invoices.issue'),
		arguments: () => ({
			request_id: randomUUID(),
			client_id: unknown,
			lines: [],
			due_on: '2001-01-01'
		}),
		granted: '404 client_not_found'
	},
	note_use: {
		needs: 'anybody',
		arguments: () => ({ user_agent: 'x', address: '192.0.2.1' }),
		granted: '204'
	},
	pause_import: {
		needs: may('clients.import'),
		arguments: () => ({ import_id: unknown }),
		granted: '404 import_not_found'
	},
	permission_matrix: { needs: 'anybody', arguments: nothing, granted: '200' },
	possible_duplicates: {
		needs: 'staff',
		arguments: () => ({ fields: { name: 'x' } }),
		granted: '200'
	},
	plan_subscriptions: {
		needs: 'staff',
		arguments: () => ({ plan_id: unknown }),
		granted: '200'
	},
	preview_plan_migration: {
		needs: 'staff',
		arguments: () => ({ plan_id: unknown }),
		granted: '404 plan_not_found'
	},
	read_audit_export: {
		needs: { permission: 'audit.export', oneself: true },
		arguments: () => ({ id: 0 }),
		granted: '404 audit_export_not_found'
	},
	read_client_export: {
		needs: 'staff',
		arguments: () => ({ ...withId(), part: 0 }),
		granted: '404 client_export_not_found'
	},
	reactivate_user: [
		{
			needs: may('team.manage'),
			arguments: spareColleague('viewer', { status: 'inactive' }),
			granted: '204',
			toNobody: [noMember]
		},
		{
			needs: may('owners.manage'),
			arguments: spareColleague('owner', { status: 'inactive' }),
			granted: '204',
			toNobody: [noMember]
		},
		{
			needs: may('users.manage'),
			arguments: spareUser({ status: 'inactive' }),
			granted: '204',
			toNobody: [noMember]
		}
	],
	record_payment: {
		needs: may('payments.record'),
		arguments: () => ({ request_id: randomUUID(), invoice_id: unknown }),
		granted: '404 invoice_not_found'
	},
	request_client_data: {
		needs: may('clients.write'),
		arguments: () => ({ ...withId(), client_id: unknown }),
		granted: '404 client_not_found'
	},
	request_sign_in_code: {
		needs: 'anybody',
		arguments: nothing,
		granted: '200',
		toNobody: ['200', '401 not_signed_in']
	},
	resend_invitation: [
		{
			needs: may('team.manage'),
			arguments: spareOffer('viewer'),
			granted: '200',
			toNobody: [unreached]
		},
		{
			needs: may('owners.manage'),
			arguments: spareOffer('owner'),
			granted: '200',
			toNobody: [unreached]
		},
		{ needs: may('users.manage'), arguments: spareUserOffer, granted: '200', toNobody: [unreached] }
	],
	resend_invoice_mail: {
		needs: may('clients.write'),
		arguments: () => ({ request_id: randomUUID(), invoice_id: unknown }),
		granted: '404 invoice_not_found'
	},
	resolve_data_request_conflict: {
		needs: may('clients.write'),
		arguments: () => ({ ...withId(), field: 'city', accept: true }),
		granted: '404 data_request_not_found'
	},
	reverse_payment: {
		needs: may('payments.record'),
		arguments: () => ({ payment_id: unknown }),
		granted: '404 payment_not_found'
	},
	revoke_data_request: {
		needs: may('clients.write'),
		arguments: withId,
		granted: '404 data_request_not_found'
	},
	revoke_invitation: [
		{
			needs: may('team.manage'),
			arguments: spareOffer('viewer'),
			granted: '204',
			toNobody: [unreached]
		},
		{
			needs: may('owners.manage'),
			arguments: spareOffer('owner'),
			granted: '204',
			toNobody: [unreached]
		},
		{ needs: may('users.manage'), arguments: spareUserOffer, granted: '204', toNobody: [unreached] }
	],
	revoke_other_sessions: { needs: 'oneself', arguments: nothing, granted: '200' },
	revoke_session: { needs: 'oneself', arguments: withId, granted: '200' },
	rotate_pay_link: {
		needs: may('invoices.issue'),
		arguments: () => ({ invoice_id: unknown }),
		granted: '404 invoice_not_found'
	},
	run_import: {
		needs: may('clients.import'),
		arguments: () => ({ import_id: unknown }),
		granted: '404 import_not_found'
	},
	save_client: {
		needs: may('clients.write'),
		arguments: () => ({ id: unknown, fields: { name: 'x' } }),
		granted: '404 client_not_found'
	},
	save_client_view: {
		needs: 'staff',
		arguments: () => ({ ...withId(), name: ' ', query: '' }),
		granted: '422 client_view_name_invalid'
	},
	save_company: {
		needs: may('portal.company.write'),
		arguments: () => ({ fields: { state: 'none' } }),
		granted: '422 client_state_invalid'
	},
	save_data_request: {
		needs: 'the world',
		arguments: () => ({ token: 'none', fields: {} }),
		granted: '404 data_request_not_found'
	},
	save_my_profile: {
		needs: 'oneself',
		arguments: () => ({ name: '' }),
		granted: '422 person_name_invalid'
	},
	save_onboarding: {
		needs: may('clients.write'),
		arguments: () => ({ ...withId(), part: 'none', answers: {} }),
		granted: '422 onboarding_draft_invalid'
	},
	save_plan: {
		needs: may('plans.write'),
		arguments: () => ({ request_id: randomUUID(), fields: [] }),
		granted: '422 plan_incomplete'
	},
	save_plan_category: {
		needs: may('plans.write'),
		arguments: () => ({ ...withId(), name: ' ' }),
		granted: '422 plan_category_name_invalid'
	},
	set_client_reminders: {
		needs: { permission: 'portal.company.write', staff: 'clients.write' },
		arguments: () => ({ client_id: unknown, wanted: true }),
		granted: '404 client_not_found'
	},
	set_plan_active: {
		needs: may('plans.write'),
		arguments: () => ({ plan_id: unknown, is_active: true }),
		granted: '404 plan_not_found'
	},
	set_plan_link: {
		needs: may('plans.write'),
		arguments: () => ({ plan_id: unknown, is_on: true }),
		granted: '404 plan_not_found'
	},
	set_reminders_by_link: {
		needs: 'the world',
		arguments: () => ({ token: 'none', wanted: false }),
		granted: '200'
	},
	show_data_request: { needs: 'the world', arguments: () => ({ token: 'none' }), granted: '200' },
	show_invitation: { needs: 'the world', arguments: () => ({ token: 'none' }), granted: '200' },
	show_credit: { needs: 'staff', arguments: () => ({ client_id: unknown }), granted: '200' },
	show_invoice: { needs: 'anybody', arguments: () => ({ invoice_id: unknown }), granted: '200' },
	show_payable: { needs: 'the world', arguments: () => ({ token: 'none' }), granted: '200' },
	show_public_plan: { needs: 'the world', arguments: () => ({ code: 'none' }), granted: '200' },
	show_sign_up: { needs: 'the world', arguments: withId, granted: '200' },
	sign_in_candidates: {
		needs: 'the key',
		arguments: () => ({ identifier: '52998224725' }),
		granted: '200'
	},
	sign_in_state: { needs: 'anybody', arguments: nothing, granted: '200' },
	stage_import_rows: {
		needs: may('clients.import'),
		arguments: () => ({ import_id: unknown, rows: [] }),
		granted: '404 import_not_found'
	},
	sign_up: {
		needs: 'the world',
		arguments: () => ({ request_id: randomUUID(), code: 'none', fields: {}, choice: {} }),
		granted: '404 sign_up_not_available'
	},
	start_audit_export: {
		needs: { permission: 'audit.export', oneself: true },
		arguments: nothing,
		granted: '200'
	},
	start_client_batch: {
		needs: may('clients.write'),
		arguments: () => ({ ...withId(), kind: 'none', filter: {} }),
		granted: '422 client_batch_kind_invalid'
	},
	start_client_export: { needs: 'staff', arguments: withId, granted: '200' },
	start_impersonation: {
		needs: may('users.impersonate'),
		arguments: async (household) => ({
			id: randomUUID(),
			membership_id: (await spareUser()(household)).id,
			reason: ' '
		}),
		granted: '422 impersonation_reason_required'
	},
	start_import: {
		needs: may('clients.import'),
		arguments: () => ({ ...withId(), file_name: ' ', signature: 'none', mapping: [] }),
		granted: '422 import_file_name_invalid'
	},
	sum_invoices: { needs: 'staff', arguments: nothing, granted: '200' },
	take_emails: { needs: 'the key', arguments: () => ({ batch_size: 0 }), granted: '200' },
	undo_client_batch: {
		needs: may('clients.write'),
		arguments: withId,
		granted: '404 client_batch_not_found'
	},
	undo_import: {
		needs: may('clients.import'),
		arguments: () => ({ import_id: unknown }),
		granted: '404 import_not_found'
	},
	undo_subscription_change: {
		needs: may('invoices.issue'),
		arguments: () => ({ change_id: unknown }),
		granted: '404 subscription_change_not_found'
	},
	verify_sign_in_code: { needs: 'anybody', arguments: () => ({ code: '000000' }), granted: '200' },
	current_billing_settings: { needs: 'staff', arguments: nothing, granted: '200' },
	delete_holiday: {
		needs: may('billing.configure'),
		arguments: () => ({ on_date: '2099-01-02' }),
		granted: '200'
	},
	explain_dunning: {
		needs: { permission: 'portal.invoices.read', staff: 'any' },
		arguments: () => ({ client_id: unknown }),
		granted: '404 client_not_found'
	},
	holiday_calendar: { needs: 'staff', arguments: () => ({ year: 2026 }), granted: '200' },
	late_charges_example: {
		needs: 'staff',
		arguments: () => ({ principal_cents: 1, fine_bps: 0, interest_bps: 0, days: 0 }),
		granted: '200'
	},
	release_on_trust: {
		needs: { permission: 'portal.invoices.pay', staff: 'dunning.release' },
		arguments: () => ({ request_id: randomUUID(), invoice_id: unknown }),
		granted: '404 invoice_not_found'
	},
	start_billing_run: {
		needs: may('billing.configure'),
		// The same for all who may: the first has it done, the others are told of it.
		arguments: () => ({ request_id: unknown }),
		granted: '200'
	},
	hold_billing: {
		needs: may('billing.configure'),
		arguments: () => ({ subscription_id: unknown, step: 'issue' }),
		granted: '404 subscription_not_found'
	},
	move_test_clock: {
		needs: may('billing.configure'),
		arguments: () => ({ to_date: '2030-01-01' }),
		granted: '409 test_clock_not_offered'
	},
	preview_billing_run: { needs: 'staff', arguments: nothing, granted: '200' },
	take_billing_run: { needs: 'the key', arguments: nothing, granted: '200' },
	advance_billing_run: {
		needs: 'the key',
		arguments: () => ({ run_id: unknown }),
		granted: '200'
	},
	postpone_billing_run: {
		needs: 'the key',
		arguments: () => ({ run_id: unknown }),
		granted: '204'
	},
	wake_billing: { needs: 'the key', arguments: nothing, granted: '204' },
	record_usage: { needs: 'the key', arguments: () => ({ batches: [] }), granted: '200' },
	announce_usage: { needs: 'the key', arguments: nothing, granted: '200' },
	usage_clients: {
		needs: 'the key',
		arguments: () => ({ key_hash: 'none' }),
		granted: '401 api_key_invalid'
	},
	usage_balance: {
		needs: 'the key',
		arguments: () => ({ key_hash: 'none', client: {} }),
		granted: '401 api_key_invalid'
	},
	usage_by_day: {
		needs: 'the key',
		arguments: () => ({ key_hash: 'none', client: {} }),
		granted: '401 api_key_invalid'
	},
	correct_sessions: {
		needs: may('sessions.correct'),
		arguments: () => ({
			...{ request_id: randomUUID(), client_id: unknown },
			...{ extras: 1, reason: 'Cortesia' }
		}),
		granted: '404 client_not_found'
	},
	session_overview: {
		needs: { permission: 'portal.sessions.read', staff: 'any' },
		arguments: () => ({ client_id: unknown }),
		granted: '404 client_not_found'
	},
	session_ledger: {
		needs: { permission: 'portal.sessions.read', staff: 'any' },
		arguments: () => ({ client_id: unknown }),
		granted: '404 client_not_found'
	},
	sessions_today: { needs: 'staff', arguments: nothing, granted: '200' },
	save_session_pack: {
		needs: may('plans.write'),
		arguments: () => ({ id: randomUUID(), name: ' ', sessions: 1, price_cents: 1 }),
		granted: '422 session_pack_name_invalid'
	},
	order_session_packs: {
		needs: may('plans.write'),
		// As text, which a query can say too.
		arguments: () => ({ ids: '{}' }),
		granted: '204'
	},
	delete_session_pack: { needs: may('plans.write'), arguments: withId, granted: '204' },
	session_pack_offers: {
		needs: { permission: 'portal.sessions.buy', staff: 'any' },
		arguments: () => ({ client_id: unknown }),
		granted: '404 client_not_found'
	},
	buy_session_packs: {
		needs: { permission: 'portal.sessions.buy', staff: 'invoices.issue' },
		arguments: () => ({
			...{ request_id: randomUUID(), client_id: unknown },
			...{ pack_id: unknown, packs: 1 }
		}),
		granted: '404 client_not_found'
	},
	list_session_purchases: {
		needs: { permission: 'portal.invoices.read', staff: 'any' },
		arguments: () => ({ client_id: unknown }),
		granted: '404 client_not_found'
	},
	cancel_session_purchase: {
		needs: { permission: 'portal.sessions.buy', staff: 'invoices.issue' },
		arguments: () => ({ purchase_id: unknown }),
		granted: '404 session_purchase_not_found'
	},
	save_session_settings: {
		needs: may('billing.configure'),
		arguments: () => ({ fields: { usage_window_hours: 0 } }),
		granted: '422 session_window_invalid'
	},
	save_billing_settings: {
		needs: may('billing.configure'),
		arguments: () => ({ fields: { pix_key: 'none' } }),
		granted: '422 pix_key_invalid'
	},
	save_holiday: {
		needs: may('billing.configure'),
		arguments: () => ({ on_date: '2099-01-02', name: ' ' }),
		granted: '422 holiday_name_invalid'
	},
	save_late_rates: {
		needs: may('billing.configure'),
		arguments: () => ({ fine_bps: 5000, interest_bps: 0 }),
		granted: '422 late_rate_fine_invalid'
	},
	add_payment_profile: {
		needs: { permission: 'portal.invoices.pay', staff: 'payments.record' },
		arguments: ({ tenant }) => ({ client_id: tenant.clientId, token: 'a token of some card' }),
		granted: '409 gateway_not_connected'
	},
	connect_gateway: {
		needs: may('billing.configure'),
		arguments: () => ({ provider: 'asaas', environment: 'sandbox', api_key: 'short' }),
		granted: '422 gateway_key_invalid'
	},
	disconnect_gateway: {
		needs: may('billing.configure'),
		arguments: nothing,
		granted: '409 gateway_not_connected'
	},
	finish_gateway_command: {
		needs: 'the key',
		arguments: () => ({ id: unknown, lease: unknown, outcome: 'sent' }),
		granted: '200'
	},
	gateway_webhook_account: {
		needs: 'the key',
		arguments: () => ({ account_id: unknown }),
		granted: '200'
	},
	list_gateway_commands: { needs: may('billing.configure'), arguments: nothing, granted: '200' },
	process_gateway_events: {
		needs: 'the key',
		arguments: () => ({ how_many: 0 }),
		granted: '200'
	},
	reconcile_gateway: {
		needs: may('billing.configure'),
		arguments: nothing,
		granted: '409 gateway_not_connected'
	},
	remove_payment_profile: {
		needs: { permission: 'portal.invoices.pay', staff: 'payments.record' },
		arguments: withId,
		granted: '404 payment_profile_not_found'
	},
	repair_gateway_drift: {
		needs: may('billing.configure'),
		arguments: () => ({ id: unknown, action: 'dismiss' }),
		granted: '404 gateway_drift_not_found'
	},
	report_gateway_charges: {
		needs: 'the key',
		arguments: () => ({ account_id: unknown, facts: [] }),
		granted: '200'
	},
	retry_gateway_command: {
		needs: may('billing.configure'),
		arguments: withId,
		granted: '200'
	},
	retry_gateway_event: { needs: may('billing.configure'), arguments: withId, granted: '200' },
	store_gateway_event: {
		needs: 'the key',
		arguments: () => ({
			account_id: unknown,
			event_id: 'x',
			name: 'x',
			kind: 'noted',
			occurred_at: '2026-01-01T00:00:00Z'
		}),
		granted: '200'
	},
	take_gateway_command: {
		needs: 'the key',
		arguments: () => ({ lease_seconds: 0 }),
		granted: '200'
	},
	test_gateway: {
		needs: may('billing.configure'),
		arguments: nothing,
		granted: '409 gateway_not_connected'
	},
	void_invoice: {
		needs: may('invoices.issue'),
		arguments: () => ({ invoice_id: unknown }),
		granted: '404 invoice_not_found'
	},
	create_webhook_endpoint: {
		needs: may('api.manage'),
		arguments: () => ({ ...withId(), url: 'https://127.0.0.1', event_types: '{client.created}' }),
		granted: '422 webhook_url_private'
	},
	save_webhook_endpoint: {
		needs: may('api.manage'),
		arguments: () => ({ ...withId(), url: '', event_types: '{}' }),
		granted: '404 webhook_endpoint_not_found'
	},
	set_webhook_endpoint_active: {
		needs: may('api.manage'),
		arguments: () => ({ ...withId(), is_active: true }),
		granted: '404 webhook_endpoint_not_found'
	},
	delete_webhook_endpoint: {
		needs: may('api.manage'),
		arguments: withId,
		granted: '404 webhook_endpoint_not_found'
	},
	reveal_webhook_secret: {
		needs: may('api.manage'),
		arguments: withId,
		granted: '404 webhook_endpoint_not_found'
	},
	rotate_webhook_secret: {
		needs: may('api.manage'),
		arguments: () => ({ ...withId(), rotations: 0 }),
		granted: '404 webhook_endpoint_not_found'
	},
	send_test_webhook: {
		needs: may('api.manage'),
		arguments: () => ({ request_id: randomUUID(), endpoint_id: unknown }),
		granted: '404 webhook_endpoint_not_found'
	},
	replay_webhook_delivery: {
		needs: may('api.manage'),
		arguments: withId,
		granted: '404 webhook_delivery_not_found'
	},
	replay_webhook_deliveries: {
		needs: may('api.manage'),
		arguments: () => ({ endpoint_id: unknown }),
		granted: '404 webhook_endpoint_not_found'
	},
	count_webhook_deliveries: {
		needs: may('api.manage'),
		arguments: () => ({ since: '2099-01-01T00:00:00Z' }),
		granted: '200'
	},
	take_webhook_deliveries: {
		needs: 'the key',
		arguments: () => ({ batch_size: 0 }),
		granted: '200'
	},
	go_on_with_webhooks: { needs: 'the key', arguments: nothing, granted: '204' },
	finish_webhook_delivery: {
		needs: 'the key',
		arguments: () => ({ id: unknown, lease: unknown, attempt: {} }),
		granted: '200'
	},
	create_api_key: {
		needs: may('api.manage'),
		arguments: () => ({ request_id: randomUUID(), name: 'Chat', scopes: '{}' }),
		granted: '422 api_key_scopes_invalid'
	},
	rotate_api_key: {
		needs: may('api.manage'),
		arguments: () => ({ request_id: randomUUID(), id: unknown }),
		granted: '404 api_key_not_found'
	},
	end_api_key_rotation: {
		needs: may('api.manage'),
		arguments: withId,
		granted: '404 api_key_not_found'
	},
	revoke_api_key: { needs: may('api.manage'), arguments: withId, granted: '404 api_key_not_found' },
	list_api_keys: { needs: may('api.manage'), arguments: nothing, granted: '200' }
};
