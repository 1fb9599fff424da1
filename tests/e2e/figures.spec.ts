import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import type { Platform } from '../support/world.ts';
import { expect, test } from './steps/journey.ts';
import { goByKeys } from './steps/keyboard.ts';
import { expectSameDocument, joinedLive, markDocument } from './steps/live.ts';
import { expectGoodLooksAt } from './steps/look.ts';
import { makeReseller, type Reseller } from './steps/reseller.ts';
import { enter } from './steps/session.ts';
import { runSql } from './steps/sql.ts';

const money = (cents: number) =>
	new Intl.NumberFormat('pt-BR', { style: 'currency', currency: 'BRL' }).format(cents / 100);
const tile = (page: Page, name: string) =>
	page.getByRole('main').getByRole('link', { name: new RegExp(`^${name}`) });
const card = (page: Page, name: string) => page.getByRole('region', { name });

/** Twelve months until 20 June 2026: clients come, pay or not, grow, and leave. */
async function liveAYear(platform: Platform, { id }: Reseller): Promise<void> {
	await runSql(
		platform,
		`do $year$
		declare
			reseller constant uuid := '${id}';
			plan uuid;
			versions uuid[];
			month date;
			place integer := 0;
			issued uuid;
		begin
			insert into public.plans (reseller_id, name) values (reseller, 'Fibra') returning plans.id into plan;
			with made as (
				insert into public.plan_versions (reseller_id, plan_id, version, monthly_price_cents)
				values (reseller, plan, 1, 9990), (reseller, plan, 2, 18990) returning plan_versions.id, version
			)
			select array_agg(m.id order by m.version) into versions from made m;
			for month in select generate_series(date '2025-07-01', date '2026-06-01', interval '1 month') loop
				place := place + 1;
				update public.resellers set test_clock_on = month where resellers.id = reseller;
				with come as (
					insert into public.clients (reseller_id, number, name, email)
					select reseller, place * 100 + n, 'Cliente ' || place || '-' || n, 'c' || place || n || '@client.example'
					from generate_series(1, 3 + place % 3) n returning clients.id
				)
				insert into public.subscriptions (
					reseller_id, client_id, plan_version_id, status, activation, interval_months, due_day, started_on, next_period_on
				)
				select reseller, c.id, versions[1], 'active', 'now', 1, 10, month, month from come c;
				if place % 3 = 0 then
					update public.subscriptions set plan_version_id = versions[2]
					where subscriptions.id = (select s.id from public.subscriptions s where s.reseller_id = reseller
						and s.plan_version_id = versions[1] and s.status = 'active' order by s.started_on, s.id limit 1);
					update public.subscriptions set status = 'canceled', ended_on = month
					where subscriptions.id = (select s.id from public.subscriptions s where s.reseller_id = reseller
						and s.status = 'active' order by s.started_on desc, s.id limit 1);
				end if;
				for issued in select unnest(app.issue_invoices(reseller, month, array(
					select s.id from public.subscriptions s where s.reseller_id = reseller and s.status = 'active'
				))) loop
					-- Some are behind in the last months.
					if place <= 9 or abs(hashtext(issued::text)) % 5 > 0 then
						perform app.apply_payment(reseller, issued, i.total_cents, 'pix',
							month + 4 + (abs(hashtext(issued::text)) % 6), 'manual')
						from public.invoices i where i.id = issued;
					end if;
				end loop;
			end loop;
			update public.resellers set test_clock_on = '2026-06-20' where resellers.id = reseller;
		end
		$year$`
	);
}

async function cents(platform: Platform, question: string, { id }: Reseller): Promise<number> {
	const [row] = await runSql<{ cents: string | null }>(
		platform,
		`select (${question})::bigint as cents`,
		[id]
	);
	return Number(row!.cents);
}

