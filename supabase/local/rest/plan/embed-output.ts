import { isToOne } from './find-relationship.ts';
import type { EmbedOutput, ReadNode, SpreadColumn } from './plan-types.ts';

/** What the parent of `node` selects of it; children have theirs already. */
export function embedOutput(node: ReadNode): EmbedOutput {
	if (!node.relationship) return { kind: 'none' };
	if (node.spread) return { kind: 'spread', columns: spreadColumns(node) };
	if (selectsNothing(node)) return { kind: 'none' };
	const name = node.requestedAlias ?? node.name;
	return { kind: isToOne(node.relationship) ? 'object' : 'array', name };
}

/** `rel()` joins, for a filter's sake, and shows nothing. */
function selectsNothing(node: ReadNode): boolean {
	return node.select.length === 0 && node.children.every(selectsNothing);
}

function spreadColumns(node: ReadNode): SpreadColumn[] {
	const own = node.select.map(({ alias, field }) => ({ name: alias ?? field.name }));
	const inner = node.children.flatMap(({ output }): SpreadColumn[] => {
		if (output.kind === 'none') return [];
		return output.kind === 'spread' ? output.columns : [{ name: output.name }];
	});
	return [...own, ...inner];
}
