type Fetch = typeof fetch;

interface Question {
	input: string;
	init: RequestInit;
	name: string;
	args: string;
	resolve(response: Response | Promise<Response>): void;
	reject(error: unknown): void;
}

/** Functions that only read and that a page asks beside others; a test asks the database whether they do. */
export const joinedFunctions: ReadonlySet<string> = new Set([
	'billing_figures',
	'client_data_request',
	'client_standing',
	'client_totals',
	'current_account',
	'explain_dunning',
	'list_client_views',
	'list_clients',
	'list_open_onboardings',
	'my_accounts'
]);

const together = '/rest/v1/rpc/read_together';
const path = /\/rest\/v1\/rpc\/([a-z_]+)$/;
/** As `read_together` bounds it. */
const mostAtOnce = 20;
/** A JSON text sequence: U+001E before each answer, and within none (RFC 7464). */
const sequence = 'application/json-seq';
const separator = '\x1e';

/**
 * Parts of a page are loaded side by side and know nothing of each other. Those of their questions that come within one
 * turn of the event loop travel as one request; when that one is refused each is asked by itself, so that a refusal
 * meets only who caused it.
 * @param send one request to the platform; the headers of all questions are the same, as they are of one person and page
 */
export function joinReads(send: Fetch): Fetch {
	let waiting: Question[] = [];

	function flush(): void {
		const asked = waiting;
		waiting = [];
		for (let at = 0; at < asked.length; at += mostAtOnce)
			void answer(asked.slice(at, at + mostAtOnce));
	}

	async function answer(questions: Question[]): Promise<void> {
		if (questions.length === 1) return askAlone(questions[0]!);
		const [{ input, init }] = questions as [Question];
		const distinct = [...new Set(questions.map(keyOf))];
		const headers = new Headers(init.headers);
		headers.set('accept', sequence);
		try {
			const response = await send(input.replace(path, together), {
				method: 'POST',
				headers,
				body: `{"questions":[${distinct.join(',')}]}`
			});
			if (!response.ok) {
				await response.body?.cancel();
				return questions.forEach(askAlone);
			}
			const answers = (await response.text()).split(separator).slice(1);
			for (const question of questions)
				question.resolve(jsonResponse(answers[distinct.indexOf(keyOf(question))]!));
		} catch (error) {
			for (const question of questions) question.reject(error);
		}
	}

	function askAlone({ input, init, resolve }: Question): void {
		resolve(send(input, init));
	}

	return (input, init) => {
		const name = joinableName(input, init);
		if (!name) return send(input, init);
		return new Promise((resolve, reject) => {
			if (waiting.length === 0) setImmediate(flush);
			const args = (init!.body as string | undefined) ?? '{}';
			waiting.push({ input: input as string, init: init!, name, args, resolve, reject });
		});
	};
}

/** The function asked, if this is a plain question to one of ours: no filter behind it, no other form of answer. */
function joinableName(input: string | URL | Request, init?: RequestInit): string | undefined {
	if (typeof input !== 'string' || init?.method !== 'POST') return undefined;
	const name = path.exec(input)?.[1];
	if (!name || !joinedFunctions.has(name)) return undefined;
	const accept = new Headers(init.headers).get('accept') ?? 'application/json';
	return accept === 'application/json' ? name : undefined;
}

function keyOf({ name, args }: Question): string {
	return `{"name":"${name}","args":${args}}`;
}

function jsonResponse(text: string): Response {
	return new Response(text, { headers: { 'content-type': 'application/json' } });
}
