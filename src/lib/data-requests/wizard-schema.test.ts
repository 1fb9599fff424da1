import { expect, test } from 'vitest';
import { emptyClientForm } from '#lib/clients/client-fields.ts';
import { wizardAnswers, wizardClientSchema, wizardFormOf } from './wizard-schema.ts';

const form = { ...emptyClientForm(), name: 'Aurora' };

test('asking by e-mail needs an address, filling in does not', () => {
	const asking = wizardClientSchema.safeParse({ ...form, dataBy: 'email' });
	expect(asking.error?.issues.map(({ path }) => path[0])).toEqual(['email']);
	expect(wizardClientSchema.safeParse(form).success).toBe(true);
	const wrong = wizardClientSchema.safeParse({ ...form, document: '1' });
	expect(wrong.error?.issues.map(({ path }) => path[0])).toEqual(['document']);
});

test('the choice stands in the draft and comes back', () => {
	const asking = wizardClientSchema.parse({ ...form, email: 'a@b.example', dataBy: 'email' });
	const answers = wizardAnswers(asking);
	expect(answers).toMatchObject({ name: 'Aurora', email: 'a@b.example', request_data: true });
	expect(wizardFormOf(answers, 'pt-BR')).toMatchObject({ name: 'Aurora', dataBy: 'email' });
	expect(wizardAnswers(wizardClientSchema.parse(form))).not.toHaveProperty('request_data');
	expect(wizardFormOf({ name: 'Aurora' }, 'pt-BR').dataBy).toBe('form');
});
