import { deserialize } from '$app/forms';

/** Long enough for a word to be finished, short enough to seem immediate. */
const pauseInMilliseconds = 250;

/** What the server's action `preview` answers: what would happen, or why it cannot. */
export interface PreviewAnswer<Preview> {
	preview?: Preview | null;
	refusal?: string | null;
}

/**
 * What a form would do, asked of the server while it is being filled in: the amounts are worked out there alone.
 * An answer never replaces that of a later question.
 */
export class LivePreview<Preview> {
	answer = $state.raw<PreviewAnswer<Preview>>({});
	isAsking = $state(false);
	#turn = 0;
	#timer: ReturnType<typeof setTimeout> | undefined;

	constructor(answer: PreviewAnswer<Preview>) {
		this.answer = answer;
	}

	/** Asks for what the form holds once nothing more is typed. */
	ask(form: HTMLFormElement, action: string): void {
		clearTimeout(this.#timer);
		const turn = ++this.#turn;
		this.#timer = setTimeout(() => void this.#askNow(form, action, turn), pauseInMilliseconds);
	}

	stop(): void {
		clearTimeout(this.#timer);
		this.#turn++;
	}

	async #askNow(form: HTMLFormElement, action: string, turn: number): Promise<void> {
		this.isAsking = true;
		const answer = await answerOf<Preview>(form, action);
		if (turn !== this.#turn) return;
		this.isAsking = false;
		// Without a connection the last answer stands; sending the form says what is wrong.
		if (answer) this.answer = answer;
	}
}

async function answerOf<Preview>(
	form: HTMLFormElement,
	action: string
): Promise<PreviewAnswer<Preview> | null> {
	const response = await fetch(action, {
		method: 'POST',
		body: new FormData(form),
		headers: { accept: 'application/json', 'x-sveltekit-action': 'true' }
	}).catch(() => null);
	if (!response) return null;
	const result = deserialize(await response.text());
	if (result.type !== 'success' && result.type !== 'failure') return null;
	return (result.data as PreviewAnswer<Preview> | undefined) ?? {};
}
