import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, test } from 'vitest';
import { openApi } from './openapi.ts';

test('the document is one of OpenAPI 3.1', async () => {
	const validator = new Validator();
	const { valid, errors } = await validator.validate(structuredClone(openApi));
	expect(errors ?? []).toEqual([]);
	expect(valid).toBe(true);
	expect(validator.version).toBe('3.1');
});

test('a document that is wrong is told', async () => {
	const wrong = structuredClone(openApi) as { info: { title?: string } };
	delete wrong.info.title;
	expect((await new Validator().validate(wrong)).valid).toBe(false);
});

test('each of its references leads somewhere', () => {
	const text = JSON.stringify(openApi);
	const names = [...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name);
	expect(names.length).toBeGreaterThan(10);
	expect(Object.keys(openApi.components.schemas)).toEqual(expect.arrayContaining(names));
});
