import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import type { Member } from '../support/world.ts';
import {
	addClient,
	badge,
	doWithClient,
	heading,
	history,
	makeOverdue,
	tab,
	typedName,
	why
} from './steps/client-page.ts';
import { expect, test } from './steps/journey.ts';
import { expectSameDocument, joinedLive, markDocument } from './steps/live.ts';
import { makeClient } from './steps/people.ts';
import { makeReseller, type Reseller } from './steps/reseller.ts';
import { enter } from './steps/session.ts';
import { runSql } from './steps/sql.ts';

/** Of the toast that says so; others may lie under it. */
const undo = (page: Page, done: string) =>
	page
		.locator('[data-sonner-toast]')
		.filter({ hasText: done })
		.getByRole('button', { name: 'Desfazer' });
const inDays = (days: number) =>
	new Date(Date.now() + days * 86_400_000).toLocaleDateString('sv', {
		timeZone: 'America/Sao_Paulo'
	});
const pageOf = (reseller: Reseller, clientId: string) => `${reseller.clientsPath}/${clientId}`;

/** Opens the page of a client as its reseller's owner, live. */
async function openClient(page: Page, owner: Member, path: string): Promise<void> {
	await joinedLive(page, () => enter(page, owner, path));
	await expect(heading(page)).toBeVisible();
}

test('each tab has an address of its own; the reasons of the statuses name the invoice and the rule', async ({
	page,
	platform
}) => {
	const reseller = await makeReseller(platform, 'Sabiá Internet');
	const owner = await reseller.addMember('owner');
	const { clientId, invoiceId } = await makeClient(owner, 'Padaria Sabiá');
	const path = pageOf(reseller, clientId);
	await openClient(page, owner, path);

	await test.step('waiting for the first payment', async () => {
		await expect(await why(page, 'Desativado')).toContainText(
			'aguarda o primeiro pagamento da fatura 1.'
		);
		await page.keyboard.press('Escape');
		// Of this reason: the one just closed may still be on its way out.
		const awaited = await why(page, 'Aguardando pagamento');
		await expect(awaited).toContainText('A fatura 1 vence em');
		await awaited.getByRole('link', { name: 'fatura 1' }).click();
		await expect(page).toHaveURL(`${path}/invoices/${invoiceId}`);
		await page.goBack();
	});

	await test.step('late: in place, without a reload', async () => {
		await markDocument(page);
		await makeOverdue(platform, invoiceId, 12);
		await expect(badge(page, 'Inadimplente')).toBeVisible();
		const reason = await why(page, 'Inadimplente');
		await expect(reason).toContainText('há 12 dias');
		// 129,90 + 2 % once + 1 % a month for 12 days: 129,90 × 1,024 = 133,0176
		await expect(reason).toContainText('133,02 em aberto');
		await expect(reason).toContainText('Deixa de ser assim que ela é quitada.');
		await page.keyboard.press('Escape');
	});

	await test.step('paid: active since today, and paid up', async () => {
		await owner.db
			.rpc('record_payment', { request_id: randomUUID(), invoice_id: invoiceId })
			.throwOnError();
		await expect(badge(page, 'Inadimplente')).toBeHidden();
		await expect(await why(page, 'Ativo')).toContainText('está ativa desde');
		await page.keyboard.press('Escape');
		await expect(await why(page, 'Em dia')).toContainText('O último pagamento, da fatura 1');
		await page.keyboard.press('Escape');
		await expectSameDocument(page);
	});

	for (const [name, end] of [
		['Assinaturas', '/subscriptions'],
		['Faturas', '/invoices'],
		['Sessões', '/sessions'],
		['Usuários', '/users'],
		['Acessos', '/accesses'],
		['Histórico', '/history'],
		['Cadastro', '/details'],
		['Resumo', '']
	] as const) {
		await tab(page, name).click();
		await expect(page).toHaveURL(path + end);
		await expect(tab(page, name)).toHaveAttribute('aria-current', 'page');
		await expect(page).toHaveTitle(name === 'Resumo' ? /Padaria Sabiá/ : new RegExp(name));
		await expect(heading(page)).toHaveText('Padaria Sabiá');
	}
	await expectSameDocument(page);
});

