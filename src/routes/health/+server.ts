import { json } from '@sveltejs/kit';
import { checkHealth } from '#lib/server/health.ts';

/** 200 only when everything the app needs answers; 503 otherwise. The body says which part. */
export async function GET() {
	const parts = await checkHealth();
	const healthy = Object.values(parts).every((state) => state === 'ok');
	return json(
		{ healthy, parts },
		{ status: healthy ? 200 : 503, headers: { 'cache-control': 'no-store' } }
	);
}
