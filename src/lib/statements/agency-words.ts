import { paymentMethodText } from '#lib/billing/status-text.ts';
import { formatDate } from '#lib/format/dates.ts';
import { m } from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import type { Tone } from '#lib/ui/Badge.svelte';
import { agencyMethods, type AgencyStatus } from './agency-statement.ts';

const statuses: Record<AgencyStatus, { text: () => string; tone: Tone }> = {
	open: { text: m.agency_status_open, tone: 'caution' },
	paying: { text: m.agency_status_paying, tone: 'info' },
	paid: { text: m.agency_status_paid, tone: 'positive' },
	reopening: { text: m.agency_status_reopening, tone: 'info' }
};

export const agencyStatusText = (status: AgencyStatus) => statuses[status].text();
export const agencyStatusTone = (status: AgencyStatus) => statuses[status].tone;
/** `outubro de 2026` */
export const monthText = (month: string) => formatDate(month, getLocale(), 'month');
export const methodOptions = () =>
	agencyMethods.map((value) => ({ value, label: paymentMethodText(value) }));
