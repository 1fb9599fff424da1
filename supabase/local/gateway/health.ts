import { setTimeout as pause } from 'node:timers/promises';

export interface Health {
	ready: boolean;
	/** By service name; `reason` says why one is not available. */
	services: Record<string, { ok: boolean; reason?: string }>;
}

/** Rejects with the reason why a service cannot serve now. */
export type HealthCheck = () => Promise<void>;

const patienceMs = 3000;

/** Asks every service at once; one that hangs is as bad as one that is down. */
export async function checkHealth(checks: Record<string, HealthCheck>): Promise<Health> {
	const answers = await Promise.all(
		Object.entries(checks).map(async ([name, check]) => [name, await answerOf(check)] as const)
	);
	return {
		ready: answers.every(([, answer]) => answer.ok),
		services: Object.fromEntries(answers)
	};
}

/** Some services connect to the database in their own time. @throws Error naming the services that are late */
export async function waitUntilReady(
	health: () => Promise<Health>,
	patience: number
): Promise<void> {
	const deadline = Date.now() + patience;
	for (;;) {
		const { ready, services } = await health();
		if (ready) return;
		if (Date.now() > deadline) {
			const late = Object.entries(services).filter(([, { ok }]) => !ok);
			const reasons = late.map(([name, { reason }]) => `${name}: ${reason}`);
			throw new Error(`the platform did not become ready (${reasons.join('; ')})`);
		}
		await pause(20);
	}
}

async function answerOf(check: HealthCheck): Promise<{ ok: boolean; reason?: string }> {
	const { promise: late, reject } = Promise.withResolvers<never>();
	const timer = setTimeout(() => reject(new Error(`no answer in ${patienceMs} ms`)), patienceMs);
	try {
		await Promise.race([check(), late]);
		return { ok: true };
	} catch (error) {
		return { ok: false, reason: error instanceof Error ? error.message : String(error) };
	} finally {
		clearTimeout(timer);
	}
}
