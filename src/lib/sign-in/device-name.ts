import { m } from '#lib/paraglide/messages.js';
import type { SignedInPlace } from './session.ts';

/** "Chrome no Windows", or as much of it as is known. */
export function deviceName({ browser, system }: Pick<SignedInPlace, 'browser' | 'system'>): string {
	if (browser && system) return m.accounts_session_device({ browser, system });
	return browser ?? system ?? m.accounts_session_unknown();
}
