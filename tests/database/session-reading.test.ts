import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { makeMember, roles, type Level, type Member, type Role } from '../support/world.ts';
import { databaseConnection, databaseConnections, platform } from './platform.ts';
import { event, expectSound, hoursFromNow, sessionHouse, type House } from './session-house.ts';

// What is read of sessions, and what the staff writes: forecast, ledger, corrections, and how often it is announced.

const db = databaseConnection();
const pool = databaseConnections();
let house: House;
const staff = {} as Record<Role, Member>;

beforeAll(async () => {
	house = await sessionHouse(db, 'reading');
	for (const role of roles) staff[role] = await staffOf(house, role);
});

async function staffOf({ resellerId }: House, role: Role): Promise<Member> {
	const { rows } = await db.query('select slug from public.resellers where id = $1', [resellerId]);
	return makeMember(platform, `${role} of reading`, `reseller/${rows[0].slug}`, {
		...{ reseller_id: resellerId, role }
	});
}

const userOf = (clientId: string, level: Level, { resellerId }: House = house) =>
	makeMember(platform, `reader ${level}`, `client/${clientId}`, {
		...{ reseller_id: resellerId, client_id: clientId, level }
	});

/** What was answered, or the code and the status of the refusal. */
async function asked(
	by: Member,
	name: string,
	given: object
): Promise<{ data: Record<string, unknown>; refusal: string | undefined }> {
	const { data, error, status } = await by.db.rpc(name, given);
	return { data, refusal: error ? `${status} ${error.message}` : undefined };
}

describe('the forecast', () => {
	// Apart: here days are written that no ledger knows of.
	let apart: House;
	let viewer: Member;
	beforeAll(async () => {
		apart = await sessionHouse(db, 'forecast');
		viewer = await staffOf(apart, 'viewer');
	});

	/** Use on the days before today, the nearest first. */
	async function clientWhoUsed(days: number[], terms: Parameters<House['client']>[0]) {
		const client = await apart.client(terms);
		for (const [at, used] of days.entries())
			if (used > 0)
				await db.query(
					`insert into public.session_days (reseller_id, client_id, on_date, used)
					values ($1, $2, app.today($1) - $3::integer, $4)`,
					[apart.resellerId, client.clientId, at, used]
				);
		return client;
	}
	const forecastOf = async (clientId: string) => {
		const { data } = await asked(viewer, 'session_overview', { client_id: clientId });
		const { rows } = await db.query('select $2::date - app.today($1) as days', [
			...[apart.resellerId, data.forecast_on]
		]);
		return rows[0].days as number | null;
	};

	test.each([
		['seven days of 10 each, 55 left', [0, 10, 10, 10, 10, 10, 10, 10], 55, 5],
		// 70 in the two days since it began are 35 a day: 55 last a day and a half.
		['two days are enough, and who began then is measured by them', [0, 35, 35], 55, 1],
		// 70 in the seven days are 10 a day, though nothing was used on five of them.
		['who began before is measured by all seven', [0, 35, 35, 0, 0, 0, 0, 0, 1], 55, 5],
		['however long ago that was', [0, 35, 35, ...Array<number>(90).fill(0), 1], 55, 5],
		// 60 in the five days since it began are 12 a day.
		['a pause after the beginning counts', [0, 30, 0, 0, 0, 30], 60, 5],
		['of exactly so many days', [0, 35, 0, 0, 0, 0, 0, 35], 50, 5],
		['less than a day', [0, 70, 70], 19, 0],
		['one day of use tells nothing', [0, 70], 55, null],
		['no use tells nothing', [], 55, null],
		['what today brings is not known yet', [500, 35, 35], 55, 1],
		['nor does today count as a day of use', [500, 35], 55, null],
		['eight days ago is too long ago', [0, 35, 0, 0, 0, 0, 0, 0, 35], 55, null],
		['a trickle lasts as long as a forecast reaches', [0, 1, 1], 1096, 1096],
		['and longer', [0, 1, 1], 1097, null]
	])('%s', async (_case, days, quota, expected) => {
		const { clientId } = await clientWhoUsed(days, { quota });
		expect(await forecastOf(clientId)).toBe(expected);
	});

	test('counts extras in, and is today when nothing is left', async () => {
		const { clientId } = await clientWhoUsed([0, 35, 35], { quota: 10 });
		await db.query(`select app.add_extras($1, $2, 'grant', 40, $3)`, [
			...[apart.resellerId, clientId, randomUUID()]
		]);
		expect(await forecastOf(clientId)).toBe(1);
		await apart.use([event(clientId, 50)]);
		expect(await forecastOf(clientId)).toBe(0);
	});

	test('a quota that waits for its first use does not slow it down', async () => {
		// Granted ten days ago; 70 in the two days since use began are 35 a day.
		const { clientId } = await clientWhoUsed([0, 40, 30], { quota: 110 });
		expect(await forecastOf(clientId)).toBe(3);
	});

	test('is none for whom nothing is metered', async () => {
		const { clientId } = await clientWhoUsed([0, 35, 35], { quota: null });
		expect(await forecastOf(clientId)).toBeNull();
	});

	test('goes by the days of the reseller, whose clock may stand elsewhere', async () => {
		const own = await sessionHouse(db, 'reading-clock', '2031-05-20');
		const viewer = await staffOf(own, 'viewer');
		const { clientId } = await own.client({ quota: 55 });
		await db.query(
			`insert into public.session_days (reseller_id, client_id, on_date, used)
			values ($1, $2, '2031-05-19', 35), ($1, $2, '2031-05-13', 35)`,
			[own.resellerId, clientId]
		);
		const { data } = await asked(viewer, 'session_overview', { client_id: clientId });
		expect(data.forecast_on).toBe('2031-05-25');
	});
});

