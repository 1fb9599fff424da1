import {
	test as base,
	expect,
	type Browser,
	type BrowserContext,
	type BrowserContextOptions,
	type Page
} from '@playwright/test';
import { openInbox, type Inbox } from '../../../supabase/local/mail/inbox.ts';
import type { Platform } from '../../support/world.ts';
import { untilStarted } from './started.ts';
import { watchTroubles, type Troubles } from './troubles.ts';

interface EverybodyHas {
	platform: Platform & { inboxUrl: string; simulatorUrl: string };
	inbox: Inbox;
}

interface JourneyHas {
	/** What went wrong in any browser of the journey; it ends red unless it was expected. */
	troubles: Troubles;
	/** One more browser with cookies of its own; closed at the end. */
	openBrowser: (options?: BrowserContextOptions) => Promise<Page>;
}

/** A journey in real browsers: addresses come from global-setup, and no browser may have had trouble on the way. */
export const test = base.extend<JourneyHas, EverybodyHas>({
	platform: [
		// eslint-disable-next-line no-empty-pattern -- Playwright reads the fixtures from the pattern
		async ({}, use) => {
			await use(JSON.parse(process.env.E2E_PLATFORM ?? '{}'));
		},
		{ scope: 'worker' }
	],
	inbox: [
		async ({ platform }, use) => {
			await use(openInbox(platform.inboxUrl));
		},
		{ scope: 'worker' }
	],
	// eslint-disable-next-line no-empty-pattern -- Playwright reads the fixtures from the pattern
	baseURL: async ({}, use) => {
		await use(process.env.E2E_APP_URL);
	},
	troubles: [
		// eslint-disable-next-line no-empty-pattern -- Playwright reads the fixtures from the pattern
		async ({}, use) => {
			const troubles = watchTroubles();
			await use(troubles);
			expect(troubles.unexpected(), 'troubles in the browsers').toEqual([]);
		},
		{ auto: true }
	],
	context: async ({ context, troubles }, use) => {
		await troubles.watch(context);
		await use(context);
	},
	page: async ({ page }, use) => {
		await use(untilStarted(page));
	},
	openBrowser: async ({ browser, troubles }, use) => {
		const opened: BrowserContext[] = [];
		await use(async (options) => {
			const context = await newContext(browser, options);
			opened.push(context);
			await troubles.watch(context);
			const page = await context.newPage();
			return options?.javaScriptEnabled === false ? page : untilStarted(page);
		});
		await Promise.all(opened.map((context) => context.close()));
	}
});

export { expect };

/** A context has the options of the journey even when it is opened by hand; only the address must be named. */
function newContext(browser: Browser, options: BrowserContextOptions = {}) {
	return browser.newContext({ baseURL: process.env.E2E_APP_URL, ...options });
}
