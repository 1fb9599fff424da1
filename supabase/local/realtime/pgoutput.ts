/** One row of realtime.messages. `payload` is JSON text as Postgres prints it; nothing is parsed. */
export interface MessageRow {
	id: string;
	topic: string;
	event: string | null;
	payload: string | null;
	binaryPayload: Buffer | null;
	isPrivate: boolean;
}

export type Change =
	| { kind: 'insert'; row: MessageRow }
	/** `end` is the position in the log after the transaction. */
	| { kind: 'commit'; end: bigint }
	| { kind: 'other' };

const other: Change = { kind: 'other' };

/**
 * Reads the part of logical replication that a publication of inserts into realtime.messages sends.
 * @see PostgreSQL 17 manual, 53.9 "Logical Replication Message Formats"
 */
export function pgoutputReader(): (message: Buffer) => Change {
	const columnsOf = new Map<number, string[]>();
	return (message) => {
		switch (String.fromCharCode(message[0] ?? 0)) {
			case 'I':
				return readInsert(message, columnsOf);
			case 'C':
				return { kind: 'commit', end: message.readBigUInt64BE(10) };
			case 'R':
				readRelation(message, columnsOf);
				return other;
			default:
				return other;
		}
	};
}

/** @param hex as Postgres prints bytea, `\x…` */
export function bytesOf(hex: string | null): Buffer | null {
	return hex === null ? null : Buffer.from(hex.slice(2), 'hex');
}

function readRelation(message: Buffer, columnsOf: Map<number, string[]>): void {
	const relation = message.readUInt32BE(1);
	const afterSchema = message.indexOf(0, 5) + 1;
	const afterName = message.indexOf(0, afterSchema) + 1;
	const count = message.readUInt16BE(afterName + 1);
	const columns: string[] = [];
	let offset = afterName + 3;
	for (let column = 0; column < count; column++) {
		const end = message.indexOf(0, offset + 1);
		columns.push(message.toString('utf8', offset + 1, end));
		offset = end + 1 + 8;
	}
	columnsOf.set(relation, columns);
}

function readInsert(message: Buffer, columnsOf: Map<number, string[]>): Change {
	const columns = columnsOf.get(message.readUInt32BE(1)) ?? [];
	const values = new Map<string, string | null>();
	let offset = 8;
	for (const column of columns) {
		const isText = message[offset] === 0x74;
		const length = isText ? message.readUInt32BE(offset + 1) : 0;
		const start = offset + (isText ? 5 : 1);
		values.set(column, isText ? message.toString('utf8', start, start + length) : null);
		offset = start + length;
	}
	const text = (column: string) => values.get(column) ?? null;
	const row: MessageRow = {
		id: text('id') ?? '',
		topic: text('topic') ?? '',
		event: text('event'),
		payload: text('payload'),
		binaryPayload: bytesOf(text('binary_payload')),
		isPrivate: text('private') === 't'
	};
	return { kind: 'insert', row };
}
