import { writeFile } from 'node:fs/promises';
import { generateTypes, typesFile } from '../database-types.ts';
import { step } from '../progress.ts';
import { startThrowAwayPlatform } from '../../tests/support/platform.ts';

// Types follow the migration files, not whatever a running database happens to hold.
const platform = await step('database from the migrations', startThrowAwayPlatform);
try {
	await writeFile(typesFile, await generateTypes(platform.databaseUrl));
	process.stderr.write(`✓ ${typesFile}\n`);
} finally {
	await platform.stop();
}
process.exit(0);
