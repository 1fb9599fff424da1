import { join } from 'node:path';
import { assertPortFree } from '../../supabase/local/ports.ts';
import { startApp } from '../app-server.ts';
import { buildIfStale } from '../build.ts';
import { loadDemo } from '../demo/load.ts';
import { welcome } from '../demo/welcome.ts';
import { until } from '../interruption.ts';
import { startPlatform } from '../platform.ts';
import { placesFromEnvironment } from '../ports.ts';
import { fileLog, step } from '../progress.ts';

// `npm start` serves the built app, `npm run dev` the same with vite.
const dev = process.argv.includes('--dev');
const places = placesFromEnvironment();
const log = fileLog(join(places.dataDir, 'logs'));

await until(async (onStop) => {
	await assertPortFree(places.app, 'the app');
	const appUrl = `http://127.0.0.1:${places.app}`;
	const stack = await step('platform', () =>
		startPlatform({ places, appUrl, log: log('platform'), onStop })
	);
	await step('demo data', () => loadDemo(stack));
	if (!dev) await step('app', buildIfStale);
	const app = await startApp({
		port: places.app,
		supabaseUrl: stack.apiUrl,
		publishableKey: stack.publishableKey,
		dev,
		log: log('app')
	});
	onStop(app.stop);
	process.stdout.write(welcome(app.url, stack));
	process.stdout.write(`ready ${app.url}\n`);
});