test('the overview says what recurs, came in and is overdue, and follows along', async ({
	page,
	platform
}) => {
	// A year of nights is made first.
	test.slow();
	const reseller = await makeReseller(platform, 'Painel Vivo');
	const owner = await reseller.addMember('owner');
	await liveAYear(platform, reseller);
	await joinedLive(page, () => enter(page, owner, `/r/${reseller.slug}`));
	await expect(page.getByRole('heading', { level: 1, name: 'Visão geral' })).toBeVisible();
	const ask = (question: string) => cents(platform, question, reseller);
	const received = `select sum(amount_cents) from public.payments where reseller_id = $1 and paid_on between`;

	await test.step('every figure is that of the tables, and leads to its list', async () => {
		const recurring = await ask(
			`select sum(monthly_cents) from public.subscriptions where reseller_id = $1 and status = 'active'`
		);
		await expect(tile(page, 'Receita recorrente')).toContainText(money(recurring));
		await expect(tile(page, 'Recebido')).toContainText(
			money(await ask(`${received} '2026-06-01' and '2026-06-20'`))
		);
		const overdue = await ask(
			`select sum(total_cents + fine_cents + interest_cents - paid_cents) from public.invoices
			where reseller_id = $1 and payment_status in ('unpaid', 'partial')
				and effective_due_on < '2026-06-20'`
		);
		expect(overdue).toBeGreaterThan(0);
		await expect(tile(page, 'Vencido')).toContainText(money(overdue));
		await expect(tile(page, 'Vencido')).toHaveAttribute('href', /invoices\?status=overdue$/);
		await expect(tile(page, 'Novas e encerradas')).toContainText('−1');
		await expect(
			page.getByRole('link', { name: 'Visão geral' }).and(page.locator('[aria-current=page]'))
		).toHaveCount(1);
	});

	await test.step('an age of what is overdue leads to just those invoices', async () => {
		const age = card(page, 'Vencido por idade').getByRole('link', { name: /^8 a 15 dias/ });
		const [, count] = /(\d+) faturas?/.exec((await age.textContent()) ?? '') ?? [];
		expect(Number(count)).toBeGreaterThan(0);
		await age.click();
		await expect(page).toHaveURL(/invoices\?status=overdue&late=8-15$/);
		await expect(page.getByRole('main').getByRole('row')).toHaveCount(Number(count) + 1);
		await page.getByRole('link', { name: '8 a 15 dias de atraso' }).click();
		await expect(page).toHaveURL(/invoices\?status=overdue$/);
		await page.goBack();
		await page.goBack();
	});

	await test.step('the next run is looked at, by the very rules of the run', async () => {
		const run = card(page, 'Próxima rotina');
		await expect(run.getByRole('link', { name: /Faturas a emitir/ })).toBeVisible();
		await expect(run.getByRole('link', { name: 'Ver prévia' })).toHaveAttribute(
			'href',
			`/r/${reseller.slug}/billing/run`
		);
	});

	await test.step('a chart is drawn, read with the keyboard, and told as a table', async () => {
		const chart = page.getByRole('group', { name: /^O que mudou a receita, use/ });
		await expect(chart.locator('svg rect, svg path').first()).toBeVisible();
		await chart.focus();
		const said = card(page, 'O que mudou a receita').locator('[aria-live]');
		await expect(said).toContainText(/junho de 2026/i);
		await page.keyboard.press('ArrowLeft');
		await expect(said).toContainText(/maio de 2026/i);
		await page.keyboard.press('Home');
		await expect(said).toContainText(/julho de 2025/i);
		await card(page, 'O que mudou a receita').getByRole('button', { name: 'Tabela' }).click();
		await expect(
			page.getByRole('table', { name: 'O que mudou a receita' }).getByRole('row')
		).toHaveCount(13);
	});

	await test.step('the period stands in the address', async () => {
		await page.getByRole('link', { name: 'Mês passado' }).click();
		await expect(page).toHaveURL(/\?period=last-month$/);
		await expect(tile(page, 'Recebido')).toContainText(
			money(await ask(`${received} '2026-05-01' and '2026-05-31'`))
		);
		await page.getByRole('link', { name: '12 meses' }).click();
		await expect(tile(page, 'Recebido')).toContainText(
			money(await ask(`${received} '2025-07-01' and '2026-06-20'`))
		);
		await expect(page.getByRole('heading', { name: 'Recebido por mês' })).toBeVisible();
		await page.getByRole('link', { name: 'Este mês' }).click();
		await expect(page.getByRole('heading', { name: 'Recebido por dia' })).toBeVisible();
	});

	await test.step('money that a colleague records appears by itself', async () => {
		await markDocument(page);
		const [open] = await runSql<{ id: string }>(
			platform,
			`select id from public.invoices where reseller_id = $1 and payment_status = 'unpaid' limit 1`,
			[reseller.id]
		);
		await owner.db
			.rpc('record_payment', { request_id: randomUUID(), invoice_id: open!.id, method: 'pix' })
			.throwOnError();
		await expect(tile(page, 'Recebido')).toContainText(
			money(await ask(`${received} '2026-06-01' and '2026-06-20'`))
		);
		await expectSameDocument(page);
	});

	await expectGoodLooksAt(page, [`/r/${reseller.slug}`, `/r/${reseller.slug}?period=year`]);
});

test('a new reseller is shown the way to its first figures', async ({ page, platform }) => {
	const reseller = await makeReseller(platform, 'Recém Aberta');
	const owner = await reseller.addMember('owner');
	await enter(page, owner, `/r/${reseller.slug}`);
	await expect(page.getByText('Seus números aparecem aqui')).toBeVisible();
	const steps = page.getByRole('list', { name: 'Primeiros passos' });
	await expect(steps.getByRole('listitem')).toHaveCount(3);
	await expect(steps.getByRole('link', { name: /Crie um plano/ })).toHaveAttribute(
		'href',
		`/r/${reseller.slug}/plans/new`
	);
	await expectGoodLooksAt(page, [`/r/${reseller.slug}`]);

	await joinedLive(page, () => page.goto(`/r/${reseller.slug}/clients`));
	await goByKeys(page, 'gv', page.getByText('Seus números aparecem aqui'));
	await expect(page).toHaveURL(`/r/${reseller.slug}`);
});
