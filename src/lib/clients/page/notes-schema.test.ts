import { expect, test } from 'vitest';
import { notesSchema } from './notes-schema.ts';

test('line breaks become one kind, the text that is compared with stays as it was read', () => {
	expect(notesSchema.parse({ notes: ' a\r\nb\rc \n', base: 'x\r\ny ' })).toEqual({
		notes: 'a\nb\nc',
		base: 'x\r\ny '
	});
});

test.each([
	['too long', 'x'.repeat(5001)],
	['a NUL', 'a\u0000'],
	['half an emoji', '\ud83d']
])('%s is refused at the field', (_, notes) => {
	expect(notesSchema.safeParse({ notes }).error?.issues.map(({ path }) => path)).toEqual([
		['notes']
	]);
});

test.each(['', '<script>alert(1)</script>', "'; drop table clients;--", '\u202etxt 🚀', '=1+1'])(
	'%s is text',
	(notes) => expect(notesSchema.parse({ notes }).notes).toBe(notes)
);
