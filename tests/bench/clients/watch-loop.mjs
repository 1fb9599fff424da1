// Loaded into the app before itself: tells the bench how late its event loop was.
import { monitorEventLoopDelay } from 'node:perf_hooks';

const delay = monitorEventLoopDelay({ resolution: 1 });
process.on('message', (message) => {
	if (message === 'begin') {
		delay.reset();
		delay.enable();
	}
	if (message === 'end') {
		delay.disable();
		process.send?.({ p99Ms: delay.percentile(99) / 1e6, mostMs: delay.max / 1e6 });
	}
});
// Being able to talk is no reason to live.
process.channel?.unref();
