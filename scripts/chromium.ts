import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';

/** The one without windows first: the other draws a whole browser around each page. */
const headlessShell = '/usr/bin/chromium-headless-shell';
const debianChromiums = [headlessShell, '/usr/bin/chromium'];

/** The browser of the journeys: `CHROMIUM_PATH`, Debian's, or Playwright's own; undefined leaves the choice to Playwright. */
export function chromiumPath(): string | undefined {
	return process.env.CHROMIUM_PATH || debianChromiums.find((path) => existsSync(path));
}

/** Installs a browser when there is none: Debian's where we may (root, apt), else Playwright's. */
export async function installChromium(): Promise<void> {
	if (process.env.CHROMIUM_PATH || existsSync(headlessShell)) return;
	if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
		const packages = ['chromium-headless-shell', 'fonts-liberation'];
		const installing = ['install', '-y', '-qq', '--no-install-recommends', ...packages];
		if (run('apt-get', ['update', '-qq']) && run('apt-get', installing)) return;
	}
	if (chromiumPath() || existsSync(chromium.executablePath())) return;
	if (!run(process.execPath, ['node_modules/.bin/playwright', 'install', 'chromium']))
		throw new Error('no Chromium could be installed');
}

/** @returns whether it went well; what it complains of is on the console */
function run(program: string, options: string[]): boolean {
	const { status } = spawnSync(program, options, {
		stdio: ['ignore', 'ignore', 'inherit'],
		env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
	});
	return status === 0;
}
