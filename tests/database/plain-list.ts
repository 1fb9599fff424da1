import type { Client } from 'pg';

/** A client as the list must show it, found out without the list: from the tables of record alone. */
export interface PlainClient {
	id: string;
	number: number;
	personType: string;
	name: string;
	tradeName: string | null;
	document: string | null;
	email: string | null;
	phones: string[];
	payer: string;
	collection: string;
	createdAt: string;
	/** In the reseller's zone. */
	createdOn: string;
	planId: string | null;
	planName: string | null;
	status: 'active' | 'inactive' | 'archived';
	isSuspended: boolean;
	isDelinquent: boolean;
	paymentStatus: 'none' | 'settled' | 'awaiting' | 'overdue';
	sessionsLeft: number | null;
	dueOn: string | null;
	lastPaidOn: string | null;
}

/** Every client of the reseller, worked out one by one in TypeScript. */
export async function readPlainly(db: Client, resellerId: string): Promise<PlainClient[]> {
	const all = async <Row>(sql: string): Promise<Row[]> =>
		(
			await db.query(`select coalesce(jsonb_agg(to_jsonb(t)), '[]') as rows from (${sql}) t`, [
				resellerId
			])
		).rows[0].rows;
	type Row = Record<string, string | number | null> & { client_id: string };
	const [settings] = await all<{ today: string }>(`select app.today($1)::text as today`);
	const today = settings!.today;
	const clients = await all<Row & { archived: boolean }>(
		`select c.*, c.archived_at is not null as archived,
			(c.created_at at time zone r.time_zone)::date::text as created_on
		from public.clients c join public.resellers r on r.id = c.reseller_id where c.reseller_id = $1`
	);
	const of = (rows: Row[]) => (id: string) => rows.filter((row) => row.client_id === id);
	const subscriptions = of(
		await all<Row>(
			`select b.client_id, b.id, b.status, b.created_at, p.id as plan_id, p.name as plan_name, v.session_quota
			from public.subscriptions b
			join public.plan_versions v on v.id = b.plan_version_id join public.plans p on p.id = v.plan_id
			where b.reseller_id = $1`
		)
	);
	const suspensions = of(
		await all<Row>(`select * from public.suspensions where reseller_id = $1 and lifted_at is null`)
	);
	const invoices = of(await all<Row>(`select * from public.invoices where reseller_id = $1`));
	const payments = of(
		await all<Row>(`select * from public.payments where reseller_id = $1 and status = 'succeeded'`)
	);
	const phones = of(await all<Row>(`select * from public.client_phones where reseller_id = $1`));

	return clients.map((client) => {
		const id = String(client.id);
		const rank = (status: string) => ['active', 'suspended', 'pending'].indexOf(status);
		const [current] = subscriptions(id)
			.filter(({ status }) => rank(String(status)) >= 0)
			.sort(
				(one, other) =>
					rank(String(one.status)) - rank(String(other.status)) ||
					Date.parse(String(other.created_at)) - Date.parse(String(one.created_at)) ||
					(String(one.id) < String(other.id) ? -1 : 1)
			);
		const quotas = subscriptions(id)
			.filter(
				({ status, session_quota }) =>
					['active', 'suspended'].includes(String(status)) && session_quota !== null
			)
			.map(({ session_quota }) => Number(session_quota));
		const open = invoices(id)
			.filter(
				({ status, payment_status }) =>
					status === 'open' && ['unpaid', 'partial'].includes(String(payment_status))
			)
			.map(({ effective_due_on }) => String(effective_due_on))
			.sort();
		const dueOn = open[0] ?? null;
		const paid = payments(id)
			.map(({ paid_on }) => String(paid_on))
			.sort();
		const isLate = dueOn !== null && dueOn < today;
		const hasInvoices = invoices(id).some(({ status }) => status !== 'draft');
		return {
			...{ id, number: Number(client.number), personType: String(client.person_type) },
			...{ name: String(client.name), tradeName: textOf(client.trade_name) },
			...{ document: textOf(client.document), email: textOf(client.email) },
			phones: phones(id).map(({ e164 }) => String(e164)),
			...{ payer: String(client.payer), collection: String(client.collection) },
			...{ createdAt: String(client.created_at), createdOn: String(client.created_on) },
			...{ planId: textOf(current?.plan_id), planName: textOf(current?.plan_name) },
			status: client.archived ? 'archived' : current?.status === 'active' ? 'active' : 'inactive',
			isSuspended: suspensions(id).length > 0 || current?.status === 'suspended',
			isDelinquent: !client.archived && isLate,
			paymentStatus: isLate ? 'overdue' : dueOn ? 'awaiting' : hasInvoices ? 'settled' : 'none',
			sessionsLeft: quotas.length > 0 ? quotas.reduce((sum, each) => sum + each, 0) : null,
			...{ dueOn, lastPaidOn: paid.at(-1) ?? null }
		};
	});
}

