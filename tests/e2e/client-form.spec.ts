import type { Page } from '@playwright/test';
import { expect, test } from './steps/journey.ts';
import { joinedLive } from './steps/live.ts';
import { expectGoodLooks } from './steps/look.ts';
import { field, proceed, step } from './steps/onboarding.ts';
import { makeReseller } from './steps/reseller.ts';
import { enter } from './steps/session.ts';

const legalName = (page: Page) => field(page, 'Razão social');
const email = (page: Page) => field(page, 'E-mail');
const add = (page: Page) => page.getByRole('button', { name: 'Adicionar cliente' }).click();
const save = (page: Page) => page.getByRole('button', { name: 'Salvar cliente' }).click();
const section = (page: Page, title: string) => page.locator('summary', { hasText: title });
const conflict = (page: Page) => page.getByText('Mudou em outro lugar para');

/** A page that was just loaded masks nothing and keeps no draft until it is alive. */
const open = (page: Page, member: Parameters<typeof enter>[1], path: string) =>
	joinedLive(page, () => enter(page, member, path));

async function makeClient(db: Db, fields: Record<string, unknown>): Promise<string> {
	const id = crypto.randomUUID();
	await db.rpc('create_client', { id, fields }).throwOnError();
	return id;
}
type Db = Awaited<ReturnType<Awaited<ReturnType<typeof makeReseller>>['addMember']>>['db'];

async function stored(db: Db, id: string): Promise<Record<string, unknown>> {
	const { data } = await db
		.from('clients')
		.select('*, client_phones(e164, position), client_notes(body)')
		.eq('id', id)
		.single<Record<string, unknown>>()
		.throwOnError();
	return data;
}

test('every field of a client is written down, and stored as it was meant', async ({
	page,
	platform
}) => {
	const reseller = await makeReseller(platform, 'Ficha Completa');
	const owner = await reseller.addMember('owner');
	await open(page, owner, `${reseller.clientsPath}/quick`);
	await legalName(page).fill('Padaria Sol Ltda.');
	await field(page, 'CNPJ').pressSequentially('12abc34501de35');
	await expect(field(page, 'CNPJ')).toHaveValue('12.ABC.345/01DE-35');
	await field(page, 'Nome fantasia').fill('Padaria Sol');
	await page.getByRole('combobox', { name: 'Setor' }).fill('Confeitaria');
	await page.getByRole('combobox', { name: 'Tamanho da empresa' }).selectOption('2-10');
	await page.getByLabel('Data de abertura').fill('2001-02-03');
	await field(page, 'Responsável').fill('Ana Souza');
	await page.getByRole('combobox', { name: 'Cargo' }).fill('Sócio(a)');
	await email(page).fill('Ana@Sol.example');
	await field(page, 'Telefone').pressSequentially('11987654321');
	await expect(field(page, 'Telefone')).toHaveValue('(11) 98765-4321');
	await page.getByRole('button', { name: 'Adicionar telefone' }).click();
	await expect(field(page, 'Telefone 2')).toBeFocused();
	await page.keyboard.type('1133334444');

	await section(page, 'Endereço').click();
	await field(page, 'Complemento').fill('loja 2');
	await field(page, 'Bairro').fill('Perto do metrô');
	await field(page, 'CEP').pressSequentially('01310100');
	// What was empty is filled in, what stood there stays, and one goes on with the number.
	await expect(field(page, 'Rua')).toHaveValue('Avenida Paulista');
	await expect(field(page, 'Cidade')).toHaveValue('São Paulo');
	await expect(page.getByRole('combobox', { name: 'UF' })).toHaveValue('SP');
	await expect(field(page, 'Bairro')).toHaveValue('Perto do metrô');
	await expect(field(page, 'Número')).toBeFocused();
	await page.keyboard.type('1000');

	await section(page, 'Cobrança e faturamento').click();
	await page.getByRole('radio', { name: 'Enviar fatura para a agência' }).check();
	await page.getByRole('radio', { name: /Integrada/ }).check();
	await field(page, 'Valor da mensalidade').fill('99,9');
	await field(page, 'Valor total do contrato').fill('1000');
	await page.getByRole('combobox', { name: 'Forma de pagamento' }).selectOption('3');
	await expect(page.getByText('1ª parcela de R$ 333,34, demais 2 de R$ 333,33')).toBeVisible();
	await field(page, 'Dia de vencimento').fill('31');
	await field(page, 'Desconto').fill('5');
	await field(page, 'Acréscimo').fill('1,50');
	await field(page, 'Dias para pendência').fill('3');
	await field(page, 'Dias para bloqueio').fill('2');
	await section(page, 'Dados fiscais').click();
	await field(page, 'Inscrição estadual').fill('110.042.490.114');
	await field(page, 'Inscrição municipal').fill('1.234.567-8');
	await section(page, 'Observações internas').click();
	await field(page, 'Observações').fill('Prefere WhatsApp\nDepois das 14h');
	await add(page);
	await expect(field(page, 'Dias para bloqueio')).toHaveAccessibleDescription(/não pode vir antes/);
	await field(page, 'Dias para bloqueio').fill('15');
	await add(page);
	await expect(page).toHaveURL(/\/clients\/[0-9a-f-]{36}$/);
	expect(await stored(owner.db, page.url().slice(-36))).toMatchObject({
		name: 'Padaria Sol Ltda.',
		document: '12ABC34501DE35',
		trade_name: 'Padaria Sol',
		sector: 'Confeitaria',
		company_size: '2-10',
		born_or_opened_on: '2001-02-03',
		contact_name: 'Ana Souza',
		contact_role: 'Sócio(a)',
		email: 'ana@sol.example',
		client_phones: [{ e164: '+5511987654321' }, { e164: '+551133334444' }],
		postal_code: '01310100',
		street: 'Avenida Paulista',
		street_number: '1000',
		complement: 'loja 2',
		district: 'Perto do metrô',
		city: 'São Paulo',
		state: 'SP',
		payer: 'agency',
		collection: 'gateway',
		monthly_cents: 9990,
		contract_total_cents: 100_000,
		instalments: 3,
		due_day: 31,
		discount_cents: 500,
		surcharge_cents: 150,
		pending_days: 3,
		block_days: 15,
		identity_document: '110.042.490.114',
		municipal_registration: '1.234.567-8',
		client_notes: { body: 'Prefere WhatsApp\nDepois das 14h' }
	});
});

