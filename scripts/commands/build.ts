import { buildIfStale, prepareSources } from '../build.ts';
import { step } from '../progress.ts';

await step('app', async () => {
	await prepareSources();
	await buildIfStale();
});
