import type { Claims } from '../keys/jwt.ts';
import type { Log } from './database.ts';

export interface RestOptions {
	/** Connection string of the role `authenticator`, which may become every role of a token. */
	databaseUrl: string;
	poolSize: number;
	/** Exposed schemas; the first is the one meant when a request names none. */
	schemas: readonly string[];
	/** Schemas searched after the request's own. */
	extraSearchPath: readonly string[];
	/** Role of requests without a token; without it they are refused. */
	anonRole?: string;
	/** Most rows that a read or function answers; null for no limit. */
	maxRows: number | null;
	/** Checks a token. @throws JwtError */
	verify(token: string): Promise<Claims>;
	/** Function, `schema.name`, called at the start of each transaction. */
	preRequest?: string;
	aggregatesEnabled: boolean;
	/** How transactions end, and whether `Prefer: tx=` may choose. */
	txEnd: 'commit' | 'commit-allow-override' | 'rollback' | 'rollback-allow-override';
	/** Whether `Accept: application/vnd.pgrst.plan` is answered. Default false, as hosted. */
	planEnabled?: boolean;
	/** Whether PATCH and DELETE without filters are refused, as hosted does by `safeupdate`. Default true. */
	safeUpdate?: boolean;
	/** Whether aliased embeds may still be named by their target. Default true, with a Warning header. */
	legacyTargetNames?: boolean;
	/** Settings of the app's own, made in every transaction: `app.settings.…`. */
	appSettings?: Readonly<Record<string, string>>;
	/** Names of a function's SET clauses that hold for the whole transaction. */
	hoistedTxSettings?: readonly string[];
	/** Largest body, in bytes. Default 32 MiB. */
	bodyLimit?: number;
	log: Log;
}

/** The options with what `ALTER ROLE authenticator SET pgrst.…` says laid over them. */
export interface RestConfiguration {
	schemas: readonly string[];
	extraSearchPath: readonly string[];
	maximumRows: number | null;
	preRequest?: { schema: string; name: string };
	aggregatesEnabled: boolean;
	isRolledBack: boolean;
	isTransactionEndOpen: boolean;
	planEnabled: boolean;
	safeUpdate: boolean;
	legacyTargetNames: boolean;
	hoistedSettings: readonly string[];
	appSettings: readonly (readonly [name: string, value: string])[];
}

/** PostgREST's own default. */
const defaultHoistedSettings = [
	'statement_timeout',
	'plan_filter.statement_cost_limit',
	'default_transaction_isolation'
];

export function configurationOf(
	options: RestOptions,
	inDatabase: ReadonlyMap<string, string>
): RestConfiguration {
	const text = (name: string) => inDatabase.get(name);
	const list = (name: string) =>
		text(name)
			?.split(',')
			.map((item) => item.trim())
			.filter((item) => item !== '');
	const flag = (name: string) => {
		const value = text(name);
		return value === undefined ? undefined : ['true', 'on', '1'].includes(value.toLowerCase());
	};
	const maximum = text('db_max_rows');
	const end = text('db_tx_end') ?? options.txEnd;
	const schemas = list('db_schemas');
	return {
		schemas: schemas?.length ? schemas : options.schemas,
		extraSearchPath: list('db_extra_search_path') ?? options.extraSearchPath,
		maximumRows: maximum !== undefined && /^\d+$/.test(maximum) ? Number(maximum) : options.maxRows,
		preRequest: functionName(text('db_pre_request') ?? options.preRequest),
		aggregatesEnabled: flag('db_aggregates_enabled') ?? options.aggregatesEnabled,
		isRolledBack: end.startsWith('rollback'),
		isTransactionEndOpen: end.endsWith('allow-override'),
		planEnabled: flag('db_plan_enabled') ?? options.planEnabled ?? false,
		safeUpdate: options.safeUpdate ?? true,
		legacyTargetNames: options.legacyTargetNames ?? true,
		appSettings: Object.entries(options.appSettings ?? {}),
		hoistedSettings:
			list('db_hoisted_tx_settings') ?? options.hoistedTxSettings ?? defaultHoistedSettings
	};
}

function functionName(text: string | undefined): { schema: string; name: string } | undefined {
	if (!text) return undefined;
	const at = text.indexOf('.');
	return at < 0
		? { schema: '', name: text }
		: { schema: text.slice(0, at), name: text.slice(at + 1) };
}
