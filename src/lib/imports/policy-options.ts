import { m } from '#lib/paraglide/messages.js';
import type { ImportPolicy } from './import.ts';

const words = {
	skip: [m.imports_policy_skip, m.imports_policy_skip_text],
	fill: [m.imports_policy_fill, m.imports_policy_fill_text],
	create: [m.imports_policy_create, m.imports_policy_create_text]
} as const;

export function policyOptions(policies: readonly ImportPolicy[]) {
	return policies.map((value) => {
		const [label, description] = words[value];
		return { value, label: label(), description: description() };
	});
}
