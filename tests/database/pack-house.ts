import { randomUUID } from 'node:crypto';
import type { Client } from 'pg';
import { makeMember, type Member } from '../support/world.ts';
import { platform } from './platform.ts';
import { sessionHouse, type House } from './session-house.ts';

// A reseller that sells packs of extra sessions, with staff and users of its clients who call as they do over HTTP.

export interface Pack {
	id: string;
	version: number;
}

export interface Purchase {
	purchase_id: string;
	invoice_id: string | null;
	state: string;
	sessions: number;
	total_cents: number;
}

export interface PackHouse extends House {
	owner: Member;
	support: Member;
	user(clientId: string, level?: number): Promise<Member>;
	pack(fields?: object): Promise<Pack>;
	/** What it answers, or the code of the refusal. */
	buy(clientId: string, packId: string, more?: object, by?: Member): Promise<Purchase>;
	refusedBuy(clientId: string, packId: string, more?: object, by?: Member): Promise<string>;
	purchase(id: string): Promise<{ state: string; taken_back: number; sessions: number }>;
	/** Pays an invoice in full, by hand; the payment. */
	pay(invoiceId: string | null, more?: object): Promise<string>;
	extras(clientId: string): Promise<number>;
	invoice(id: string | null): Promise<Record<string, unknown>>;
}

export async function packHouse(db: Client, name: string): Promise<PackHouse> {
	const house = await sessionHouse(db, name);
	const { rows } = await db.query('select slug from public.resellers where id = $1', [
		house.resellerId
	]);
	const staff = (role: string) =>
		makeMember(platform, `${role} of ${rows[0].slug}`, `reseller/${rows[0].slug}`, {
			reseller_id: house.resellerId,
			role
		});
	const [owner, support] = await Promise.all([staff('owner'), staff('support')]);

	const buying = (clientId: string, packId: string, more: object, by: Member) =>
		by.db.rpc('buy_session_packs', {
			...{ request_id: randomUUID(), client_id: clientId, pack_id: packId, packs: 1 },
			...more
		});
	return {
		...house,
		owner,
		support,
		user: (clientId, level = 5) =>
			makeMember(platform, `level ${level} of ${rows[0].slug}`, `client/${clientId}`, {
				...{ reseller_id: house.resellerId, client_id: clientId, level }
			}),
		async pack(fields = {}) {
			const { data } = await owner.db
				.rpc('save_session_pack', {
					...{ id: randomUUID(), name: `Pacote ${randomUUID().slice(0, 8)}`, sessions: 100 },
					...{ price_cents: 5000, in_portal: true },
					...fields
				})
				.throwOnError();
			return data;
		},
		async buy(clientId, packId, more = {}, by = owner) {
			const { data } = await buying(clientId, packId, more, by).throwOnError();
			return data;
		},
		async refusedBuy(clientId, packId, more = {}, by = owner) {
			const { data, error } = await buying(clientId, packId, more, by);
			return error?.message ?? JSON.stringify(data);
		},
		async purchase(id) {
			const { rows: found } = await db.query(
				'select * from public.session_purchases where id = $1',
				[id]
			);
			return found[0];
		},
		async pay(invoiceId, more = {}) {
			const { data } = await owner.db
				.rpc('record_payment', { request_id: randomUUID(), invoice_id: invoiceId, ...more })
				.throwOnError();
			return data.payment_id;
		},
		extras: async (clientId) => (await house.meter(clientId)).extras,
		async invoice(id) {
			const { rows: found } = await db.query(
				`select i.*, i.total_cents::int as total, i.due_on - i.issued_on as days_to_pay,
					(select jsonb_agg(to_jsonb(l)) from public.invoice_lines l where l.invoice_id = i.id) as lines
				from public.invoices i where i.id = $1`,
				[id]
			);
			return found[0];
		}
	};
}
