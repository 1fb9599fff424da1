import Bowser from 'bowser';
import type { SignedInPlace } from './session.ts';

type Device = Pick<SignedInPlace, 'kind' | 'browser' | 'system'>;

/** What a user agent tells of the device; it is the device's own word, for the eye only. */
export function deviceOf(userAgent: string | null): Device {
	if (!userAgent) return { kind: 'computer', browser: null, system: null };
	const { browser, os, platform } = Bowser.parse(userAgent);
	const kinds: Record<string, Device['kind']> = { mobile: 'phone', tablet: 'tablet' };
	return {
		kind: kinds[platform.type ?? ''] ?? 'computer',
		browser: browser.name || null,
		system: os.name || null
	};
}
