import type { ZodType } from 'zod';
import { DomainError } from '#lib/errors/domain-error.ts';

/**
 * The body of a request, as the schema has it.
 * @throws DomainError input_invalid (422) for what is no JSON or not of that shape
 */
export async function readJson<Shape>(request: Request, schema: ZodType<Shape>): Promise<Shape> {
	const parsed = schema.safeParse(await request.json().catch(() => undefined));
	if (!parsed.success) throw new DomainError('input_invalid', 422);
	return parsed.data;
}