test('a new subscription and a one-off invoice are seen before they are billed', async ({
	page,
	platform
}) => {
	const reseller = await makeReseller(platform, 'Sabiá Internet');
	const owner = await reseller.addMember('owner');
	const { clientId } = await makeClient(owner, 'Padaria Sabiá');
	await runSql(
		platform,
		'update public.clients set due_day = 31, discount_cents = 1000, surcharge_cents = 250 where id = $1',
		[clientId]
	);
	const path = pageOf(reseller, clientId);
	await openClient(page, owner, path);

	await test.step('subscription: the own due day, surcharge and discount stand in the preview', async () => {
		await page.getByRole('link', { name: 'Nova assinatura' }).click();
		await page.getByRole('button', { name: 'Criar assinatura e emitir fatura' }).click();
		await expect(page.getByText('Escolha um plano ou crie um novo.')).toBeVisible();
		await page.getByRole('radio', { name: 'Padaria Sabiá' }).check();
		await page.getByRole('radio', { name: 'Trimestral' }).check();
		await expect(page.getByRole('combobox', { name: 'Dia de vencimento' })).toContainText('31');
		// 3 × (129,90 + 2,50 − 10,00)
		await expect(page.getByText('R$ 367,20').first()).toBeVisible();
		await page.getByRole('button', { name: 'Criar assinatura e emitir fatura' }).click();
		await expect(page.getByRole('heading', { name: 'Fatura 2' })).toBeVisible();
		await expect(page.getByText('Padaria Sabiá · acréscimo')).toBeVisible();
		await expect(page.getByText('Padaria Sabiá · desconto')).toBeVisible();
		await expect(page.getByText('-R$ 30,00').first()).toBeVisible();
	});

	await test.step('one-off: wrong lines say so at their place, the total follows', async () => {
		await page.goto(`${path}/invoices`);
		await page.getByRole('link', { name: 'Fatura avulsa' }).click();
		const item = (number: number) => page.getByRole('listitem', { name: `Item ${number}` });
		await page.getByRole('button', { name: 'Emitir fatura' }).click();
		await expect(item(1).getByText('Descreva o item em uma linha')).toBeVisible();
		await expect(item(1).getByText('Escreva um valor de R$ 0,01')).toBeVisible();

		await item(1).getByRole('textbox', { name: 'Descrição' }).fill('Instalação');
		await item(1).getByRole('textbox', { name: 'Valor unitário' }).fill('150');
		await page.getByRole('button', { name: 'Adicionar item' }).click();
		await expect(item(2).getByRole('textbox', { name: 'Descrição' })).toBeFocused();
		await page.keyboard.type('=HYPERLINK("http://x") <b>cabo</b>');
		await item(2).getByRole('textbox', { name: 'Quantidade' }).fill('20');
		await item(2).getByRole('textbox', { name: 'Valor unitário' }).fill('3,5');
		await page.getByRole('button', { name: 'Adicionar item' }).click();
		await page.getByRole('button', { name: 'Remover item 3' }).click();
		await expect(page.getByText(/Fatura de R\$\s220,00, vence em/)).toBeVisible();

		await page.getByLabel('Vencimento').fill('2020-01-01');
		await page.getByRole('button', { name: 'Emitir fatura' }).click();
		await expect(page.getByText('O vencimento não pode ficar no passado.')).toBeVisible();
		await page.getByLabel('Vencimento').fill(inDays(3));
		await page.getByRole('button', { name: 'Emitir fatura' }).dblclick();
		await expect(page.getByRole('heading', { name: 'Fatura 3' })).toBeVisible();
		await expect(page.getByText('=HYPERLINK("http://x") <b>cabo</b>')).toBeVisible();
		await expect(page.getByRole('columnheader', { name: 'Qtd.' })).toBeVisible();
	});

	await test.step('the tabs show them, by status', async () => {
		await page.goto(`${path}/invoices`);
		const rows = page.getByRole('table', { name: 'Faturas' }).getByRole('row');
		await expect(rows).toHaveCount(4);
		await page.getByRole('link', { name: 'Pagas' }).click();
		await expect(page).toHaveURL(/status=paid/);
		await expect(page.getByText('Nenhuma fatura com este status.')).toBeVisible();
		await tab(page, 'Assinaturas').click();
		await expect(page.getByRole('list', { name: 'Assinaturas' }).getByRole('listitem')).toHaveCount(
			2
		);
	});
});

