/** An answer `{code}` that is no success. The message is for the log alone and never names a person. */
export class Refusal extends Error {
	readonly status: number;
	readonly code: string;
	readonly headers: Record<string, string>;

	constructor(
		status: number,
		code: string,
		message: string = code,
		headers: Record<string, string> = {}
	) {
		super(message);
		this.status = status;
		this.code = code;
		this.headers = headers;
	}
}

export const invalidInput = () => new Refusal(422, 'invalid_input');

export const unavailable = (reason: string) => new Refusal(503, 'unavailable', reason);

/** @param seconds what Auth says, if it does; its own buckets refill a token in ten seconds or less */
export const tooManyTries = (seconds: string | null) =>
	new Refusal(429, 'too_many_tries', 'too_many_tries', {
		'retry-after': /^\d+$/.test(seconds ?? '') ? String(seconds) : '60'
	});
