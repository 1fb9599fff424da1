import { join } from 'node:path';
import { assertPortFree } from '../../supabase/local/ports.ts';
import { allOrNone } from '../../supabase/local/stack/all-or-none.ts';
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

await until(async ({ onStop, interrupted }) => {
	const places = placesFromEnvironment();
	await assertPortFree(places.app, 'the app');
	const log = fileLog(join(places.dataDir, 'logs'));
	const appUrl = `http://127.0.0.1:${places.app}`;
	const stack = await step('platform', () =>
		startPlatform({
			places,
			appUrl,
			watchFolders: dev ? ['src/lib'] : [],
			log: log('platform'),
			onStop,
			interrupted
		})
	);
	// A build needs nothing of the platform, and the demo leaves a processor idle.
	await allOrNone([
		step('demo data', () => loadDemo(stack)),
		dev ? undefined : step('app', () => buildIfStale(interrupted))
	]);
	const app = await startApp({
		port: places.app,
		supabaseUrl: stack.apiUrl,
		publishableKey: stack.publishableKey,
		dev,
		log: log('app'),
		interrupted
	});
	onStop(app.stop);
	process.stdout.write(welcome(app.url, stack));
	process.stdout.write(`ready ${app.url}\n`);
});
