import { defineConfig } from '@playwright/test';
import { chromiumPath } from '../../scripts/chromium.ts';

export default defineConfig({
	testDir: '.',
	globalSetup: './global-setup.ts',
	outputDir: '../../test-results',
	timeout: 90_000,
	expect: { timeout: 15_000 },
	// One platform serves every journey, on two cores; a journey waits more than it works.
	workers: 2,
	retries: 0,
	forbidOnly: !!process.env.CI,
	use: {
		locale: 'pt-BR',
		timezoneId: 'America/Sao_Paulo',
		// A recording costs every journey a fifth of its time: `--trace on` makes one of what failed.
		screenshot: 'only-on-failure',
		launchOptions: {
			executablePath: chromiumPath(),
			args: [
				...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
				'--disable-gpu',
				'--disable-background-networking',
				'--disable-component-update',
				'--no-first-run'
			]
		}
	}
});
