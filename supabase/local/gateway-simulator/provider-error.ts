/** What the provider refuses, as it documents: `{errors: [{code, description}]}`. */
export class ProviderError extends Error {
	status: number;
	code: string;
	constructor(status: number, code: string, description: string) {
		super(description);
		this.status = status;
		this.code = code;
	}
}

export function invalid(field: string, description: string): ProviderError {
	return new ProviderError(400, `invalid_${field}`, description);
}

export function notFound(what: string): ProviderError {
	return new ProviderError(404, 'not_found', `${what} não existe.`);
}