test('suspend, reactivate, archive, and take it back; what is archived is not billed', async ({
	page,
	platform
}) => {
	const reseller = await makeReseller(platform, 'Sabiá Internet');
	const owner = await reseller.addMember('owner');
	const { clientId } = await makeClient(owner, 'Padaria Sabiá');
	const path = pageOf(reseller, clientId);
	await openClient(page, owner, path);

	await test.step('suspend, with a note that is shown as it was written', async () => {
		await doWithClient(page, 'Suspender');
		const dialog = page.getByRole('dialog', { name: 'Suspender Padaria Sabiá?' });
		await dialog.getByRole('textbox', { name: 'Motivo' }).fill('Férias <b>coletivas</b>');
		await dialog.getByRole('button', { name: 'Suspender' }).click();
		await expect(dialog).toBeHidden();
		const reason = await why(page, 'Suspenso');
		await expect(reason).toContainText('Suspenso pela sua equipe.');
		await expect(reason).toContainText('por Pessoa owner');
		await expect(reason).toContainText('Férias <b>coletivas</b>');
		await page.keyboard.press('Escape');
		await page.getByRole('main').getByRole('button', { name: 'Reativar' }).click();
		await expect(badge(page, 'Suspenso')).toBeHidden();
	});

	await test.step('archive, undo, archive again', async () => {
		await doWithClient(page, 'Arquivar');
		await expect(badge(page, 'Arquivado')).toBeVisible();
		await undo(page, 'foi arquivado').click();
		await expect(badge(page, 'Arquivado')).toBeHidden();
		await doWithClient(page, 'Arquivar');
		await expect(await why(page, 'Arquivado')).toContainText('Arquivado por Pessoa owner');
		await page.keyboard.press('Escape');
		await expect(page.getByRole('link', { name: 'Fatura avulsa' })).toHaveCount(0);
		await page.goto(`${path}/invoices/new`);
		await expect(
			page.getByText('Este cliente está arquivado e não pode ser cobrado.')
		).toBeVisible();
		await page.goto(path);
		await page.getByRole('main').getByRole('button', { name: 'Restaurar' }).click();
		await expect(badge(page, 'Arquivado')).toBeHidden();
	});

	await test.step('the history tells it: who, what, before and after', async () => {
		await tab(page, 'Histórico').click();
		await expect(history(page).first()).toContainText('Pessoa owner');
		const archived = history(page).filter({ hasText: 'Arquivado em' }).first();
		await expect(archived.getByText('vazio')).toBeVisible();
		const suspended = history(page).filter({ hasText: 'Férias <b>coletivas</b>' });
		await suspended.locator('summary').click();
		await expect(suspended.getByText('Férias <b>coletivas</b>')).toBeVisible();
		// What is read again, since something was done, closes nothing.
		await doWithClient(page, 'Arquivar');
		await expect(badge(page, 'Arquivado')).toBeVisible();
		await expect(suspended.getByText('Férias <b>coletivas</b>')).toBeVisible();
	});
});

test('deleting asks for the name, and with invoices offers the archive instead', async ({
	page,
	platform
}) => {
	const reseller = await makeReseller(platform, 'Sabiá Internet');
	const owner = await reseller.addMember('owner');
	const { clientId } = await makeClient(owner, 'Com Fatura');
	const free = await addClient(owner, 'Sem Fatura');

	await test.step('refused at once, with the reason', async () => {
		await openClient(page, owner, `${pageOf(reseller, clientId)}?do=delete`);
		const dialog = page.getByRole('dialog', { name: 'Com Fatura não pode ser excluído' });
		await expect(dialog).toContainText('Há 1 fatura deste cliente');
		await dialog.getByRole('button', { name: 'Arquivar cliente' }).click();
		await expect(badge(page, 'Arquivado')).toBeVisible();
		await expect(page).toHaveURL(pageOf(reseller, clientId));
	});

	await test.step('allowed, once the name is typed', async () => {
		await page.goto(pageOf(reseller, free));
		await doWithClient(page, 'Excluir');
		const confirm = page.getByRole('alertdialog').getByRole('button', { name: 'Excluir cliente' });
		await typedName(page).fill('Sem');
		await expect(confirm).toBeDisabled();
		await typedName(page).fill('Sem Fatura');
		await confirm.click();
		await expect(page).toHaveURL(reseller.clientsPath);
		await expect(page.getByText('Sem Fatura foi excluído')).toBeVisible();
		const left = await runSql(platform, 'select from public.clients where id = $1', [free]);
		expect(left).toHaveLength(0);
	});
});