test('possible duplicates are shown while typing, and stop nobody', async ({ page, platform }) => {
	const reseller = await makeReseller(platform, 'Sem Repetidos');
	const owner = await reseller.addMember('owner');
	const id = await makeClient(owner.db, {
		name: 'Padaria Sol Ltda.',
		trade_name: 'Padaria Sol',
		document: '11222333000181'
	});
	await open(page, owner, `${reseller.clientsPath}/quick`);
	await legalName(page).fill('Outra Padaria');
	await field(page, 'CNPJ').fill('11.222.333/0001-81');
	const hint = page.getByRole('listitem').filter({ hasText: 'mesmo CNPJ' });
	await expect(hint).toContainText('Padaria Sol (#1), mesmo CNPJ');
	await expect(hint.getByRole('link')).toHaveAttribute('href', new RegExp(`${id}$`));
	await expect(hint.getByRole('link')).toHaveAttribute('target', '_blank');
	await field(page, 'CNPJ').fill('');
	await expect(hint).toBeHidden();
	await field(page, 'CNPJ').fill('11222333000181');
	await expect(hint).toBeVisible();
	await add(page);
	await expect(page.getByRole('heading', { level: 1, name: 'Outra Padaria' })).toBeVisible();
});

test('who changes the type of person loses no document and is asked what fits', async ({
	page,
	platform
}) => {
	const reseller = await makeReseller(platform, 'Pessoas');
	await open(page, await reseller.addMember('owner'), `${reseller.clientsPath}/quick`);
	await field(page, 'CNPJ').fill('11222333000181');
	await page.getByRole('radio', { name: 'Pessoa física' }).check();
	await expect(field(page, 'CPF')).toHaveValue('');
	await expect(page.getByRole('combobox', { name: 'Setor' })).toBeHidden();
	await expect(page.getByLabel('Data de nascimento')).toBeVisible();
	await page.getByRole('radio', { name: 'Pessoa jurídica' }).check();
	await expect(field(page, 'CNPJ')).toHaveValue('11.222.333/0001-81');
	// Half typed, it may have been meant for the other kind.
	await field(page, 'CNPJ').fill('52998224725');
	await page.getByRole('radio', { name: 'Pessoa física' }).check();
	await expect(field(page, 'CPF')).toHaveValue('529.982.247-25');
});

