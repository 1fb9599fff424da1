/**
 * Why a join, token or request is refused, in Realtime's own codes
 * (`Unauthorized`, `InvalidJWTToken`, `ChannelRateLimitReached` …).
 */
export class Refusal extends Error {
	code: string;
	constructor(code: string, message: string) {
		super(message);
		this.code = code;
	}

	/** As clients receive it in the reply to a join. */
	get reason(): string {
		return `${this.code}: ${this.message}`;
	}
}
