import type { APIResponse, Page, Request } from '@playwright/test';

/** The next form that the page sends to this action. */
export function nextSubmission(page: Page, action: string): Promise<Request> {
	return page.waitForRequest(
		(request) => request.method() === 'POST' && request.url().endsWith(`?/${action}`)
	);
}

/** Sends the very same request once more, as a nervous proxy would. */
export async function sendAgain(page: Page, request: Request): Promise<APIResponse> {
	const { cookie: _, ...headers } = await request.allHeaders();
	const carried = Object.entries(headers).filter(([name]) => !name.startsWith(':'));
	return page.request.post(request.url(), {
		headers: Object.fromEntries(carried),
		data: request.postDataBuffer() ?? Buffer.alloc(0),
		maxRedirects: 0
	});
}

/** The server does what the next submission asks, and the answer never arrives. */
export async function loseNextAnswer(page: Page, action: string): Promise<void> {
	await page.route(
		(url) => url.search.startsWith(`?/${action}`),
		async (route) => {
			await route.fetch();
			await route.abort('connectionreset');
		},
		{ times: 1 }
	);
}
