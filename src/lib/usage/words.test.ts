import { describe, expect, test } from 'vitest';
import type { LedgerEntry } from './ledger.ts';
import type { SessionOverview, SessionPolicy } from './session-overview.ts';
import { forecastText, kindText, policyText, reasonText, signed } from './words.ts';

const overview = {
	...{ left: 400, forecast_on: '2026-12-12' },
	quota: [{ period_ends_on: '2026-12-20' }]
} as SessionOverview;

test.each<[string | null, Partial<SessionOverview>]>([
	['Acaba por volta de 12/12/2026', {}],
	['Dura até a renovação, em 20/12/2026', { forecast_on: '2026-12-21' }],
	['Acaba por volta de 20/12/2026', { forecast_on: '2026-12-20' }],
	['Ainda sem uso para prever', { forecast_on: null }],
	['Acabaram', { left: 0 }],
	[null, { is_unlimited: true }]
])('%s', (text, more) => expect(forecastText({ ...overview, ...more })).toBe(text));

describe('what happens at zero', () => {
	const policy = { overage_price_cents: 25, overage_cap: 1200 } as SessionPolicy;
	test.each<[SessionPolicy['session_overage'], RegExp]>([
		['block', /^Novos usos são recusados/],
		['bill', /R\$\s0,25 por sessão na próxima fatura/],
		['cap', /^Até 1\.200 a mais por período, a R\$\s0,25/]
	])('%s', (session_overage, text) =>
		expect(policyText({ ...policy, session_overage })).toMatch(text)
	);
});

test.each<[string, string | null, Partial<LedgerEntry>]>([
	['Uso', null, { kind: 'use' }],
	['Cota concedida', null, { kind: 'grant', quota: 10, extras: 0 }],
	['Cota ajustada pela troca de plano', null, { kind: 'grant', extras: 0, reason: 'plan_changed' }],
	['Extras compradas', null, { kind: 'grant', extras: 50 }],
	['Extras estornadas', null, { kind: 'correction', extras: -50, reason: 'pack_taken_back' }],
	['Cota vencida', null, { kind: 'expiry' }],
	['Correção', 'Cortesia', { kind: 'correction', reason: 'Cortesia' }],
	['Devolvida para uso tardio', null, { kind: 'correction', reason: 'late_use' }]
])('%s', (text, why, entry) => {
	expect(kindText(entry as LedgerEntry)).toBe(text);
	expect(reasonText({ reason: null, ...entry } as LedgerEntry)).toBe(why);
});

test.each([
	[1000, '+1.000'],
	[-3, '−3'],
	[0, '0']
])('%i is written %s', (count, text) => expect(signed(count)).toBe(text));
