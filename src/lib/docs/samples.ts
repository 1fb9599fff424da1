/** What stands in the samples of one reseller. */
export interface SampleFacts {
	/** `https://…/functions/v1/usage` */
	baseUrl: string;
	/** The first letters of one of its keys; null: it has none. */
	keyPrefix: string | null;
}

const clientId = '3f0f4d9c-4c43-4f38-9d4e-0a8a5f2a7a11';

export type Samples = ReturnType<typeof samplesFor>;

/** Every sample of the page, ready to be copied. */
export function samplesFor({ baseUrl, keyPrefix }: SampleFacts) {
	const post = (body: object) =>
		`curl '${baseUrl}' \\
  -H "Authorization: Bearer $BALCAO_KEY" \\
  -H 'Content-Type: application/json' \\
  -d '${json(body)}'`;
	const get = (path: string) =>
		`curl '${baseUrl}${path}' \\
  -H "Authorization: Bearer $BALCAO_KEY"`;
	const [single, late] = [
		{ key: 'chat-8412', client_number: 1 },
		{ key: 'chat-8413', client_number: 1, quantity: 2, occurred_at: '2026-11-23T09:30:00-03:00' }
	];
	const result = (key: string, quota_left: number) => ({
		...{ key, outcome: 'accepted', client_id: clientId, quota_left, extras_left: 50, overage: 0 }
	});
	return {
		key: `export BALCAO_KEY='${keyPrefix ?? 'blc_live_…'}${keyPrefix ? '_…' : ''}'`,
		single: post(single),
		singleAnswer: json(result(single.key, 179)),
		batch: post({ events: [single, late] }),
		batchAnswer: json({
			results: [{ ...result(single.key, 177), outcome: 'duplicate' }, result(late.key, 177)]
		}),
		clients: get('/clients?limit=100'),
		balance: get('/clients/1/balance'),
		balanceAnswer: json({
			...{ client_id: clientId, client_number: 1, is_metered: true, quota_left: 177 },
			...{ extras_left: 50, left: 227, overage: 0, is_stopped: false },
			quota: [
				{
					...{ subscription_id: '7c1d3c52-54a6-4b0a-8c34-1f5c6f6f2b0e', granted: 1000, left: 177 },
					...{ overage: 0, period_starts_on: '2026-11-05', period_ends_on: '2026-12-04' },
					is_stopped: false
				}
			]
		}),
		days: get('/clients/1/days?from=2026-11-01&to=2026-11-30'),
		problem: json({
			...{ type: 'about:blank', title: 'Unprocessable Content', status: 422 },
			code: 'sessions_exhausted',
			detail: 'The client has not as many sessions left, and its plan allows no more.',
			event: { ...result('chat-8414', 0), outcome: 'refused', extras_left: 0 }
		}),
		client: `import { createUsageClient } from './balcao-usage.ts';

const usage = createUsageClient({
  baseUrl: '${baseUrl}',
  apiKey: process.env.BALCAO_KEY ?? ''
});

const result = await usage.report({ key: 'chat-8412', client_number: 1 });
if (result.outcome === 'refused') console.warn(result.key, result.code);

for await (const { client_number, left } of usage.clients()) console.log(client_number, left);`,
		webhook: `POST /your/address
Content-Type: application/json
webhook-id: msg_3f0f4d9c4c434f389d4e0a8a5f2a7a11
webhook-timestamp: 1795434600
webhook-signature: v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=

${json({
	type: 'sessions.low',
	timestamp: '2026-11-23T12:30:00.000Z',
	data: {
		...{ client_id: clientId, client_number: 1, threshold: 80, granted: 1000 },
		...{ quota_left: 200, extras_left: 50, period_ends_on: '2026-12-04' }
	}
})}`
	};
}

/** Short lists and objects on one line, as people write them. */
function json(value: unknown, indent = ''): string {
	const flat = spaced(value);
	if (flat.length + indent.length <= 76 || typeof value !== 'object' || value === null) return flat;
	const inner = `${indent}  `;
	const isList = Array.isArray(value);
	const members = Object.entries(value).map(
		([name, member]) => inner + (isList ? '' : `"${name}": `) + json(member, inner)
	);
	const [open, close] = isList ? ['[', ']'] : ['{', '}'];
	return `${open}\n${members.join(',\n')}\n${indent}${close}`;
}

function spaced(value: unknown): string {
	if (Array.isArray(value)) return `[${value.map(spaced).join(', ')}]`;
	if (typeof value !== 'object' || value === null) return JSON.stringify(value);
	const members = Object.entries(value).map(([name, member]) => `"${name}": ${spaced(member)}`);
	return `{ ${members.join(', ')} }`;
}