describe('the overview', () => {
	test('has the hours that passed, the last one being that which goes on', async () => {
		const { clientId } = await house.client({ quota: 100 });
		await house.use([
			event(clientId, 2),
			event(clientId, 3, { occurred_at: hoursFromNow(-5) }),
			event(clientId, 4, { occurred_at: hoursFromNow(-47) }),
			event(clientId, 5, { occurred_at: hoursFromNow(-49) })
		]);
		const { data } = await asked(staff.viewer, 'session_overview', { client_id: clientId });
		const hours = data.hours as number[];
		expect(hours).toHaveLength(48);
		// The test may meet the end of an hour between two statements.
		const shift = hours.at(-1) === 2 ? 0 : 1;
		expect(hours[47 - shift]).toBe(2);
		expect(hours[42 - shift]).toBe(3);
		expect(hours.reduce((sum, used) => sum + used, 0)).toBe(shift === 0 ? 9 : 5);
		expect(data).toMatchObject({ used: 14, left: 86, quota_left: 86, is_metered: true });
	});
});

describe('the ledger', () => {
	const page = (by: Member, client_id: string, more: object = {}) =>
		asked(by, 'session_ledger', { client_id, ...more });

	test('is read page by page, the latest first, each row once, however many share a moment', async () => {
		const { clientId } = await house.client({ quota: 1000 });
		const moments = [-1, -2, -3].map(hoursFromNow);
		const sent = Array.from({ length: 60 }, (_, at) =>
			event(clientId, 1, { occurred_at: moments[at % 3] })
		);
		await house.use(sent);
		const seen: { id: number; key: string | null; occurred_at: string; kind: string }[] = [];
		let after: unknown = null;
		let pages = 0;
		do {
			const { data } = await page(staff.support, clientId, { after, page_size: 7 });
			const rows = data.rows as typeof seen;
			expect(rows.length).toBeLessThanOrEqual(7);
			seen.push(...rows);
			after = data.after;
			pages += 1;
		} while (after);
		expect(pages).toBe(9);
		expect(new Set(seen.map(({ id }) => id)).size).toBe(61);
		expect(seen.map(({ key }) => key).sort()).toEqual([null, ...sent.map(({ key }) => key)].sort());
		const places = seen.map(({ occurred_at, id }) => [Date.parse(occurred_at), id] as const);
		for (const [at, [time, id]] of places.slice(1).entries()) {
			const [earlier, former] = places[at]!;
			expect(earlier > time || (earlier === time && former > id)).toBe(true);
		}
	});

	test('holds what came and went, of each kind, and who took it back', async () => {
		const own = await sessionHouse(db, 'reading-kinds', '2026-03-10');
		const finance = await staffOf(own, 'finance');
		const { clientId, subscriptionId } = await own.client({ quota: 10 }, { starts: -9, ends: 21 });
		await own.use([event(clientId, 4, { key: 'chat-1' })]);
		await asked(finance, 'correct_sessions', {
			...{ request_id: randomUUID(), client_id: clientId, extras: 5, reason: ' Cortesia ' }
		});
		await own.moveClock(30);
		await db.query(
			`update public.subscriptions set next_period_on = next_period_on + interval '1 month' where id = $1`,
			[subscriptionId]
		);
		await own.use([event(clientId, 1, { key: 'chat-2' })]);
		const { data } = await page(finance, clientId);
		const rows = data.rows as Record<string, unknown>[];
		expect(rows.map(({ kind, quota, extras }) => `${kind} ${quota} ${extras}`).sort()).toEqual(
			expect.arrayContaining(['correction 0 5', 'expiry -6 0', 'grant 10 0', 'use -4 0'])
		);
		expect(rows.find(({ key }) => key === 'chat-1')).toMatchObject({
			...{ key: 'chat-1', subscription_id: subscriptionId, period_starts_on: '2026-03-01' }
		});
		expect(rows.find(({ kind }) => kind === 'correction')).toMatchObject({
			...{ key: null, reason: 'Cortesia', recorded_by: 'finance of reading' }
		});
		await expectSound(own);
	});

	test('shows users of the client what is theirs, without names and words of the staff', async () => {
		const { clientId } = await house.client({ quota: 10 });
		await house.use([event(clientId, 4)]);
		await asked(staff.finance, 'correct_sessions', {
			...{ request_id: randomUUID(), client_id: clientId, extras: 5, reason: 'Reclamou' }
		});
		const user = await userOf(clientId, 1);
		const { data } = await page(user, clientId);
		expect(data.rows).toHaveLength(3);
		for (const row of data.rows as Record<string, unknown>[])
			expect(row).toMatchObject({ key: null, reason: null, recorded_by: null });
		const other = await house.client({ quota: 10 });
		for (const name of ['session_ledger', 'session_overview'])
			expect((await asked(user, name, { client_id: other.clientId })).refusal).toBe(
				'404 client_not_found'
			);
	});

	test('of another reseller is not there, and a wrong place is refused', async () => {
		const other = await sessionHouse(db, 'reading-other');
		const theirs = await other.client({ quota: 10 });
		expect((await page(staff.owner, theirs.clientId)).refusal).toBe('404 client_not_found');
		const { clientId } = await house.client({ quota: 10 });
		const after = { occurred_at: 'x', id: 1 };
		expect((await page(staff.owner, clientId, { after })).refusal).toBe('422 input_invalid');
		for (const page_size of [-1, 0, 1])
			expect((await page(staff.owner, clientId, { page_size })).data.rows).toHaveLength(1);
	});
});

