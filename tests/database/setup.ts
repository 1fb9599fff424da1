import type { TestProject } from 'vitest/node';
import { leaveNightsOut } from '../support/leave-nights-out.ts';
import { startThrowAwayPlatform } from '../support/platform.ts';

/** One platform for all files of the project: each makes tenants of its own, so they cannot meet. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
	const platform = await startThrowAwayPlatform();
	await leaveNightsOut(platform);
	const { apiUrl, inboxUrl, simulatorUrl, publishableKey, secretKey, databaseUrl } = platform;
	project.provide('platform', {
		apiUrl,
		inboxUrl,
		simulatorUrl,
		publishableKey,
		secretKey,
		databaseUrl
	});
	return platform.stop;
}