export type Filter = Record<string, unknown>;

/** Whether the filter of `list_clients` lets the client through. */
export function passes(client: PlainClient, filter: Filter, seesPhones = true): boolean {
	const isOneOf = (key: string, value: unknown) =>
		filter[key] === undefined || (filter[key] as unknown[]).includes(value);
	const is = (key: string, value: unknown) => filter[key] === undefined || filter[key] === value;
	const words = (key: string) =>
		String(filter[key] ?? '')
			.trim()
			.split(/\s+/)
			.filter(Boolean);
	const has = (key: string, subject: string) => words(key).every((word) => holds(subject, word));
	const lines = [client.name, client.tradeName, client.email, client.document, client.number];
	const isFound =
		has('q', lines.filter((line) => line !== null).join('\n')) ||
		(seesPhones && isInPhone(String(filter.q ?? ''), client.phones));
	const wanted = filter.status ?? (filter.ids ? undefined : ['active', 'inactive']);
	return (
		(wanted === undefined || (wanted as string[]).includes(client.status)) &&
		is('number', client.number) &&
		isOneOf('ids', client.id) &&
		isOneOf('plan_id', client.planId ?? 'none') &&
		is('suspended', client.isSuspended) &&
		is('delinquent', client.isDelinquent) &&
		is('collection', client.collection) &&
		is('payer', client.payer) &&
		is('person_type', client.personType) &&
		isOneOf('payment_status', client.paymentStatus) &&
		isWithin(client.createdOn, filter.created_from, filter.created_to) &&
		isWithin(client.dueOn, filter.due_from, filter.due_to) &&
		has('name', client.name) &&
		has('trade_name', client.tradeName ?? client.name) &&
		isFound
	);
}

/** In the order of `list_clients`. */
export function inOrder(clients: PlainClient[], sort: string, descending: boolean): PlainClient[] {
	const keys = (client: PlainClient): (string | number)[] => {
		const created = [Date.parse(client.createdAt), client.number];
		switch (sort) {
			case 'number':
				return [client.number];
			case 'name':
				return [bytes(client.name), client.number];
			case 'trade_name':
				return [bytes(client.tradeName ?? client.name), client.number];
			case 'plan':
				return [bytes(client.planName ?? ''), ...created];
			case 'status':
				return [client.status, ...created];
			case 'suspended':
				return [Number(client.isSuspended), ...created];
			case 'sessions':
				return [client.sessionsLeft ?? Infinity, bytes(client.planName ?? ''), client.number];
			case 'due':
				return [client.dueOn ?? '9999', client.number];
			case 'last_paid':
				return [client.lastPaidOn ?? '0000', client.dueOn ?? '9999', client.number];
			default:
				return created;
		}
	};
	const compared = (one: PlainClient, other: PlainClient) => {
		const others = keys(other);
		for (const [at, key] of keys(one).entries())
			if (key !== others[at]) return key < others[at]! ? -1 : 1;
		return 0;
	};
	return clients.toSorted((one, other) => compared(one, other) * (descending ? -1 : 1));
}

function holds(subject: string, word: string): boolean {
	const bare = /\d/.test(word) && !word.includes('@') ? word.replace(/[./()-]/g, '') : word;
	return [word, bare].some((each) => each !== '' && plain(subject).includes(plain(each)));
}

function isInPhone(term: string, phones: string[]): boolean {
	const digits = term.replace(/\D/g, '');
	return (
		digits.length >= 4 &&
		/^[0-9()+. -]+$/.test(term.trim()) &&
		phones.some((phone) => phone.includes(digits))
	);
}

function isWithin(day: string | null, from: unknown, to: unknown): boolean {
	if (from !== undefined && (day ?? '9999') < String(from)) return false;
	return to === undefined || (day ?? '9999') <= String(to);
}

const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
/** As bytes compare, which is how the database sorts names. */
const bytes = (text: string) => Buffer.from(plain(text)).toString('latin1');
const textOf = (value: string | number | null | undefined) =>
	value === null || value === undefined ? null : String(value);
