import { m } from '#lib/paraglide/messages.js';
import type { ApiKeyState, ApiScope, Grace } from './api-key.ts';

const scopeNames: Record<ApiScope, () => string> = {
	'usage.write': m.api_keys_scope_write,
	'usage.read': m.api_keys_scope_read
};
const scopeTexts: Record<ApiScope, () => string> = {
	'usage.write': m.api_keys_scope_write_text,
	'usage.read': m.api_keys_scope_read_text
};
const stateNames: Record<ApiKeyState, () => string> = {
	active: m.api_keys_state_active,
	expired: m.api_keys_state_expired,
	revoked: m.api_keys_state_revoked
};
const graceNames: Record<Grace, () => string> = {
	'0': m.api_keys_grace_none,
	'1': m.api_keys_grace_hour,
	'24': m.api_keys_grace_day,
	'168': m.api_keys_grace_week
};

export const stateTones = { active: 'positive', expired: 'caution', revoked: 'neutral' } as const;

export const scopeName = (scope: ApiScope): string => scopeNames[scope]();
export const scopeText = (scope: ApiScope): string => scopeTexts[scope]();
export const stateName = (state: ApiKeyState): string => stateNames[state]();
export const graceName = (grace: Grace): string => graceNames[grace]();