test('one client changed by two people: nothing is overwritten in silence', async ({
	page,
	openBrowser,
	platform
}) => {
	const reseller = await makeReseller(platform, 'Quatro Mãos');
	const owner = await reseller.addMember('owner');
	const bruno = await reseller.addMember('admin');
	const id = await makeClient(owner.db, {
		name: 'Padaria Sol',
		email: 'antes@sol.example',
		city: 'Campinas',
		phones: ['+5511987654321']
	});
	const path = `${reseller.clientsPath}/${id}/edit`;
	const other = await openBrowser();
	await open(page, owner, path);
	await open(other, bruno, path);

	await email(page).fill('meu@sol.example');
	await field(page, 'Responsável').fill('Ana');
	await email(other).fill('dele@sol.example');
	await field(other, 'Cidade').fill('Valinhos');
	await save(other);
	await expect(other.getByText('Cliente salvo')).toBeVisible();

	// Untouched here: shown anew in place. Touched: said at once, and mine stays in the field.
	await expect(field(page, 'Cidade')).toHaveValue('Valinhos');
	await expect(conflict(page)).toContainText('dele@sol.example');
	await expect(email(page)).toHaveValue('meu@sol.example');
	await save(page);
	await expect(page.getByText('Escolha o que vale nos campos marcados')).toBeVisible();
	expect(await stored(owner.db, id)).toMatchObject({
		email: 'dele@sol.example',
		contact_name: null
	});
	await page.getByRole('button', { name: 'Usar o novo' }).click();
	await expect(email(page)).toHaveValue('dele@sol.example');
	await expect(conflict(page)).toBeHidden();
	await save(page);
	await expect(page.getByText('Cliente salvo')).toBeVisible();
	expect(await stored(owner.db, id)).toMatchObject({
		email: 'dele@sol.example',
		contact_name: 'Ana',
		city: 'Valinhos'
	});
});

test('what somebody saved unseen is refused by field, and mine can still be kept', async ({
	page,
	platform,
	troubles
}) => {
	troubles.expect(/answer 409: POST \S+\/edit/);
	const reseller = await makeReseller(platform, 'Sem Aviso');
	const owner = await reseller.addMember('owner');
	const id = await makeClient(owner.db, { name: 'Padaria Sol', email: 'antes@sol.example' });
	// No live connection: the other's change is not known here.
	await page.routeWebSocket(/realtime/, () => {});
	await enter(page, owner, `${reseller.clientsPath}/${id}/edit`);
	await email(page).fill('meu@sol.example');
	await owner.db
		.rpc('save_client', {
			id,
			fields: { email: 'dele@sol.example' },
			base: { email: 'antes@sol.example' }
		})
		.throwOnError();
	await save(page);
	await expect(conflict(page)).toContainText('dele@sol.example');
	expect(await stored(owner.db, id)).toMatchObject({ email: 'dele@sol.example' });
	await page.getByRole('button', { name: 'Manter o meu' }).click();
	await save(page);
	await expect(page.getByText('Cliente salvo')).toBeVisible();
	expect(await stored(owner.db, id)).toMatchObject({ email: 'meu@sol.example' });
});

test('a draft survives a closed tab, and is gone when it was saved', async ({ page, platform }) => {
	const reseller = await makeReseller(platform, 'Rascunhos');
	const owner = await reseller.addMember('owner');
	const id = await makeClient(owner.db, { name: 'Padaria Sol', city: 'Campinas' });
	const path = `${reseller.clientsPath}/${id}/edit`;
	await open(page, owner, path);
	await field(page, 'Responsável').fill('Ana Souza');
	const drafts = () =>
		page.evaluate(() => Object.entries(localStorage).filter(([key]) => key.includes('draft')));
	await expect.poll(async () => JSON.stringify(await drafts())).toContain('Ana Souza');
	const again = await page.context().newPage();
	await page.close({ runBeforeUnload: false });

	await again.goto(path);
	await expect(again.getByText(/Rascunho de \d\d:\d\d restaurado/)).toBeVisible();
	await expect(field(again, 'Responsável')).toHaveValue('Ana Souza');
	await again.getByRole('button', { name: 'Descartar' }).click();
	await expect(field(again, 'Responsável')).toHaveValue('');
	await again.reload();
	await expect(legalName(again)).toHaveValue('Padaria Sol');
	await expect(again.getByText(/Rascunho de/)).toBeHidden();

	// Leaving asks, and what was left is there again.
	await field(again, 'Responsável').fill('Bia');
	await again.getByRole('link', { name: 'Cancelar' }).click();
	const question = again.getByRole('alertdialog', { name: 'Sair sem salvar?' });
	await question.getByRole('button', { name: 'Cancelar' }).click();
	await expect(field(again, 'Responsável')).toHaveValue('Bia');
	await again.getByRole('link', { name: 'Cancelar' }).click();
	await question.getByRole('button', { name: 'Sair sem salvar' }).click();
	await expect(again.getByRole('heading', { level: 1, name: 'Padaria Sol' })).toBeVisible();
	await again.goto(path);
	await expect(field(again, 'Responsável')).toHaveValue('Bia');
	await save(again);
	await expect(again.getByText('Cliente salvo')).toBeVisible();
	await again.goto(path);
	await expect(field(again, 'Responsável')).toHaveValue('Bia');
	await expect(again.getByText(/Rascunho de/)).toBeHidden();
});

