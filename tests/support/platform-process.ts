import { startPlatform } from '../../scripts/platform.ts';
import type { Places } from '../../scripts/ports.ts';

// The platform in a process of its own, so that it can be killed. Started by killable-platform.ts: the places as JSON.

const places = JSON.parse(process.argv[2]!) as Places;
const stops: (() => Promise<void>)[] = [];
process.on('SIGTERM', () => void stop());
const { stack, ...access } = await startPlatform({
	places,
	appUrl: `http://127.0.0.1:${places.app}`,
	throwAway: true,
	log: (line) => console.log(line),
	onStop: (one) => void stops.push(one)
});
process.send!({ ...access, api: stack.ports.api });

async function stop(): Promise<void> {
	for (const one of stops.reverse()) await one();
	process.exit(0);
}
