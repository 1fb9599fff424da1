/** A 1×1 PNG. */
export const logo =
	'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** What `app.invoice_mail_data` gives for an open invoice of a reseller with a Pix key. */
export const invoiceData = {
	locale: 'pt-BR',
	time_zone: 'America/Sao_Paulo',
	brand: {
		name: 'Demo Net',
		logo: logo as string | null,
		primary_color: '#0f5c4d',
		sender_name: 'Demo Net Financeiro',
		reply_to: 'financeiro@demo.example' as string | null
	},
	client: { name: 'Maria Antônia' },
	invoice: {
		number: 12,
		issued_on: '2026-11-22',
		due_on: '2026-12-05',
		period_start: '2026-11-22',
		period_end: '2026-12-21',
		total_cents: 12990,
		paid_cents: 0,
		pix_txid: 'FAT12',
		paid_on: null as string | null,
		payment_method: null as string | null,
		subscription_status: 'pending'
	},
	lines: [
		{
			kind: 'plan',
			description: 'Fibra 500 Mega',
			quantity: 1,
			unit_cents: 9990,
			total_cents: 9990
		},
		{
			kind: 'pass_through',
			description: 'Fibra 500 Mega',
			quantity: 3,
			unit_cents: 1000,
			total_cents: 3000
		}
	],
	pix: {
		key: '12ABC34501DE35',
		merchant_name: 'DEMO NET TELECOM',
		merchant_city: 'São Paulo'
	} as { key: string; merchant_name: string; merchant_city: string } | null
};

export const receiptData = {
	...invoiceData,
	invoice: {
		...invoiceData.invoice,
		paid_cents: 12990,
		paid_on: '2026-11-30',
		payment_method: 'pix',
		subscription_status: 'active'
	}
};

export const signInCodeData = { name: 'Ana', code: '482913', minutes: 10 };

/** What `app.invitation_mail_data` gives for a user of a client. */
export const invitationData = {
	locale: 'pt-BR',
	time_zone: 'America/Sao_Paulo',
	brand: invoiceData.brand,
	name: 'Lívia Prado',
	account_name: 'Padaria São Jorge',
	role: null as string | null,
	invited_by: 'Ana Ribeiro' as string | null,
	expires_at: '2026-11-29T17:30:12.345678+00:00',
	link: 'https://app.example/invite/abc-DEF_123'
};

export const teamInvitationData = { ...invitationData, account_name: 'Demo Net', role: 'viewer' };

/** What `app.data_request_mail_data` gives. */
export const dataRequestData = {
	locale: 'pt-BR',
	time_zone: 'America/Sao_Paulo',
	brand: invoiceData.brand,
	name: 'Lívia Prado',
	account_name: 'Padaria São Jorge',
	requested_by: 'Ana Ribeiro' as string | null,
	expires_at: '2026-11-29T17:30:12.345678+00:00',
	link: 'https://app.example/data/abc-DEF_123'
};
