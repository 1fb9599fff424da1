import type { Parameter, Routine } from '../schema-cache/schema-types.ts';

export type CallArguments =
	/** From a query string or form: text, by name; several values only for a variadic parameter. */
	| { kind: 'text'; values: ReadonlyMap<string, string | readonly string[]> }
	/** A JSON body, read by Postgres. */
	| { kind: 'json'; body: string }
	/** A whole body for the one unnamed parameter. */
	| { kind: 'body'; body: string | Buffer };

export interface CallPlan {
	routine: Routine;
	/** Those that were given; the others have defaults. */
	parameters: readonly Parameter[];
	args: CallArguments;
	/** Columns of the result that the answer needs. */
	returning: readonly string[];
}

/** Pairs of a query string or form as arguments; of repeated ones the last counts, unless variadic. */
export function textArguments(
	routine: Routine,
	pairs: readonly { name: string; value: string }[]
): CallArguments {
	const values = new Map<string, string | string[]>();
	for (const { name, value } of pairs) {
		const isVariadic = routine.parameters.some(
			(parameter) => parameter.name === name && parameter.isVariadic
		);
		const earlier = values.get(name);
		if (!isVariadic) values.set(name, value);
		else values.set(name, [...(Array.isArray(earlier) ? earlier : []), value]);
	}
	return { kind: 'text', values };
}
