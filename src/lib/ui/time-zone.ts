import { getContext, hasContext, setContext } from 'svelte';

const key = 'balcao:time-zone';
export const defaultTimeZone = 'America/Sao_Paulo';

/** The layout that knows the account says in which zone moments are shown. */
export function setTimeZone(timeZone: () => string): void {
	setContext(key, timeZone);
}

export function getTimeZone(): () => string {
	return hasContext(key) ? getContext<() => string>(key) : () => defaultTimeZone;
}
