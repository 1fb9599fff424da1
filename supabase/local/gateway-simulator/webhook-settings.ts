import type { Account, Webhook } from './book.ts';
import type { Desk } from './desk.ts';
import { textField } from './fields.ts';
import { invalid, notFound } from './provider-error.ts';

type Given = Record<string, unknown>;

/** As many addresses as the provider lets one account have. */
const mostWebhooks = 10;

export function createWebhook(desk: Desk, account: Account, given: Given): Webhook {
	const own = desk.book.webhooks.filter((one) => one.accountId === account.id);
	if (own.length >= mostWebhooks)
		throw invalid('action', `São permitidos no máximo ${mostWebhooks} webhooks.`);
	const webhook: Webhook = {
		id: desk.ids.webhook(),
		accountId: account.id,
		...fieldsOf({ enabled: true, interrupted: false, ...given })
	};
	desk.book.webhooks.push(webhook);
	return webhook;
}

export function updateWebhook(webhook: Webhook, given: Given): void {
	Object.assign(webhook, fieldsOf({ ...webhook, ...given }));
}

export function removeWebhook({ book }: Desk, webhook: Webhook): void {
	book.webhooks.splice(book.webhooks.indexOf(webhook), 1);
	book.queue = book.queue.filter((delivery) => delivery.webhookId !== webhook.id);
}

export function webhookById({ book }: Desk, account: Account, id: string): Webhook {
	const webhook = book.webhooks.find((one) => one.id === id && one.accountId === account.id);
	if (!webhook) throw notFound('O webhook');
	return webhook;
}

/** The token is never shown again. */
export function webhookJson(webhook: Webhook): Record<string, unknown> {
	const { accountId: _, authToken, ...shown } = webhook;
	return { ...shown, hasAuthToken: authToken !== null };
}

function fieldsOf(given: Given) {
	const url = textField(given.url, 'url', 500);
	if (!url || !URL.canParse(url)) throw invalid('url', 'A URL informada é inválida.');
	const events: unknown = given.events ?? [];
	if (!Array.isArray(events) || !events.every((event) => typeof event === 'string'))
		throw invalid('events', 'O campo events deve ser uma lista.');
	return {
		name: textField(given.name, 'name', 100) ?? '',
		url,
		email: textField(given.email, 'email', 200),
		authToken: textField(given.authToken, 'authToken', 255),
		enabled: given.enabled !== false,
		interrupted: given.interrupted === true,
		sendType:
			given.sendType === 'NON_SEQUENTIALLY'
				? ('NON_SEQUENTIALLY' as const)
				: ('SEQUENTIALLY' as const),
		events
	};
}
