/** Answers whether a path asks how a function is, rather than for its work. */
export function asksForHealth(pathname: string): boolean {
	return /\/health\/?$/.test(pathname);
}

/** Says that the function runs, to anybody, and nothing else. */
export function health(request: Request): Response {
	if (['GET', 'HEAD', 'OPTIONS'].includes(request.method))
		return new Response(null, { status: 200 });
	return refuse(405, 'method not allowed', { allow: 'GET, HEAD, OPTIONS' });
}

/** `{error}` with the status. */
export function refuse(
	status: number,
	error: string,
	headers: Record<string, string> = {}
): Response {
	return Response.json({ error }, { status, headers });
}

/** For a caller who holds the secret key, and so may know the reason: 503, logged. What is due waits for the next call. */
export function refuseForNow(error: unknown): Response {
	console.error(error);
	return refuse(503, error instanceof Error ? error.message : String(error));
}
