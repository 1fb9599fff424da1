import type { Database, Log } from './database.ts';
import { schemaCacheMissing } from './errors.ts';
import { configurationOf, type RestConfiguration, type RestOptions } from './rest-options.ts';
import { catalogQuery, type Catalog } from './schema-cache/catalog-queries.ts';
import { buildSchemaCache } from './schema-cache/schema-cache.ts';
import type { SchemaCache } from './schema-cache/schema-types.ts';

export interface Loaded {
	cache: SchemaCache;
	configuration: RestConfiguration;
}

export interface SchemaLoader {
	/** What is known, waiting for a reload under way. @throws RestError PGRST002 before the first success */
	current(): Promise<Loaded>;
	/** Reads the catalogue again; calls during a reload are served by one more reload after it. */
	reload(): Promise<void>;
	close(): void;
}

const retryAfterMilliseconds = 500;

export function createSchemaLoader(
	database: Database,
	options: RestOptions,
	log: Log
): SchemaLoader {
	let loaded: Loaded | undefined;
	let running: Promise<void> | undefined;
	let isWantedAgain = false;
	let retry: NodeJS.Timeout | undefined;

	const loadOnce = async () => {
		try {
			loaded = await load(database, options);
			database.renew();
		} catch (error) {
			log('the schema cache could not be loaded', error);
			clearTimeout(retry);
			retry = setTimeout(() => void reload(), retryAfterMilliseconds);
			retry.unref();
		}
	};
	const run = async () => {
		do {
			isWantedAgain = false;
			await loadOnce();
		} while (isWantedAgain);
		running = undefined;
	};
	const reload = () => {
		if (running) isWantedAgain = true;
		else running = run();
		return running!;
	};

	return {
		reload,
		async current() {
			if (running) await running;
			if (!loaded) throw schemaCacheMissing();
			return loaded;
		},
		close: () => clearTimeout(retry)
	};
}

/** The exposed schemas may themselves be configured in the database; then the catalogue is read twice. */
async function load(database: Database, options: RestOptions): Promise<Loaded> {
	const catalog = await readCatalog(database, options.schemas);
	const { configuration: inDatabase } = buildSchemaCache(catalog, options.schemas, []);
	const configuration = configurationOf(options, inDatabase);
	const { schemas, hoistedSettings } = configuration;
	const complete =
		schemas.join() === options.schemas.join() ? catalog : await readCatalog(database, schemas);
	return { cache: buildSchemaCache(complete, schemas, hoistedSettings), configuration };
}

async function readCatalog(database: Database, schemas: readonly string[]): Promise<Catalog> {
	const connection = await database.connect();
	try {
		const plain = (text: string) => connection.query({ text, values: [] });
		const [, , , rows] = await Promise.all([
			plain('BEGIN READ ONLY'),
			plain("SELECT set_config('search_path', '', true)"),
			plain("SELECT set_config('statement_timeout', '60s', true)"),
			connection.query({
				text: catalogQuery,
				values: [`{${schemas.map((name) => `"${name.replace(/["\\]/g, '\\$&')}"`).join(',')}}`]
			}),
			plain('COMMIT')
		]);
		connection.release();
		return JSON.parse(rows[0]!.catalog!) as Catalog;
	} catch (error) {
		connection.release(error as Error);
		throw error;
	}
}
