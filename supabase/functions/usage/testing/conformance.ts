import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { expect } from 'vitest';
import { openApi } from '../openapi.ts';

const ajv = new Ajv2020({ strict: false, allErrors: true });
formats.default(ajv);
ajv.addSchema(openApi, 'openapi');

interface Media {
	content: Record<string, unknown>;
	headers?: Record<string, unknown>;
}
type Operation = { responses: Record<string, Media> };

const paths = openApi.paths as Record<string, Partial<Record<string, Operation>>>;

/** Fails unless the document foresees such an answer to such a request. @returns its body */
export async function expectConforming(
	method: string,
	path: string,
	response: Response
): Promise<unknown> {
	const text = await response.text();
	const body: unknown = JSON.parse(text);
	// Addresses that the document does not have are answered by what all have in common.
	const template = path.split('?')[0]!.replace(/^(\/usage\/clients\/)[^/]+/, '$1{client}');
	const operation = paths[template]?.[method.toLowerCase()];
	const type = response.headers.get('content-type') ?? '';
	if (operation === undefined) {
		expect([404, 405], `${method} ${path}`).toContain(response.status);
		expect(type).toBe('application/problem+json');
		expectValid('#/components/schemas/Problem', body, text);
		return body;
	}
	const foreseen = operation.responses[String(response.status)];
	expect(foreseen, `${method} ${template} → ${response.status} ${text}`).toBeDefined();
	expect(Object.keys(foreseen!.content), text).toContain(type);
	for (const name of Object.keys(foreseen!.headers ?? {})) {
		expect(response.headers.get(name), `${name} of ${text}`).toMatch(/^[1-9]\d*$/);
	}
	const pointer = [
		...['paths', template, method.toLowerCase(), 'responses', String(response.status)],
		...['content', type, 'schema']
	];
	expectValid(`#/${pointer.map(escape).join('/')}`, body, text);
	if (response.status >= 400) expect(body).toMatchObject({ status: response.status });
	return body;
}

const validators = new Map<string, ValidateFunction>();

function expectValid(pointer: string, body: unknown, text: string): void {
	const validate = validators.get(pointer) ?? ajv.compile({ $ref: `openapi${pointer}` });
	validators.set(pointer, validate);
	validate(body);
	expect(validate.errors ?? [], text).toEqual([]);
}

const escape = (part: string) =>
	encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
