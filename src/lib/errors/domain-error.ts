export type ErrorParams = Record<string, string | number | boolean | null>;

/**
 * A refusal that the person can understand and act on. Everything else that is thrown is a bug.
 * `code` finds the text (`error_<code>` in the messages); `params.field` ties it to a form field.
 */
export class DomainError extends Error {
	readonly code: string;
	/** HTTP status that says the same honestly: 403, 404, 409, 422, 429, 503. */
	readonly status: number;
	readonly params: ErrorParams;

	constructor(code: string, status = 422, params: ErrorParams = {}) {
		super(code);
		this.name = 'DomainError';
		this.code = code;
		this.status = status;
		this.params = params;
	}
}
