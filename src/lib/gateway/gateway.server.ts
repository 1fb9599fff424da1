import { unwrap } from '#lib/errors/database-error.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import type { Db } from '#lib/server/db.ts';
import type {
	DriftKind,
	GatewayAccount,
	GatewayDrift,
	GatewayEnvironment,
	GatewayEventRow,
	GatewayProvider,
	GatewayQueue,
	RepairAction
} from './gateway.ts';

const accountColumns =
	'id, provider, environment, keyLastFour:key_last_four, keyChangedAt:key_changed_at, checkedAt:checked_at, checkError:check_error, webhookRegisteredAt:webhook_registered_at, lastEventAt:last_event_at, reconciledAt:reconciled_at' as const;

/** The gateway in use; null: none. */
export async function findGateway(db: Db, resellerId: string): Promise<GatewayAccount | null> {
	return unwrap(
		await db
			.from('gateway_accounts')
			.select(accountColumns)
			.eq('reseller_id', resellerId)
			.eq('is_active', true)
			.maybeSingle()
			.overrideTypes<GatewayAccount | null, { merge: false }>(),
		'or null'
	);
}

/** What the gateway has not taken, and how much is on its way. */
export async function listCommands(db: Db): Promise<GatewayQueue> {
	return unwrap(await db.rpc('list_gateway_commands', { how_many: 50 })) as unknown as GatewayQueue;
}

/** Open differences, newest first. */
export async function listDrifts(db: Db, resellerId: string): Promise<GatewayDrift[]> {
	const rows = unwrap(
		await db
			.from('gateway_drifts')
			.select(
				'id, kind, providerChargeId:provider_charge_id, foundAt:found_at, detail, gateway_charges(invoices(id, number), clients(id, name))'
			)
			.eq('reseller_id', resellerId)
			.is('resolved_at', null)
			.order('found_at', { ascending: false })
			.limit(100)
	);
	return rows.map(({ kind, detail, gateway_charges: charge, ...drift }) => ({
		...drift,
		kind: kind as DriftKind,
		...amountsIn(detail as Record<string, unknown>),
		invoice: charge?.invoices ?? null,
		client: charge?.clients ?? null
	}));
}

/** What the gateway told lately. */
export async function listEvents(db: Db, resellerId: string): Promise<GatewayEventRow[]> {
	const rows = unwrap(
		await db
			.from('gateway_events')
			.select(
				'id, name, source, state, receivedAt:received_at, lastError:last_error, gateway_charges(client_id, invoices(id, number))'
			)
			.eq('reseller_id', resellerId)
			.order('received_at', { ascending: false })
			.limit(30)
	);
	return rows.map(({ source, state, gateway_charges: charge, ...event }) => ({
		...event,
		source: source as GatewayEventRow['source'],
		state: state as GatewayEventRow['state'],
		invoice: charge?.invoices ? { ...charge.invoices, clientId: charge.client_id } : null
	}));
}

export interface Connection {
	webhookUrl: string;
	/** Shown this once. */
	webhookToken: string;
}

/** @throws DomainError gateway_key_invalid, gateway_simulator_absent, not_permitted */
export async function connectGateway(
	db: Db,
	given: { provider: GatewayProvider; environment: GatewayEnvironment; apiKey: string }
): Promise<Connection> {
	const { webhook_url: webhookUrl, webhook_token: webhookToken } = unwrap(
		await db.rpc('connect_gateway', {
			provider: given.provider,
			environment: given.environment,
			api_key: given.apiKey
		})
	) as Record<string, string>;
	return { webhookUrl: webhookUrl ?? '', webhookToken: webhookToken ?? '' };
}

/** @throws DomainError gateway_not_connected */
export async function disconnectGateway(db: Db): Promise<void> {
	unwrap(await db.rpc('disconnect_gateway'), 'or null');
}

/** @throws DomainError gateway_not_connected */
export async function testGateway(db: Db): Promise<void> {
	unwrap(await db.rpc('test_gateway'), 'or null');
}

/** @throws DomainError gateway_not_connected */
export async function reconcileGateway(db: Db): Promise<void> {
	unwrap(await db.rpc('reconcile_gateway'), 'or null');
}

/** Tries again what is parked: the command or the event with that id, or all. @returns how many */
export async function retryParked(db: Db, id: string | undefined): Promise<number> {
	const given = id ? { id } : {};
	const [commands, events] = await Promise.all([
		db.rpc('retry_gateway_command', given),
		db.rpc('retry_gateway_event', given)
	]);
	return unwrap(commands) + unwrap(events);
}

/** @throws DomainError gateway_drift_not_found, gateway_repair_invalid, invoice_not_found, client_credit_insufficient */
export async function repairDrift(
	db: Db,
	repair: { id: string; action: RepairAction; invoiceNumber?: number | undefined }
): Promise<void> {
	const invoice_id =
		repair.action === 'link' ? await invoiceByNumber(db, repair.id, repair.invoiceNumber) : null;
	unwrap(
		await db.rpc('repair_gateway_drift', {
			id: repair.id,
			action: repair.action,
			...(invoice_id && { invoice_id })
		})
	);
}

/** The invoice with that number of the reseller whose difference it is. */
async function invoiceByNumber(db: Db, driftId: string, number: number | undefined) {
	const drift = unwrap(
		await db.from('gateway_drifts').select('reseller_id').eq('id', driftId).maybeSingle(),
		'or null'
	);
	if (!drift) throw new DomainError('gateway_drift_not_found', 404);
	const invoice = unwrap(
		await db
			.from('invoices')
			.select('id')
			.eq('reseller_id', drift.reseller_id)
			.eq('number', number ?? 0)
			.maybeSingle(),
		'or null'
	);
	if (!invoice) throw new DomainError('invoice_not_found', 404);
	return invoice.id;
}

function amountsIn(detail: Record<string, unknown>) {
	const fact = (detail.fact ?? {}) as Record<string, unknown>;
	const number = (value: unknown) => (typeof value === 'number' ? value : null);
	const text = (value: unknown) => (typeof value === 'string' ? value : null);
	return {
		amountCents: number(detail.amount_cents) ?? number(fact.amount_cents),
		dueOn: text(detail.due_on),
		theirAmountCents: number(detail.their_amount_cents),
		theirDueOn: text(detail.their_due_on)
	};
}
