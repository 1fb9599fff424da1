import { startApp } from '../../scripts/app-server.ts';
import { buildIfStale } from '../../scripts/build.ts';
import { leaveNightsOut } from '../support/leave-nights-out.ts';
import { startThrowAwayPlatform } from '../support/platform.ts';
import { startFakePostalCodes } from '../support/postal-codes.ts';

/** The built app on the real stack, with free ports and throw-away data. The addresses reach the journeys by environment. */
export default async function globalSetup(): Promise<() => Promise<void>> {
	await buildIfStale();
	const platform = await startThrowAwayPlatform();
	await leaveNightsOut(platform);
	const postalCodes = await startFakePostalCodes();
	platform.onStop(postalCodes.stop);
	const app = await startApp({
		port: platform.appPort,
		supabaseUrl: platform.apiUrl,
		publishableKey: platform.publishableKey,
		triesPerAddress: 100_000,
		postalCodesUrl: postalCodes.url,
		// What the app reports is a fault that a page only shows the code of.
		log: (line) => void process.stderr.write(`app: ${line}\n`)
	});
	platform.onStop(app.stop);
	process.env.E2E_APP_URL = app.url;
	process.env.E2E_PLATFORM = JSON.stringify({
		apiUrl: platform.apiUrl,
		inboxUrl: platform.inboxUrl,
		simulatorUrl: platform.simulatorUrl,
		publishableKey: platform.publishableKey,
		secretKey: platform.secretKey,
		databaseUrl: platform.databaseUrl
	});
	return platform.stop;
}