test('the wizard keeps what is typed without being told to', async ({
	page,
	openBrowser,
	platform
}) => {
	const reseller = await makeReseller(platform, 'Volto Logo');
	await open(page, await reseller.addMember('owner'), reseller.clientsPath);
	await page.goto(`${reseller.clientsPath}/new`);
	await expect(step(page, 'Dados')).toBeVisible();
	await legalName(page).fill('Clínica Vida');
	await email(page).fill('errado@');
	await expect(page.getByText(/Rascunho salvo às/)).toBeVisible();
	const address = page.url();
	const storageState = await page.context().storageState();
	await page.context().close();

	const later = await openBrowser({ storageState });
	await later.goto(address);
	await expect(legalName(later)).toHaveValue('Clínica Vida');
	await expect(email(later)).toHaveValue('errado@');
	await email(later).fill('vida@clinica.example');
	await proceed(later);
	await expect(step(later, 'Plano')).toBeVisible();
});

test('strange text is stored as it is, or refused with words', async ({ page, platform }) => {
	const reseller = await makeReseller(platform, 'Texto Estranho');
	const owner = await reseller.addMember('owner');
	const names = [
		`<img src=x onerror=alert(1)> 'Padaria'; drop table clients; --`,
		'\u202eairadaP\u202c 👩‍👩‍👧 שלום',
		'=cmd|"/c calc"!A1'
	];
	await open(page, owner, `${reseller.clientsPath}/quick`);
	for (const name of names) {
		await legalName(page).fill(name);
		await page.getByRole('button', { name: 'Salvar e adicionar outro' }).click();
		await expect(legalName(page)).toHaveValue('');
		await expect(legalName(page)).toBeFocused();
	}
	const { data } = await owner.db.from('clients').select('name').order('number').throwOnError();
	expect(data!.map(({ name }) => name)).toEqual(names);

	const post = (fields: Record<string, string>) =>
		page.request.post(`${reseller.clientsPath}/quick?/create`, {
			form: { id: crypto.randomUUID(), ...fields },
			headers: { accept: 'text/html', origin: new URL(page.url()).origin }
		});
	const withNul = await post({ name: 'Pad\u0000aria' });
	expect(withNul.status()).toBe(422);
	expect(await withNul.text()).toContain('Há um caractere que não pode ser guardado');
	for (const name of ['x'.repeat(600_000), 'x'.repeat(10_000_000)]) {
		const answer = await post({ name });
		expect([413, 422]).toContain(answer.status());
		expect(await answer.text()).toMatch(/texto demais|no máximo 200/);
	}
});

test('the form without script', async ({ openBrowser, platform, troubles }) => {
	// A browser that runs no script fetches none.
	troubles.expect(/no answer: GET \S+\/_app\//);
	troubles.expect(/answer 409: POST \S+\/edit/);
	const reseller = await makeReseller(platform, 'Sem Script');
	const owner = await reseller.addMember('owner');
	const page = await openBrowser({ javaScriptEnabled: false });
	await enter(page, owner, `${reseller.clientsPath}/quick`);
	await legalName(page).fill('Padaria Sol');
	await field(page, 'Telefone').fill('11987654321');
	await add(page);
	await expect(page).toHaveURL(/\/clients\/[0-9a-f-]{36}$/);
	const id = page.url().slice(-36);
	await page.goto(`${page.url()}/edit`);
	await email(page).fill('meu@sol.example');
	await owner.db
		.rpc('save_client', { id, fields: { email: 'dele@sol.example', city: 'Campinas' }, base: {} })
		.throwOnError();
	await save(page);
	await expect(conflict(page)).toContainText('dele@sol.example');
	expect(await stored(owner.db, id)).toMatchObject({ email: 'dele@sol.example' });
	await save(page);
	await expect(page).toHaveURL(/\/clients\/[0-9a-f-]{36}$/);
	expect(await stored(owner.db, id)).toMatchObject({
		email: 'meu@sol.example',
		city: 'Campinas',
		client_phones: [{ e164: '+5511987654321' }]
	});
});

test('the form in every light and size', async ({ page, platform }) => {
	const reseller = await makeReseller(platform, 'Boa Ficha');
	const owner = await reseller.addMember('owner');
	const id = await makeClient(owner.db, {
		name: 'Restaurante Dona Flor do Caminho Velho da Serra Ltda.',
		email: 'flor@clientes.example',
		phones: ['+5511987654321', '+551133334444'],
		city: 'Campinas',
		due_day: 5,
		identity_document: '123',
		notes: 'Prefere WhatsApp'
	});
	await open(page, owner, `${reseller.clientsPath}/quick`);
	await email(page).fill('flor@clientes.example');
	await expect(page.getByText('mesmo e-mail')).toBeVisible();
	await add(page);
	await expect(legalName(page)).toHaveAttribute('aria-invalid', 'true');
	await expectGoodLooks(page, 'adding a client, refused');
	page.once('dialog', (dialog) => dialog.accept());
	await page.goto(`${reseller.clientsPath}/${id}/edit`);
	await expect(field(page, 'Observações')).toBeVisible();
	await expectGoodLooks(page, 'editing a client');
});
