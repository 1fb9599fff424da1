import type { IncomingMessage, ServerResponse } from 'node:http';

const usualHeaders =
	'accept, authorization, content-type, apikey, x-client-info, x-client-ip, x-jwt-aud, x-use-cookie, x-supabase-api-version';

export function corsHeaders(): Record<string, string> {
	return {
		'access-control-allow-origin': '*',
		'access-control-expose-headers': 'X-Total-Count, Link, X-Supabase-Api-Version',
		vary: 'Origin'
	};
}

/** Any header may be sent, since nothing here is decided by cookies or by the browser's origin. */
export function sendPreflight(request: IncomingMessage, response: ServerResponse): void {
	const asked = request.headers['access-control-request-headers'];
	const isList = typeof asked === 'string' && /^[\w\-, ]{1,2000}$/.test(asked);
	response.writeHead(204, {
		...corsHeaders(),
		'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
		'access-control-allow-headers': isList ? asked : usualHeaders,
		'access-control-max-age': '3600'
	});
	response.end();
}
