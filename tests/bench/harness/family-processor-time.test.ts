import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { familyProcessorTime } from './family-processor-time.ts';

test('what a process that has ended was busy with counts, and waiting does not', () => {
	const before = familyProcessorTime();
	const busy =
		'const end = process.cpuUsage().user + 200_000; while (process.cpuUsage().user < end);';
	execFileSync(process.execPath, ['-e', busy]);
	const used = familyProcessorTime() - before;
	expect(used).toBeGreaterThanOrEqual(190);
	execFileSync(process.execPath, [
		'-e',
		'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300)'
	]);
	expect(familyProcessorTime() - before - used).toBeLessThan(290);
});
