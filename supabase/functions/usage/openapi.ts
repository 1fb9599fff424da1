import { ref, schemas } from './openapi-schemas.ts';

const key = { name: 'client', in: 'path', required: true };
const clientParameter = {
	...key,
	description: 'The id of the client, or its number.',
	schema: { type: 'string', pattern: '^([0-9]{1,15}|[0-9A-Fa-f-]{36})$' }
};
const cursorParameter = {
	...{ name: 'cursor', in: 'query', schema: { type: 'string' } },
	description: '`next_cursor` of the page before.'
};
const limitParameter = {
	...{ name: 'limit', in: 'query' },
	schema: { type: 'integer', minimum: 1, maximum: 500, default: 100 }
};
const dayParameter = (name: string) => ({
	...{ name, in: 'query', schema: { type: 'string', format: 'date' } },
	description: 'A day of your calendar, included.'
});

const answers = (name: string, description: string) => ({
	description,
	content: { 'application/json': { schema: { $ref: ref(name) } } }
});

const problemTexts: Record<string, string> = {
	'400': 'The body is not JSON.',
	'401': 'No key, or one that does not exist, was revoked or has passed its last day.',
	'403': 'The key lacks the scope.',
	'404': 'There is no such client.',
	'405': 'Another method is taken here.',
	'409': 'A single event whose key was used for something else.',
	'413': 'More than 1 MiB, or more than 1000 events.',
	'415': 'The body is not application/json.',
	'422': 'What was sent cannot be used, or a single event was refused; see code.',
	'429': 'More than the key may send, or than can be recorded; wait as long as Retry-After says.',
	'500': 'Something went wrong here.',
	'503': 'Not available: send the same again, with the same keys, after Retry-After.',
	'504': 'The gateway waited too long; send the same again, with the same keys.',
	'546':
		'The gateway found the function beyond its limits; send the same again, with the same keys.'
};

const retryAfter = {
	'Retry-After': {
		description: 'Seconds. The gateway sends none.',
		schema: { type: 'integer', minimum: 1 }
	}
};

/** Which of them the function answers, and which the gateway before it, in words of its own and without Retry-After. */
const fromFunction = [401, 403, 405, 429, 500, 503];
const fromGateway = [500, 503, 504, 546];

const problems = (...statuses: number[]) => {
	const own = [...statuses, ...fromFunction];
	return Object.fromEntries(
		[...new Set([...own, ...fromGateway])].sort().map((status) => [
			String(status),
			{
				description: problemTexts[status],
				...((status === 429 || status === 503) && { headers: retryAfter }),
				content: {
					...(own.includes(status) && {
						'application/problem+json': { schema: { $ref: ref('Problem') } }
					}),
					...(fromGateway.includes(status) && {
						'application/json': { schema: { $ref: ref('Gateway') } }
					})
				}
			}
		])
	);
};

/** What the function is, for programs and for who writes them. Every answer in its tests is held against it. */
export const openApi = {
	openapi: '3.1.0',
	info: {
		title: 'Balcão: use of sessions',
		version: '1.0.0',
		description:
			'Report every session that is used, once, and read what clients have left. An event that was accepted is durable. Send it again with the same key whenever in doubt: it is counted once.'
	},
	servers: [{ url: '/functions/v1' }],
	security: [{ bearer: [] }, { header: [] }],
	paths: {
		'/usage': {
			post: {
				operationId: 'reportUsage',
				summary: 'Report one event, or up to 1000',
				description:
					'Scope `usage.write`. Of a batch each event is accepted or refused by itself, and the answer is 200 with a result for each, in order. A single event that is refused answers 409 or 422.',
				requestBody: {
					required: true,
					content: {
						'application/json': {
							schema: { anyOf: [{ $ref: ref('Event') }, { $ref: ref('Events') }] }
						}
					}
				},
				responses: {
					'200': {
						description:
							'What became of it. A duplicate was counted before, and was not counted again.',
						content: {
							'application/json': {
								schema: { anyOf: [{ $ref: ref('Result') }, { $ref: ref('Results') }] }
							}
						}
					},
					...problems(400, 409, 413, 415, 422)
				}
			}
		},
		'/usage/clients': {
			get: {
				operationId: 'listClients',
				summary: 'All clients and what they have left, by number',
				description: 'Scope `usage.read`. Archived clients are left out.',
				parameters: [cursorParameter, limitParameter],
				responses: { '200': answers('Clients', 'A page of them.'), ...problems(422) }
			}
		},
		'/usage/clients/{client}/balance': {
			get: {
				operationId: 'getBalance',
				summary: 'What a client has left',
				description: 'Scope `usage.read`.',
				parameters: [clientParameter],
				responses: { '200': answers('Balance', 'By quota, and together.'), ...problems(404, 422) }
			}
		},
		'/usage/clients/{client}/days': {
			get: {
				operationId: 'listDays',
				summary: 'What a client used, by day',
				description: 'Scope `usage.read`. Days without use are left out.',
				parameters: [
					...[clientParameter, dayParameter('from'), dayParameter('to')],
					...[cursorParameter, limitParameter]
				],
				responses: { '200': answers('Days', 'A page of them, by date.'), ...problems(404, 422) }
			}
		}
	},
	components: {
		securitySchemes: {
			bearer: { type: 'http', scheme: 'bearer', description: 'The API key: blc_live_…' },
			header: { type: 'apiKey', in: 'header', name: 'x-api-key' }
		},
		schemas
	}
};
