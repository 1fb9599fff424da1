/** What a form says about itself after it was sent; already in the person's language. */
export interface FormMessage {
	tone: 'positive' | 'danger';
	text: string;
	/** Code of the refusal, for pages that react to a particular one. */
	code?: string;
	/** What the refusal says beside its code. */
	params?: Record<string, unknown>;
}
