/** What the console shows of a reseller's payment gateway. */

export type GatewayProvider = 'asaas' | 'simulator';
export type GatewayEnvironment = 'production' | 'sandbox';

export interface GatewayAccount {
	id: string;
	provider: GatewayProvider;
	environment: GatewayEnvironment;
	keyLastFour: string;
	keyChangedAt: string;
	/** null: not asked yet. */
	checkedAt: string | null;
	/** Why the provider does not take the key; null: it does. */
	checkError: string | null;
	webhookRegisteredAt: string | null;
	lastEventAt: string | null;
	reconciledAt: string | null;
}

export type CommandName =
	| 'create_charge'
	| 'update_charge'
	| 'cancel_charge'
	| 'refund_charge'
	| 'pay_by_card'
	| 'connect'
	| 'reconcile';

export interface GatewayCommand {
	id: string;
	name: CommandName;
	state: 'queued' | 'sending' | 'parked';
	attempts: number;
	error: string | null;
	due_at: string;
	invoice_id: string | null;
	invoice_number: number | null;
	client_id: string | null;
	client_name: string | null;
}

export interface GatewayQueue {
	queued: number;
	parked: number;
	/** Parked ones first, then those that failed and are tried again. */
	commands: GatewayCommand[];
}

export type DriftKind =
	| 'deleted'
	| 'missing'
	| 'differs'
	| 'duplicate'
	| 'paid_twice'
	| 'refund_missing'
	| 'unknown_paid';
export type RepairAction = 'recreate' | 'push' | 'refund' | 'link' | 'dismiss';

export interface GatewayDrift {
	id: string;
	kind: DriftKind;
	providerChargeId: string;
	foundAt: string;
	amountCents: number | null;
	dueOn: string | null;
	theirAmountCents: number | null;
	theirDueOn: string | null;
	invoice: { id: string; number: number } | null;
	client: { id: string; name: string } | null;
}

export interface GatewayEventRow {
	id: string;
	name: string;
	source: 'webhook' | 'reconcile' | 'command';
	state: 'queued' | 'done' | 'ignored' | 'parked';
	receivedAt: string;
	lastError: string | null;
	invoice: { id: string; number: number; clientId: string } | null;
}

/** The one click that mends it; what is not here can only be dismissed. */
export const repairOf: Record<DriftKind, RepairAction> = {
	deleted: 'recreate',
	missing: 'recreate',
	differs: 'push',
	duplicate: 'push',
	paid_twice: 'refund',
	refund_missing: 'push',
	unknown_paid: 'link'
};
