import type { CallPlan } from '../plan/call-plan.ts';
import { returnsScalar } from '../plan/find-routine.ts';
import type { Parameter } from '../schema-cache/schema-types.ts';
import { bodyAlias, bodySql } from './body-sql.ts';
import { arrayLiteral, columnSql } from './filter-sql.ts';
import {
	identifier,
	join,
	nothing,
	parameter,
	qualified,
	sql,
	trusted,
	type Fragment
} from './fragment.ts';

const resultAlias = { schema: '', name: 'pgrst_call' };

/** The function call as rows, to be put into the source CTE. */
export function callSql(plan: CallPlan): Fragment {
	const isScalar = returnsScalar(plan.routine);
	const call = (args: Fragment) =>
		isScalar
			? sql`(SELECT ${qualified(plan.routine)}(${args}) pgrst_scalar) pgrst_call`
			: sql`${qualified(plan.routine)}(${args}) pgrst_call`;
	return sql`SELECT ${isScalar ? sql`pgrst_call.pgrst_scalar` : returned(plan)} FROM ${fromCall(plan, call)}`;
}

function returned({ returning }: CallPlan): Fragment {
	return join(
		returning.map((name) => columnSql(resultAlias, name)),
		', '
	);
}

function fromCall(plan: CallPlan, call: (args: Fragment) => Fragment): Fragment {
	const { args, parameters } = plan;
	if (args.kind === 'body') {
		const type = plan.routine.parameters[0]!.castType;
		return call(sql`${parameter(args.body)}::${trusted(type)}`);
	}
	if (parameters.length === 0) return call(nothing);
	if (args.kind === 'text') {
		const values = parameters.map((one) => textArgument(one, args.values.get(one.name)));
		return call(join(values, ', '));
	}
	const columns = parameters.map(({ name, castType }) => ({ name, type: castType, default: null }));
	const body = bodySql(args.body, columns, { appliesDefaults: false, onlyFirst: true });
	const values = parameters.map((one) => named(one, columnSql(bodyAlias, one.name)));
	return sql`${body}, LATERAL ${call(join(values, ', '))}`;
}

function textArgument(one: Parameter, value: string | readonly string[] | undefined): Fragment {
	const text =
		value === undefined || typeof value === 'string' ? (value ?? null) : arrayLiteral(value);
	return named(one, sql`${parameter(text)}::${trusted(one.castType)}`);
}

function named({ name, isVariadic }: Parameter, value: Fragment): Fragment {
	const argument = sql`${identifier(name)} := ${value}`;
	return isVariadic ? sql`VARIADIC ${argument}` : argument;
}