describe('a correction', () => {
	const correct = (by: Member, client_id: string, extras: unknown, more: object = {}) =>
		asked(by, 'correct_sessions', {
			...{ request_id: randomUUID(), client_id, extras, reason: 'Cortesia', ...more }
		});

	test('is for those of the staff who answer for money, and for no user of a client', async () => {
		const { clientId } = await house.client({ quota: 10 });
		const user = await userOf(clientId, 6);
		const outcomes: Record<string, string | undefined> = {};
		for (const role of roles)
			outcomes[role] = (await correct(staff[role], clientId, 1)).refusal ?? 'done';
		expect(outcomes).toEqual({
			...{ owner: 'done', admin: 'done', finance: 'done' },
			...{ support: '403 not_permitted', viewer: '403 not_permitted' }
		});
		expect((await correct(user, clientId, 1)).refusal).toMatch(/^403 /);
		expect(await house.meter(clientId)).toMatchObject({ extras: 3 });
	});

	test('gives and takes, never more than there are', async () => {
		const { clientId } = await house.client({ quota: 10 });
		expect((await correct(staff.finance, clientId, 20)).data).toMatchObject({
			...{ client_id: clientId, quota_left: 10, extras_left: 20 }
		});
		expect((await correct(staff.finance, clientId, -21)).refusal).toBe(
			'409 session_extras_insufficient'
		);
		expect((await correct(staff.finance, clientId, -20)).data).toMatchObject({ extras_left: 0 });
		expect(await house.meter(clientId)).toEqual({ quota: 10, extras: 0, overage: 0, left: 10 });
		await expectSound(house);
	});

	test.each([
		['of nothing', 0, {}, '422 session_correction_invalid'],
		['of too much', 1_000_001, {}, '422 session_correction_invalid'],
		['of too much taken', -1_000_001, {}, '422 session_correction_invalid'],
		['of no number', null, {}, '422 session_correction_invalid'],
		['without a reason', 1, { reason: '  ' }, '422 session_reason_invalid'],
		['without any', 1, { reason: null }, '422 session_reason_invalid'],
		['with a novel', 1, { reason: 'x'.repeat(301) }, '422 session_reason_invalid'],
		['without an id', 1, { request_id: null }, '422 request_id_required'],
		['of nobody', 1, { client_id: randomUUID() }, '404 client_not_found']
	])('%s is refused', async (_case, extras, more, refusal) => {
		const { clientId } = await house.client({ quota: 10 });
		expect((await correct(staff.owner, clientId, extras, more)).refusal).toBe(refusal);
		expect(await house.meter(clientId)).toMatchObject({ extras: 0 });
	});

	test('of another reseller’s client finds nobody', async () => {
		const other = await sessionHouse(db, 'reading-correct');
		const { clientId } = await other.client({ quota: 10 });
		expect((await correct(staff.owner, clientId, 5)).refusal).toBe('404 client_not_found');
		expect(await other.meter(clientId)).toMatchObject({ extras: 0 });
	});

	test('is made once for each request, however often and at once it is asked for', async () => {
		const { clientId } = await house.client({ quota: 10 });
		const other = await house.client({ quota: 10 });
		const request = { request_id: randomUUID() };
		const answers = await Promise.all(
			Array.from({ length: 6 }, () => correct(staff.owner, clientId, 5, request))
		);
		expect(answers.map(({ refusal }) => refusal)).toEqual(Array(6).fill(undefined));
		expect(await house.meter(clientId)).toMatchObject({ extras: 5 });
		for (const reused of [
			await correct(staff.owner, clientId, 6, request),
			await correct(staff.owner, other.clientId, 5, request)
		])
			expect(reused.refusal).toBe('409 request_id_reused');
		expect(await house.meter(clientId)).toMatchObject({ extras: 5 });
		expect(await house.meter(other.clientId)).toMatchObject({ extras: 0 });
		await expectSound(house);
	});
});

