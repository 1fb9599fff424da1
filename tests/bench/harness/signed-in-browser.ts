import { chromium, type Page } from '@playwright/test';
import { startApp } from '../../../scripts/app-server.ts';
import { buildIfStale, prepareSources } from '../../../scripts/build.ts';
import { chromiumPath, installChromium } from '../../../scripts/chromium.ts';
import type { ThrowAwayPlatform } from '../../support/platform.ts';
import { sessionCookies } from '../../e2e/steps/session.ts';
import type { Member } from '../../support/world.ts';

export interface BuiltApp {
	url: string;
	/** A page of its own in real Chromium, with this member signed in. */
	openPage(member: Member): Promise<Page>;
	/** Frees its port for another. */
	stop(): Promise<void>;
}

/** The built app on this platform, and a browser to look at it. Both end with the platform. */
export async function openBuiltApp(platform: ThrowAwayPlatform): Promise<BuiltApp> {
	const { url, stop } = await startBuiltApp(platform);
	await installChromium();
	const browser = await chromium.launch({
		executablePath: chromiumPath(),
		args: [
			...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
			'--disable-gpu',
			'--disable-background-networking'
		]
	});
	platform.onStop(() => browser.close());
	return {
		url,
		stop,
		async openPage(member) {
			const context = await browser.newContext({
				baseURL: url,
				locale: 'pt-BR',
				timezoneId: 'America/Sao_Paulo',
				viewport: { width: 1280, height: 800 }
			});
			const cookies = await sessionCookies(platform, member.email);
			await context.addCookies(cookies.map((cookie) => ({ ...cookie, url })));
			return context.newPage();
		}
	};
}

/** A page of real Chromium on the built app, with this member signed in. Browser and app end with the platform. */
export async function openSignedInPage(platform: ThrowAwayPlatform, member: Member): Promise<Page> {
	return (await openBuiltApp(platform)).openPage(member);
}

async function startBuiltApp(
	platform: ThrowAwayPlatform
): Promise<{ url: string; stop: () => Promise<void> }> {
	await prepareSources();
	await buildIfStale();
	const app = await startApp({
		port: platform.appPort,
		supabaseUrl: platform.apiUrl,
		publishableKey: platform.publishableKey,
		log: (line) => void platform.logLines.push(`app: ${line}`)
	});
	let stopping: Promise<void> | undefined;
	const stop = () => (stopping ??= app.stop());
	platform.onStop(stop);
	return { url: app.url, stop };
}
