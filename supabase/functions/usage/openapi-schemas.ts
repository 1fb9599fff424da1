import { mostEvents } from './event.ts';

const clientId = { type: 'string', format: 'uuid' };
const clientNumber = { type: 'integer', minimum: 1, description: 'As the console shows it.' };
const sessions = { type: 'integer', minimum: 0 };
const unknownSessions = { type: ['integer', 'null'] };
const day = { type: 'string', format: 'date' };
const cursor = {
	type: ['string', 'null'],
	description: 'For the next page; null on the last one.'
};

const object = (properties: Record<string, unknown>, optional: string[] = []) => ({
	type: 'object',
	properties,
	required: Object.keys(properties).filter((name) => !optional.includes(name)),
	additionalProperties: false
});

const resultFacts = {
	client_id: { ...clientId, type: ['string', 'null'] },
	quota_left: { ...unknownSessions, description: 'Left of the quotas that run, after the call.' },
	extras_left: { ...unknownSessions, description: 'Left of what was bought beside them.' },
	overage: {
		...unknownSessions,
		description: 'Used beyond both in the periods that run.'
	}
};

const balance = {
	client_id: clientId,
	client_number: clientNumber,
	is_metered: { type: 'boolean', description: 'Whether a quota of the client runs.' },
	quota_left: sessions,
	extras_left: sessions,
	left: {
		...unknownSessions,
		description:
			'Quota and extras; null when not metered. With what is left of quotas that are stopped.'
	},
	overage: sessions,
	is_stopped: {
		type: 'boolean',
		description:
			'No use is taken right now: the client is suspended or archived, or each of its subscriptions is suspended or paused.'
	}
};

const refusedCodes = [
	...['event_invalid', 'event_key_invalid', 'event_quantity_invalid', 'event_time_invalid'],
	...['event_too_old', 'event_in_future', 'event_key_reused', 'client_not_found'],
	...['client_archived', 'client_suspended', 'subscription_paused', 'subscription_not_active'],
	'sessions_exhausted'
];

const problemCodes = [
	...refusedCodes,
	...['api_key_invalid', 'api_key_revoked', 'api_key_expired', 'api_key_scope_missing'],
	...['not_found', 'method_not_allowed', 'body_not_json', 'body_invalid', 'body_too_large'],
	...['too_many_events', 'parameter_unknown', 'cursor_invalid', 'limit_invalid', 'date_invalid'],
	...['too_many_requests', 'queue_full', 'unexpected', 'unavailable']
];

export const schemas = {
	Event: {
		...object(
			{
				key: {
					...{ type: 'string', pattern: '^[!-~]{1,200}$' },
					description:
						'Chosen by the sender for this one event, and never for another: sent again, it is not counted again.'
				},
				client_id: clientId,
				client_number: clientNumber,
				quantity: { type: 'integer', minimum: 1, maximum: 1_000_000, default: 1 },
				occurred_at: {
					...{ type: 'string', format: 'date-time' },
					description: 'Absent: now. At most five minutes ahead, and not older than is agreed.'
				}
			},
			['client_id', 'client_number', 'quantity', 'occurred_at']
		),
		oneOf: [{ required: ['client_id'] }, { required: ['client_number'] }]
	},
	Events: object({
		// What is no event is answered in its place, and its neighbours are recorded.
		events: { type: 'array', minItems: 1, maxItems: mostEvents, items: { $ref: ref('Event') } }
	}),
	Result: {
		...object(
			{
				key: { type: ['string', 'null'] },
				outcome: { enum: ['accepted', 'duplicate', 'refused'] },
				code: { enum: refusedCodes, description: 'Why it was refused.' },
				...resultFacts
			},
			['code']
		),
		if: { properties: { outcome: { const: 'refused' } } },
		then: { required: ['code'] },
		else: { not: { required: ['code'] } }
	},
	Results: object({ results: { type: 'array', items: { $ref: ref('Result') } } }),
	Clients: object({
		clients: { type: 'array', items: object(balance) },
		next_cursor: cursor
	}),
	Balance: object({
		...balance,
		quota: {
			type: 'array',
			items: object({
				subscription_id: { type: 'string', format: 'uuid' },
				granted: sessions,
				left: sessions,
				overage: sessions,
				period_starts_on: day,
				period_ends_on: day,
				is_stopped: {
					type: 'boolean',
					description: 'Suspended or paused right now: nothing is taken from it.'
				}
			})
		}
	}),
	Days: object({
		client_id: clientId,
		client_number: clientNumber,
		days: { type: 'array', items: object({ on_date: day, used: { type: 'integer' } }) },
		next_cursor: cursor
	}),
	Problem: object(
		{
			type: { const: 'about:blank' },
			title: { type: 'string' },
			status: { type: 'integer' },
			code: { enum: problemCodes, description: 'For programs: it does not change.' },
			detail: { type: 'string', description: 'For people: it may change.' },
			event: object({
				key: { type: ['string', 'null'] },
				outcome: { const: 'refused' },
				...resultFacts
			})
		},
		['event']
	),
	Gateway: {
		...{ type: 'object', required: ['code', 'message'] },
		description: 'What the gateway answers in the stead of the function; any 5xx may pass.',
		properties: {
			code: {
				type: 'string',
				examples: ['WORKER_ERROR', 'BOOT_ERROR', 'IDLE_TIMEOUT', 'WORKER_LIMIT']
			},
			message: { type: 'string' }
		}
	}
};

export function ref(name: string): string {
	return `#/components/schemas/${name}`;
}
