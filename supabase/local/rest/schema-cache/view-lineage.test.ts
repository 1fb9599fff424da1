import { expect, test } from 'vitest';
import { viewColumnSources } from './view-lineage.ts';

const entry = (number: number, table: number, column: number, name = 'x') =>
	`{TARGETENTRY :expr {VAR :varno 1 :varattno 2 :varnullingrels (b)} :resno ${number} :resname ${name} :ressortgroupref 0 :resorigtbl ${table} :resorigcol ${column} :resjunk false}`;
const rule = (...entries: string[]) =>
	`({QUERY :commandType 1 :cteList <> :rtable ({RANGETBLENTRY :alias {ALIAS :aliasname a\\{b :colnames ("id\\)" "x")} :subquery {QUERY :targetList (${entry(1, 99, 9)}) :limit <>} :relid 5}) :targetList (${entries.join(' ')}) :override 0 :limitCount <>})`;

test('the outermost target list tells where columns come from', () => {
	const sources = viewColumnSources(rule(entry(1, 5, 1), entry(2, 5, 3, 'odd\\ name\\}')));
	expect([...sources]).toEqual([
		[1, { table: 5, column: 1 }],
		[2, { table: 5, column: 3 }]
	]);
});

test('computed columns come from nowhere', () => {
	expect(viewColumnSources(rule(entry(1, 0, 0))).size).toBe(0);
});

test('text that is no rule has no columns', () => {
	expect(viewColumnSources('<>').size).toBe(0);
	expect(viewColumnSources('((((').size).toBe(0);
});
