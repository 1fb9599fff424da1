import { json } from '@sveltejs/kit';
import { z } from 'zod';
import { keepAnswers } from '#lib/data-requests/requests-by-link.server.ts';
import { limitSaves } from '#lib/data-requests/save-limit.server.ts';
import { sortAnswers } from '#lib/data-requests/sort-answers.server.ts';
import { readJson } from '#lib/server/read-json.ts';

const headers = { 'cache-control': 'private, no-store', 'x-robots-tag': 'noindex' };

/**
 * Keeps single answers while the form is being filled in; `{}` says that it was opened.
 * Answers KeptAnswers. @throws DomainError 404 and 410 when the link is over, 422 for what no form of ours sends, 429
 */
export async function POST(event) {
	limitSaves(event);
	const sent = await readJson(event.request, z.record(z.string(), z.unknown()));
	const { valid, refused } = sortAnswers(sent);
	const kept = await keepAnswers(event.locals.db, event.params.token, valid);
	return json({ ...kept, refused: { ...refused, ...kept.refused } }, { headers });
}
