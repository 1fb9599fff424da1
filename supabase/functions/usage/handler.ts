import { asksForHealth, health } from '../_shared/answers.ts';
import { inBackground } from '../_shared/background.ts';
import { restCall, type RestCall } from '../_shared/rest-call.ts';
import { secretKeys, type Environment } from '../_shared/secret-keys.ts';
import { keyHashOf } from './api-key.ts';
import { createGroupCommit, type BatchAnswer, type GroupCommit } from './group-commit.ts';
import { openApi } from './openapi.ts';
import { Problem, problemResponse } from './problem.ts';
import { readOf } from './reads.ts';
import { report } from './report.ts';
import { createRateLimit, type RateLimit } from './token-bucket.ts';

/** What a read costs of a key's bucket; an event costs one. */
const costOfRead = 10;
/** As long as the database keeps announcements apart. */
const announceAfterMs = 110;

interface Desk {
	call: RestCall;
	commit: GroupCommit;
	limit: RateLimit;
}

/**
 * The API with which a reseller's own programs report use and read balances, with an API key; openapi.ts says what there
 * is. `GET /usage/health` says that the function runs. Of the environment `USAGE_EVENTS_PER_SECOND` (10000 by key) and
 * `USAGE_MOST_EVENTS_IN_HAND` (50000) bound what one worker takes.
 */
export function createHandler(environment: Environment) {
	let desk: Desk | undefined;
	return async (request: Request): Promise<Response> => {
		const url = new URL(request.url);
		if (asksForHealth(url.pathname)) return health(request);
		try {
			desk ??= createDesk(environment);
			return await answer(request, url, desk);
		} catch (error) {
			if (error instanceof Problem) return problemResponse(error);
			console.error(error);
			return problemResponse(new Problem(500, 'unexpected', 'Something went wrong here.'));
		}
	};
}

async function answer(request: Request, url: URL, desk: Desk): Promise<Response> {
	const path = url.pathname.replace(/^.*?\/usage(?=\/|$)/, '').replace(/\/$/, '');
	if (path === '/openapi.json') {
		allowMethod(request, 'GET');
		return Response.json(openApi, { headers: { 'access-control-allow-origin': '*' } });
	}
	if (path === '') {
		allowMethod(request, 'POST');
		const keyHash = keyHashOf(request);
		desk.limit.take(keyHash, 1);
		return report(request, keyHash, desk);
	}
	const read = readOf(path);
	if (!read) throw new Problem(404, 'not_found', 'There is nothing at this address.');
	allowMethod(request, 'GET');
	const keyHash = keyHashOf(request);
	desk.limit.take(keyHash, costOfRead);
	const found = await read(desk.call, keyHash, url);
	return Response.json(found, { headers: { 'cache-control': 'no-store' } });
}

function allowMethod({ method }: Request, allowed: 'GET' | 'POST'): void {
	if (method === allowed) return;
	throw new Problem(405, 'method_not_allowed', `Only ${allowed} is taken here.`, {
		headers: { allow: allowed }
	});
}

function createDesk(environment: Environment): Desk {
	const [key] = secretKeys(environment);
	const url = environment('SUPABASE_URL');
	if (!key || !url) throw new Error('SUPABASE_URL or SUPABASE_SECRET_KEYS is not set');
	const call = restCall(url, key);
	const perSecond = Number(environment('USAGE_EVENTS_PER_SECOND') ?? 10_000);
	return {
		call,
		commit: createGroupCommit({
			record: (batches) => call<BatchAnswer[]>('record_usage', { batches }),
			mostEvents: Number(environment('USAGE_MOST_EVENTS_IN_HAND') ?? 50_000),
			afterwards: announceLater(() => call('announce_usage', {}))
		}),
		limit: createRateLimit(perSecond, () => performance.now())
	};
}

/**
 * Calls `announce` a moment after what was recorded, and again as long as more is recorded: others' use keeps a reseller
 * that falls silent from being announced no longer than that.
 */
function announceLater(announce: () => Promise<unknown>): () => void {
	let recordedAt = 0;
	let isWaiting = false;
	return () => {
		recordedAt = performance.now();
		if (isWaiting) return;
		isWaiting = true;
		inBackground('announce_usage', waitAndAnnounce());
	};

	async function waitAndAnnounce(): Promise<void> {
		let announcedTo: number;
		try {
			do {
				announcedTo = recordedAt;
				await new Promise((resolve) => setTimeout(resolve, announceAfterMs));
				await announce();
			} while (recordedAt > announcedTo);
		} finally {
			isWaiting = false;
		}
	}
}
