import { invalidInput, Refusal } from './refusal.ts';

export type Fields = Record<string, unknown>;

export const bodyLimit = 4096;

/** The JSON object in the body. @throws Refusal 413, 415, 422 */
export async function readFields(request: Request): Promise<Fields> {
	const type = request.headers.get('content-type') ?? '';
	if (!/^application\/json\s*(;|$)/i.test(type)) throw new Refusal(415, 'not_json');
	const value = parsed(await readText(request));
	if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalidInput();
	return value as Fields;
}

/** @throws Refusal 422 unless the field is a text of 1 to `longest` characters that the database can keep */
export function textField(fields: Fields, name: string, longest: number): string {
	const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
	if (typeof value !== 'string') throw invalidInput();
	const text = value.trim();
	if (text === '' || text.length > longest || /\p{Cc}/u.test(text) || !text.isWellFormed())
		throw invalidInput();
	return text;
}

/** Blanks count in a password. @throws Refusal 422 */
export function passwordField(fields: Fields): string {
	const value = Object.hasOwn(fields, 'password') ? fields.password : undefined;
	if (typeof value !== 'string' || value === '' || !value.isWellFormed()) throw invalidInput();
	return value;
}

const longestIdentifier = 254;

/** An e-mail address or a CPF, as typed. @throws Refusal 422 */
export function identifierField(fields: Fields): string {
	return textField(fields, 'identifier', longestIdentifier);
}

export type Purpose = 'sign_in' | 'recovery';

/** @throws Refusal 422 */
export function purposeField(fields: Fields): Purpose {
	const value = Object.hasOwn(fields, 'purpose') ? fields.purpose : undefined;
	if (value !== 'sign_in' && value !== 'recovery') throw invalidInput();
	return value;
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		throw invalidInput();
	}
}

async function readText(request: Request): Promise<string> {
	const bytes = new Uint8Array(bodyLimit);
	let size = 0;
	for await (const chunk of request.body ?? []) {
		if (size + chunk.length > bodyLimit) throw new Refusal(413, 'body_too_large');
		bytes.set(chunk, size);
		size += chunk.length;
	}
	return new TextDecoder().decode(bytes.subarray(0, size));
}
