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
		on_date: '2026-11-22',
		effective_due_on: '2026-12-07',
		total_cents: 12990,
		paid_cents: 0,
		fine_cents: 0,
		interest_cents: 0,
		open_cents: 12990,
		days_late: 0,
		fine_bps: 200 as number | null,
		interest_bps: 100 as number | null,
		credit_cents: 0,
		excess_cents: 0,
		pix_txid: 'FAT12',
		paid_on: null as string | null,
		payment_method: null as string | null,
		subscription_status: 'pending',
		plan_name: 'Fibra 500 Mega' as string | null
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
	} as { key: string; merchant_name: string; merchant_city: string } | null,
	charge: null as { boleto_line: string | null; pix_code: string | null } | null,
	links: {
		pay: 'https://app.example/pay/abc-DEF_123',
		reminders: null as string | null,
		one_click: null as string | null
	}
};

/** As on the seventh day after the last one to pay in time: R$ 2,60 of fine, and R$ 0,30 of interest. */
export const overdueData = {
	...invoiceData,
	invoice: {
		...invoiceData.invoice,
		on_date: '2026-12-14',
		days_late: 7,
		fine_cents: 260,
		interest_cents: 30,
		open_cents: 13280,
		subscription_status: 'suspended'
	}
};

export const reminderData = {
	...invoiceData,
	invoice: { ...invoiceData.invoice, on_date: '2026-12-02' },
	links: {
		...invoiceData.links,
		reminders: 'https://app.example/pay/abc-DEF_123/reminders',
		one_click: 'https://api.example/functions/v1/email/unsubscribe?link=abc-DEF_123'
	}
};

export const receiptData = {
	...invoiceData,
	invoice: {
		...invoiceData.invoice,
		paid_cents: 12990,
		open_cents: 0,
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

/** What `app.session_mail_data` gives for a user of a client whose plan refuses what goes beyond. */
export const sessionsLowData = {
	locale: 'pt-BR',
	brand: invoiceData.brand,
	audience: 'client',
	name: 'Lívia Prado',
	client_name: 'Padaria São Jorge',
	plan_name: 'Chat 1000',
	granted: 1000,
	quota_left: 180,
	extras_left: 0,
	ends_on: '2026-12-21',
	renews_on: '2026-12-21' as string | null,
	forecast_on: '2026-12-03' as string | null,
	after: 'block',
	overage_cap: null as number | null,
	overage_price_cents: null as number | null,
	link: 'https://app.example/c/3f0f4d9c-4c43-4f38-9d4e-0a8a5f2a7a11' as string | null,
	settings_link: null as string | null
};

export const sessionsOutData = { ...sessionsLowData, quota_left: 0, forecast_on: null };

/** For the staff. */
export const staffSessionsData = {
	audience: 'staff',
	name: 'Ana Ribeiro',
	link: 'https://app.example/r/demo/clients/3f0f4d9c-4c43-4f38-9d4e-0a8a5f2a7a11',
	settings_link: 'https://app.example/r/demo/billing/settings#sessions'
};

/** What `app.webhook_stopped_mail_data` gives. */
export const webhookStoppedData = {
	locale: 'pt-BR',
	time_zone: 'America/Sao_Paulo',
	brand: invoiceData.brand,
	name: 'Ana Ribeiro',
	host: 'erp.example:8443',
	description: 'ERP',
	reason: 'failing',
	stopped_at: '2026-11-23T17:30:12.345678+00:00',
	waiting: 1204,
	link: 'https://app.example/r/demo/developers/webhooks/3f0f4d9c-4c43-4f38-9d4e-0a8a5f2a7a11'
};
