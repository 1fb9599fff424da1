import { changeNames, type ChangeName } from '#lib/subscriptions/subscription-change.ts';

/** What can be done to a subscription. */
export function match(text: string): text is ChangeName {
	return (changeNames as readonly string[]).includes(text);
}
