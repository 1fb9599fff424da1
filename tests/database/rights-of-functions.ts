import { randomUUID } from 'node:crypto';
import { adminOf } from '../support/world.ts';
import type { Household } from './household.ts';
import { platform } from './platform.ts';

// Who may call what. A function that is not named here fails the matrix by its name.
// The arguments are such that the call of whoever may leaves nothing behind that another call would notice.

export type Need =
	/** Whoever has the permission in the acting account; with `oneself` only acting as nobody else. */
	| { permission: string; oneself?: true }
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
	resolve_data_request_conflict: {
		needs: may('clients.write'),
		arguments: () => ({ ...withId(), field: 'city', accept: true }),
		granted: '404 data_request_not_found'
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
	show_data_request: { needs: 'the world', arguments: () => ({ token: 'none' }), granted: '200' },
	show_invitation: { needs: 'the world', arguments: () => ({ token: 'none' }), granted: '200' },
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
	verify_sign_in_code: { needs: 'anybody', arguments: () => ({ code: '000000' }), granted: '200' }
};
