import { writeFile } from 'node:fs/promises';
import { databaseTypes, typesFile } from '../database-types.ts';
import { step } from '../progress.ts';

await writeFile(typesFile, await step(typesFile, databaseTypes));
process.exit(0);