test('anonymising erases the person and keeps the books', async ({ page, platform }) => {
	const reseller = await makeReseller(platform, 'Sabiá Internet');
	const owner = await reseller.addMember('owner');
	const { clientId } = await makeClient(owner, 'Maria Antônia Sigilosa');
	const path = pageOf(reseller, clientId);
	await openClient(page, owner, path);
	await doWithClient(page, 'Anonimizar');
	await expect(page.getByRole('alertdialog')).toContainText('Assinaturas, faturas e pagamentos');
	await typedName(page).fill('Maria Antônia Sigilosa');
	await page.getByRole('alertdialog').getByRole('button', { name: 'Anonimizar cliente' }).click();
	await expect(heading(page)).toHaveText('Cliente anonimizado nº 1');
	await expect(page.getByText('Dados pessoais apagados')).toBeVisible();
	await expect(page.getByRole('link', { name: 'Fatura 1' })).toBeVisible();
	// The plan was named after the client in this journey; the client itself stands nowhere any more.
	for (const end of ['/details', '/users', '/history']) {
		await page.goto(path + end);
		await expect(heading(page)).toBeVisible();
		await expect(page.getByRole('main')).not.toContainText('@client.example');
	}
	await page.goto(path);
	await expect(page.getByRole('button', { name: 'Ações', exact: true })).toBeVisible();
	await doWithClient(page, 'Excluir');
	await expect(page.getByRole('dialog')).toContainText('Ele já está arquivado.');
});

test('notes are edited in place, and two who write at once lose nothing', async ({
	page,
	platform,
	openBrowser
}) => {
	const reseller = await makeReseller(platform, 'Sabiá Internet');
	const owner = await reseller.addMember('owner');
	const clientId = await addClient(owner, 'Padaria Sabiá');
	await openClient(page, owner, pageOf(reseller, clientId));
	await page.getByRole('button', { name: 'Adicionar observação' }).click();
	const notes = page.getByRole('textbox', { name: 'Observações' });
	await expect(notes).toBeFocused();
	await notes.fill('Primeira linha\nSegunda linha');

	const other = await openBrowser();
	await joinedLive(other, () => enter(other, owner, pageOf(reseller, clientId)));
	await other.getByRole('button', { name: 'Adicionar observação' }).click();
	await other.getByRole('textbox', { name: 'Observações' }).fill('De outra pessoa');
	await other.getByRole('button', { name: 'Salvar' }).click();
	await expect(other.getByText('Observações salvas')).toBeVisible();

	await expect(page.getByText('Mais alguém mudou as observações')).toBeVisible();
	await page.getByRole('button', { name: 'Juntar as duas' }).click();
	await expect(notes).toHaveValue('De outra pessoa\nPrimeira linha\nSegunda linha');
	await page.getByRole('button', { name: 'Salvar' }).click();
	await expect(page.getByText('Observações salvas')).toBeVisible();
	await expect(other.getByText('Segunda linha')).toBeVisible();

	await test.step('and again: line breaks compare as they were written', async () => {
		await page.getByRole('button', { name: 'Editar observações' }).click();
		await notes.fill('');
		await page.getByRole('button', { name: 'Salvar' }).click();
		await expect(page.getByText('Nenhuma observação.')).toBeVisible();
	});
});

test('who may only look finds no deeds and no history', async ({ page, platform, troubles }) => {
	troubles.expect(/answer 403: GET \S+\/history/);
	const reseller = await makeReseller(platform, 'Sabiá Internet');
	const [owner, viewer] = [await reseller.addMember('owner'), await reseller.addMember('viewer')];
	const { clientId } = await makeClient(owner, 'Padaria Sabiá');
	const path = pageOf(reseller, clientId);
	await openClient(page, viewer, path);
	await expect(page.getByRole('button', { name: 'Ações', exact: true })).toHaveCount(0);
	await expect(page.getByRole('link', { name: 'Nova assinatura' })).toHaveCount(0);
	await expect(tab(page, 'Histórico')).toHaveCount(0);
	await page.goto(`${path}/subscriptions/new`);
	await expect(page.getByText('Seu papel não permite emitir faturas.')).toBeVisible();
	await page.goto(`${path}/history`);
	await expect(page.getByRole('heading', { name: 'Você não pode ver isto' })).toBeVisible();
});
