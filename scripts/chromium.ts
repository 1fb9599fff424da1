import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';

const debianChromium = '/usr/bin/chromium';

/** The browser of the journeys: `CHROMIUM_PATH`, Debian's, or Playwright's own; undefined leaves the choice to Playwright. */
export function chromiumPath(): string | undefined {
	if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH;
	return existsSync(debianChromium) ? debianChromium : undefined;
}

/** Installs a browser when there is none: Debian's where we may (root, apt), else Playwright's. */
export async function installChromium(): Promise<void> {
	if (chromiumPath() || existsSync(chromium.executablePath())) return;
	if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
		run('apt-get', ['update', '-qq']);
		run('apt-get', [
			'install',
			'-y',
			'-qq',
			'--no-install-recommends',
			'chromium',
			'fonts-liberation'
		]);
		if (chromiumPath()) return;
	}
	run(process.execPath, ['node_modules/.bin/playwright', 'install', 'chromium']);
}

function run(program: string, options: string[]): void {
	const { status } = spawnSync(program, options, {
		stdio: ['ignore', 'ignore', 'inherit'],
		env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
	});
	if (status !== 0) throw new Error(`${program} ${options.join(' ')} ended with ${status}`);
}
