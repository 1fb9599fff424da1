import { randomUUID } from 'node:crypto';
import {
	startWebhookSink,
	type ReceivedWebhook,
	type WebhookSink
} from '../../supabase/functions/_shared/testing/webhook-sink.ts';
import { adminOf, makeMember, type Member, type Platform } from '../support/world.ts';

/** A reseller that is told what happens, and the machine that it is told on. */
export interface WebhookHouse {
	resellerId: string;
	owner: Member;
	sink: WebhookSink;
	/** What came in on that path, parsed, in the order of the types and then of arrival. */
	told(path: string): { type: string; timestamp: string; data: Record<string, unknown> }[];
	receivedAt(path: string): ReceivedWebhook[];
	addEndpoint(path: string, eventTypes: string[]): Promise<{ id: string; secret: string }>;
	addClient(more?: object): Promise<string>;
	/** A one-off invoice: its id. */
	issue(clientId: string, cents?: number): Promise<string>;
	deliveries(endpointId: string): Promise<DeliveryRow[]>;
	stop(): Promise<void>;
}

export interface DeliveryRow {
	id: string;
	state: string;
	parked_because: string | null;
	attempts: number;
	status: number | null;
	error: string | null;
	next_attempt_at: string | null;
	webhook_messages: { type: string; key: string; data: Record<string, unknown> };
}

export async function makeWebhookHouse(platform: Platform, name: string): Promise<WebhookHouse> {
	const slug = `${name}-${randomUUID().slice(0, 8)}`;
	const { data: reseller } = await adminOf(platform)
		.from('resellers')
		.insert({ slug, name: slug })
		.select('id')
		.single()
		.throwOnError();
	const owner = await makeMember(platform, `owner of ${slug}`, `reseller/${slug}`, {
		reseller_id: reseller.id,
		role: 'owner'
	});
	const sink = await startWebhookSink();
	const receivedAt = (path: string) => sink.received.filter((one) => one.path === path);
	return {
		resellerId: reseller.id,
		owner,
		sink,
		receivedAt,
		told: (path) =>
			receivedAt(path)
				.map(({ body }) => JSON.parse(body))
				.sort((one, other) => one.type.localeCompare(other.type)),
		async addEndpoint(path, event_types) {
			const given = { id: randomUUID(), url: sink.url + path, event_types };
			return (await owner.db.rpc('create_webhook_endpoint', given).throwOnError()).data;
		},
		async addClient(more = {}) {
			const fields = { name: 'Ana Lima', person_type: 'individual', ...more };
			return (await owner.db.rpc('create_client', { id: randomUUID(), fields }).throwOnError())
				.data;
		},
		async issue(client_id, unit_cents = 12_990) {
			const { data: account } = await owner.db.rpc('current_account').throwOnError();
			const { data } = await owner.db
				.rpc('issue_one_off_invoice', {
					...{ request_id: randomUUID(), client_id, due_on: account.today },
					lines: [{ description: 'Serviço', quantity: 1, unit_cents }]
				})
				.throwOnError();
			return data.invoice_id;
		},
		async deliveries(endpointId) {
			const { data } = await owner.db
				.from('webhook_deliveries')
				.select('*, webhook_messages(type, key, data)')
				.eq('endpoint_id', endpointId)
				.order('created_at')
				.throwOnError();
			return data;
		},
		stop: sink.stop
	};
}
