/**
 * An answer that is not what was asked for. The body is always `{code, details, hint, message}`;
 * codes and texts are PostgREST's (reference §3.6), since clients branch on them.
 */
export class RestError extends Error {
	status: number;
	code: string;
	details: unknown;
	hint: string | null;
	headers: Record<string, string>;

	constructor(
		status: number,
		code: string,
		message: string,
		extra: { details?: unknown; hint?: string | null; headers?: Record<string, string> } = {}
	) {
		super(message);
		this.status = status;
		this.code = code;
		this.details = extra.details ?? null;
		this.hint = extra.hint ?? null;
		this.headers = extra.headers ?? {};
	}

	body(): string {
		const { code, details, hint, message } = this;
		return JSON.stringify({ code, details, hint, message });
	}
}

export const invalidQuery = (what: string, column: number, details: string) =>
	new RestError(400, 'PGRST100', `${JSON.stringify(what)} (line 1, column ${column})`, { details });

export const unreadableUrl = (details: string) =>
	new RestError(400, 'PGRST100', 'The URL could not be read', { details });

export const invalidRpcMethod = (method: string) =>
	new RestError(405, 'PGRST101', `Cannot use the ${method} method on RPC`);

export const invalidBody = (message: string) => new RestError(400, 'PGRST102', message);

export const invalidRange = (details: string, headers: Record<string, string> = {}) =>
	new RestError(416, 'PGRST103', 'Requested range not satisfiable', { details, headers });

export const invalidPutFilters = () =>
	new RestError(
		405,
		'PGRST105',
		"Filters must include all and only primary key columns with 'eq' operators"
	);

export const unexposedSchema = (schema: string, exposed: readonly string[]) =>
	new RestError(406, 'PGRST106', `Invalid schema: ${schema}`, {
		hint: `Only the following schemas are exposed: ${exposed.join(', ')}`
	});

export const unavailableMediaType = (accepted: readonly string[]) =>
	new RestError(406, 'PGRST107', `None of these media types are available: ${accepted.join(', ')}`);

export const notEmbedded = (resource: string, aliased?: { name: string; alias: string }) =>
	new RestError(400, 'PGRST108', `'${resource}' is not an embedded resource in this request`, {
		details: aliased ? 'Target names are not allowed in filters if they have an alias' : null,
		hint: aliased
			? `Change '${aliased.name}' to '${aliased.alias}' in filters, orders or limits.`
			: `Verify that '${resource}' is included in the 'select' query parameter.`
	});

export const invalidHeadersSetting = () =>
	new RestError(
		500,
		'PGRST111',
		'response.headers guc must be a JSON array composed of objects with a single key and a string value'
	);

export const invalidStatusSetting = () =>
	new RestError(500, 'PGRST112', 'response.status guc must be a valid status code');

export const limitedPut = () =>
	new RestError(400, 'PGRST114', 'limit/offset querystring parameters are not allowed for PUT');

export const mismatchedPut = () =>
	new RestError(400, 'PGRST115', 'Payload values do not match URL in primary key column(s)');

export const notSingular = (rows: number) =>
	new RestError(406, 'PGRST116', 'Cannot coerce the result to a single JSON object', {
		details: `The result contains ${rows} rows`
	});

export const unsupportedMethod = (method: string) =>
	new RestError(405, 'PGRST117', `Unsupported HTTP method: ${method}`);

export const relatedOrderNotToOne = (origin: string, target: string) =>
	new RestError(400, 'PGRST118', `A related order on '${target}' is not possible`, {
		details: `'${origin}' and '${target}' do not form a many-to-one or one-to-one relationship`
	});

export const invalidPreferences = (preferences: readonly string[]) =>
	new RestError(400, 'PGRST122', 'Invalid preferences given with handling=strict', {
		details: `Invalid preferences: ${preferences.join(', ')}`
	});

export const aggregatesDisabled = () =>
	new RestError(400, 'PGRST123', 'Use of aggregate functions is not allowed');

export const tooManyAffected = (rows: number) =>
	new RestError(400, 'PGRST124', 'Query result exceeds max-affected preference constraint', {
		details: `The query affects ${rows} rows`
	});

export const invalidPath = () =>
	new RestError(404, 'PGRST125', 'Invalid path specified in request URL');

export const notImplementedUpstream = (details: string) =>
	new RestError(400, 'PGRST127', 'Feature not implemented', { details });

export const maxAffectedOnSingle = () =>
	new RestError(
		400,
		'PGRST128',
		'Function must return SETOF or TABLE when max-affected preference is used with handling=strict'
	);

export const ambiguousFunction = (candidates: readonly string[]) =>
	new RestError(
		300,
		'PGRST203',
		`Could not choose the best candidate function between: ${candidates.join(', ')}`,
		{
			hint: 'Try renaming the parameters or the function itself in the database so function overloading can be resolved'
		}
	);

export const unknownColumn = (table: string, column: string) =>
	new RestError(
		400,
		'PGRST204',
		`Could not find the '${column}' column of '${table}' in the schema cache`
	);

export const unknownTable = (schema: string, table: string, similar: string | undefined) =>
	new RestError(
		404,
		'PGRST205',
		`Could not find the table '${schema}.${table}' in the schema cache`,
		{ hint: similar === undefined ? null : `Perhaps you meant the table '${schema}.${similar}'` }
	);

export const invalidToken = (code: 'PGRST301' | 'PGRST303', message: string, details?: string) =>
	new RestError(401, code, message, {
		details,
		headers: {
			'www-authenticate': `Bearer error="invalid_token", error_description=${JSON.stringify(message)}`
		}
	});

export const anonymousDisabled = () =>
	new RestError(401, 'PGRST302', 'Anonymous access is disabled', {
		headers: { 'www-authenticate': 'Bearer' }
	});

export const connectionFailed = (details: string) =>
	new RestError(503, 'PGRST000', 'Database connection error.', {
		details,
		headers: { 'retry-after': '1' }
	});

export const connectionLost = (details: string) =>
	new RestError(503, 'PGRST001', 'Database client error. Retrying the connection.', {
		details,
		headers: { 'retry-after': '1' }
	});

export const schemaCacheMissing = () =>
	new RestError(503, 'PGRST002', 'Could not query the database for the schema cache. Retrying.', {
		headers: { 'retry-after': '1' }
	});

export const poolExhausted = () =>
	new RestError(504, 'PGRST003', 'Timed out acquiring connection from connection pool.');

/** What PostgREST offers and this engine does not: refused by name, never answered wrongly. */
export const unsupportedHere = (feature: string) =>
	new RestError(501, 'not_implemented', `${feature} is not supported by the embedded platform`);
