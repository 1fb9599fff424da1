import { post } from '../post.ts';
import type { Target } from '../target.ts';

// Posts to the target in the first argument, `{url, addresses}`, and prints what came of it: for a test of what Deno does.

const { url, addresses } = JSON.parse(process.argv.at(-1) ?? '{}') as {
	url: string;
	addresses: Target['addresses'];
};
const told = await post(
	{ url: new URL(url), addresses },
	{ headers: {}, body: 'hello', patience: AbortSignal.timeout(10_000) }
).catch(({ problem }: { problem?: string }) => ({ problem }));
console.log(JSON.stringify(told));
