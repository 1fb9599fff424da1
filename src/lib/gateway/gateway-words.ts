import { m } from '#lib/paraglide/messages.js';
import type {
	CommandName,
	DriftKind,
	GatewayEnvironment,
	GatewayEventRow,
	GatewayProvider,
	RepairAction
} from './gateway.ts';

const providers: Record<GatewayProvider, () => string> = {
	asaas: m.gateway_provider_asaas,
	simulator: m.gateway_provider_simulator
};
const environments: Record<GatewayEnvironment, () => string> = {
	production: m.gateway_environment_production,
	sandbox: m.gateway_environment_sandbox
};
const commands: Record<CommandName, () => string> = {
	create_charge: m.gateway_command_create,
	update_charge: m.gateway_command_update,
	cancel_charge: m.gateway_command_cancel,
	refund_charge: m.gateway_command_refund,
	pay_by_card: m.gateway_command_card,
	connect: m.gateway_command_connect,
	reconcile: m.gateway_command_reconcile
};
const drifts: Record<DriftKind, { name: () => string; text: () => string }> = {
	deleted: { name: m.gateway_drift_deleted, text: m.gateway_drift_deleted_text },
	missing: { name: m.gateway_drift_missing, text: m.gateway_drift_missing_text },
	differs: { name: m.gateway_drift_differs, text: m.gateway_drift_differs_text },
	duplicate: { name: m.gateway_drift_duplicate, text: m.gateway_drift_duplicate_text },
	paid_twice: { name: m.gateway_drift_paid_twice, text: m.gateway_drift_paid_twice_text },
	refund_missing: {
		name: m.gateway_drift_refund_missing,
		text: m.gateway_drift_refund_missing_text
	},
	unknown_paid: { name: m.gateway_drift_unknown_paid, text: m.gateway_drift_unknown_paid_text }
};
const repairs: Record<RepairAction, () => string> = {
	recreate: m.gateway_repair_recreate,
	push: m.gateway_repair_push,
	refund: m.gateway_repair_refund,
	link: m.gateway_repair_link,
	dismiss: m.gateway_repair_dismiss
};
const states: Record<GatewayEventRow['state'], () => string> = {
	queued: m.gateway_event_queued,
	done: m.gateway_event_done,
	ignored: m.gateway_event_ignored,
	parked: m.gateway_event_parked
};
const sources: Record<GatewayEventRow['source'], () => string> = {
	webhook: m.gateway_source_webhook,
	reconcile: m.gateway_source_reconcile,
	command: m.gateway_source_command
};

export const providerName = (provider: GatewayProvider) => providers[provider]();
export const environmentName = (environment: GatewayEnvironment) => environments[environment]();
export const commandName = (command: CommandName) => commands[command]();
export const driftName = (kind: DriftKind) => drifts[kind].name();
export const driftText = (kind: DriftKind) => drifts[kind].text();
export const repairName = (action: RepairAction) => repairs[action]();
export const eventStateName = (state: GatewayEventRow['state']) => states[state]();
export const eventSourceName = (source: GatewayEventRow['source']) => sources[source]();
