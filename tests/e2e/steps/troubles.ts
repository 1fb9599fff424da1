import type { BrowserContext } from '@playwright/test';

export interface Troubles {
	watch(context: BrowserContext): Promise<void>;
	/** The journey provokes this one: text of the trouble. */
	expect(pattern: RegExp): void;
	unexpected(): string[];
}

/**
 * Collects what a person would not see but an engineer should: console errors and warnings, uncaught exceptions,
 * requests without an answer, answers of 400 and above, violations of the content policy.
 */
export function watchTroubles(): Troubles {
	const seen: string[] = [];
	const expected: RegExp[] = [];
	return {
		async watch(context) {
			context.on('console', (message) => {
				if (!['error', 'warning'].includes(message.type())) return;
				// The same is told, with its address, as an answer.
				if (message.text().startsWith('Failed to load resource')) return;
				// So does a page that was left while its live connection was being made.
				if (message.text().includes('WebSocket is closed before the connection')) return;
				seen.push(`console ${message.type()}: ${message.text()}`);
			});
			context.on('weberror', (error) => void seen.push(`exception: ${error.error().stack}`));
			context.on('requestfailed', (request) => {
				const reason = request.failure()?.errorText ?? '';
				// What a page had still under way when it was left.
				if (reason === 'net::ERR_ABORTED') return;
				seen.push(`no answer: ${request.method()} ${request.url()} ${reason}`);
			});
			context.on('response', (response) => {
				if (response.status() < 400) return;
				// A page that lost its live connection asks until all parts answer in time, and shows nothing of it.
				if (response.status() === 503 && response.url().endsWith('/health')) return;
				seen.push(`answer ${response.status()}: ${response.request().method()} ${response.url()}`);
			});
			await context.addInitScript(() => {
				document.addEventListener('securitypolicyviolation', (event) =>
					console.error(`content policy: ${event.violatedDirective} ${event.blockedURI}`)
				);
			});
		},
		expect: (pattern) => void expected.push(pattern),
		unexpected: () => seen.filter((trouble) => !expected.some((one) => one.test(trouble)))
	};
}
