import type { ReadNode, SpreadColumn } from './plan-types.ts';

type Hoisted = Map<string, Pick<SpreadColumn, 'alias' | 'aggregate' | 'aggregateCast'>>;

/**
 * An aggregate in a to-one spread means the aggregate over the rows it is spread into, so it moves
 * up to the nearest node that is not itself a to-one spread.
 */
export function hoistAggregates(node: ReadNode): void {
	hoist(node);
}

function hoist(node: ReadNode): Hoisted {
	const fromChildren = node.children.map((child) => ({ child, hoisted: hoist(child) }));
	const isPassedOn = node.relationship !== undefined && node.spread === 'to-one';
	if (!isPassedOn) {
		for (const { child, hoisted } of fromChildren) apply(child, hoisted);
		return new Map();
	}
	const own: Hoisted = new Map(fromChildren.flatMap(({ hoisted }) => [...hoisted]));
	node.select = node.select.map((column) => {
		if (!column.aggregate) return column;
		const { aggregate, aggregateCast, alias, ...rest } = column;
		own.set(alias ?? column.field.name, { alias, aggregate, aggregateCast });
		return { ...rest, alias };
	});
	return own;
}

function apply(child: ReadNode, hoisted: Hoisted): void {
	if (child.output.kind !== 'spread' || hoisted.size === 0) return;
	child.output = {
		kind: 'spread',
		columns: child.output.columns.map((column) => ({ ...column, ...hoisted.get(column.name) }))
	};
}
