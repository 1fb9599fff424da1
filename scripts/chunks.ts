interface Graph {
	getModuleInfo: (id: string) => { importedIds: readonly string[] } | null;
}

/** What most pages share: each would otherwise be a file of its own, smaller than the request for it. */
const common =
	/[\\/]src[\\/]lib[\\/](ui|format|realtime|errors|accounts)[\\/]|[\\/]paraglide[\\/]messages[\\/]|@lucide/;
/** What only pages with fields share. */
const fields =
	/[\\/]ui[\\/](RadioCards|Field|Checkbox|Switch|Select|PasswordInput|Textarea|CopyButton)\.|messages[\\/](client_form|billing)_|icons[\\/](eye|pencil|copy|chevrons-up-down|minus)/;
/** Fetched when it is first wanted: whatever needs it stays out of what every page loads. */
const heavy = /node_modules[\\/](?!svelte[\\/]|@sveltejs|@lucide|clsx|esm-env|devalue)/;
const judged = new Map<string, boolean>();

/** Which file of the build a module that many pages use goes to; null: wherever the bundler puts it. */
export function chunkOf(id: string, graph: Graph): string | null {
	if (!common.test(id) || isHeavy(id, graph)) return null;
	return fields.test(id) ? 'fields' : 'common';
}

function isHeavy(id: string, graph: Graph): boolean {
	const known = judged.get(id);
	if (known !== undefined) return known;
	// Whoever comes back to it by a circle does not make it heavy.
	judged.set(id, false);
	// All messages hang together by their index, and weigh nothing.
	const imported = id.includes('paraglide') ? [] : (graph.getModuleInfo(id)?.importedIds ?? []);
	const answer = heavy.test(id) || imported.some((next) => isHeavy(next, graph));
	judged.set(id, answer);
	return answer;
}
