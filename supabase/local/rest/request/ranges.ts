import { invalidRange } from '../errors.ts';
import { everyRow, type RowRange } from '../plan/plan-types.ts';
import type { QueryParameters } from '../query-grammar/query-parameters.ts';

const largestRow = 2n ** 63n - 1n;

/**
 * The rows asked for of the root: limit and offset within the Range header, which counts for GET only.
 * @throws RestError PGRST103
 */
export function rootRange(
	query: QueryParameters,
	rangeHeader: string | undefined,
	method: string
): RowRange {
	for (const { value } of [...query.limits, ...query.offsets])
		if (value > largestRow) throw invalidRange(`${value} is more rows than there can be.`);
	const limit = query.limits.findLast(({ path }) => path.length === 0)?.value ?? null;
	const offset = query.offsets.findLast(({ path }) => path.length === 0)?.value ?? 0n;
	if (limit !== null && limit < 0n)
		throw invalidRange('Limit should be greater than or equal to zero.');
	const queried = { offset: offset < 0n ? 0n : offset, limit };
	const header = method === 'GET' ? parseRangeHeader(rangeHeader) : everyRow;
	return intersect(queried, header);
}

function parseRangeHeader(header: string | undefined): RowRange {
	const found = /^([0-9]{1,18})-([0-9]{0,18})$/.exec(header ?? '');
	if (!found) return everyRow;
	const offset = BigInt(found[1]!);
	if (found[2] === '') return { offset, limit: null };
	const limit = BigInt(found[2]!) - offset + 1n;
	if (limit <= 0n)
		throw invalidRange(
			'The lower boundary must be lower than or equal to the upper boundary in the Range header.'
		);
	return { offset, limit };
}

function intersect(one: RowRange, other: RowRange): RowRange {
	const offset = one.offset > other.offset ? one.offset : other.offset;
	const ends = [one, other].flatMap((range) =>
		range.limit === null ? [] : [range.offset + range.limit]
	);
	if (ends.length === 0) return { offset, limit: null };
	const end = ends.reduce((least, candidate) => (candidate < least ? candidate : least));
	return { offset, limit: end > offset ? end - offset : 0n };
}
