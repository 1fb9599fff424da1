import { m } from '#lib/paraglide/messages.js';
import type { Tone } from '#lib/ui/Badge.svelte';
import type { DataRequest } from './data-request.ts';

/** Where a request stands, in a word. */
export function requestStatus(request: DataRequest): { text: string; tone: Tone } {
	switch (request.state) {
		case 'completed':
			return request.conflicts.length > 0
				? { text: m.data_requests_state_conflicts(), tone: 'caution' }
				: { text: m.data_requests_state_completed(), tone: 'positive' };
		case 'revoked':
			return { text: m.data_requests_state_revoked(), tone: 'neutral' };
		case 'expired':
			return { text: m.data_requests_state_expired(), tone: 'caution' };
		case 'open':
			return openStatus(request);
	}
}

function openStatus({ savedAt, openedAt, mailState }: DataRequest): { text: string; tone: Tone } {
	if (savedAt) return { text: m.data_requests_state_filling(), tone: 'accent' };
	if (openedAt) return { text: m.data_requests_state_opened(), tone: 'info' };
	if (mailState === 'parked') return { text: m.data_requests_state_parked(), tone: 'danger' };
	if (mailState === 'sent') return { text: m.data_requests_state_sent(), tone: 'info' };
	return { text: m.data_requests_state_sending(), tone: 'neutral' };
}
