import { m } from '#lib/paraglide/messages.js';
import { operations, type Operation } from './entry.ts';
import { origins, type Origin } from './filters.ts';
import { auditTables, tableName } from './table-names.ts';

export const operationNames: Record<Operation, () => string> = {
	insert: m.audit_operation_insert,
	update: m.audit_operation_update,
	delete: m.audit_operation_delete,
	export: m.audit_operation_export
};
export const originNames: Record<Origin, () => string> = {
	people: m.audit_origin_people,
	system: m.audit_origin_system
};

export function tableOptions() {
	return auditTables.map((value) => ({ value, label: tableName(value) }));
}

export function operationOptions() {
	return operations.map((value) => ({ value, label: operationNames[value]() }));
}

export function originOptions() {
	return origins.map((value) => ({ value, label: originNames[value]() }));
}

/** An operation as the filter calls it; one that nobody has named keeps its own name. */
export function operationName(operation: string): string {
	const known = operations.find((one) => one === operation);
	return known ? operationNames[known]() : operation;
}

export function originName(origin: Origin): string {
	return originNames[origin]();
}