describe('announcing', () => {
	const taken = async (by: { query: typeof db.query }, of: House, interval: string) =>
		(await by.query('select app.take_announcement($1, $2) as taken', [of.resellerId, interval]))
			.rows[0].taken as boolean;

	test('is done at most once in an interval, for each reseller by itself', async () => {
		const [own, other] = [await sessionHouse(db, 'throttle'), await sessionHouse(db, 'throttle2')];
		expect(await taken(db, own, '1 hour')).toBe(true);
		expect(await taken(db, own, '1 hour')).toBe(false);
		expect(await taken(db, other, '1 hour')).toBe(true);
		expect(await taken(db, own, '0')).toBe(true);
	});

	test('is left to whoever is at it: nobody waits', async () => {
		const own = await sessionHouse(db, 'throttle-busy');
		await taken(db, own, '0');
		const busy = await pool.connect();
		try {
			await busy.query('begin');
			expect(await taken(busy as never, own, '0')).toBe(true);
			expect(await taken(db, own, '0')).toBe(false);
		} finally {
			await busy.query('rollback');
			busy.release();
		}
		expect(await taken(db, own, '0')).toBe(true);
	});

	test('what comes within the interval waits, and its last value is announced after it', async () => {
		const own = await sessionHouse(db, 'throttle-last');
		const { clientId } = await own.client({ quota: 100 });
		// Announced at once: what is still waiting of how the client came would be part of it, or too little before it.
		await expect
			.poll(async () => {
				const { rows } = await db.query(
					'select from app.unannounced_meters where reseller_id = $1',
					[own.resellerId]
				);
				return rows.length;
			})
			.toBe(0);
		await db.query(
			`update app.session_announcements set announced_at = '-infinity' where reseller_id = $1`,
			[own.resellerId]
		);
		await own.use([event(clientId)]);
		// As if it had been announced just now, and for long.
		await db.query(
			`update app.session_announcements set announced_at = now() + interval '1 hour' where reseller_id = $1`,
			[own.resellerId]
		);
		await own.use([event(clientId, 2)]);
		await own.use([event(clientId, 3)]);
		const last = async () => {
			const { rows } = await db.query(
				`select max((meter ->> 'version')::int) as version, min((meter ->> 'left')::int) as left
				from realtime.messages m, jsonb_array_elements(m.payload -> 'meters') meter
				where m.topic like 'reseller:' || $1 || ':%' and m.payload ->> 'table' = 'session_meters'`,
				[own.resellerId]
			);
			return rows[0];
		};
		expect(await last()).toMatchObject({ left: 99 });
		await db.query(
			`update app.session_announcements set announced_at = '-infinity' where reseller_id = $1`,
			[own.resellerId]
		);
		await db.query('select public.announce_usage()');
		await expect.poll(last).toMatchObject({ left: 94 });
	});
});
