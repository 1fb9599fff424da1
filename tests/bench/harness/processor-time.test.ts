import { expect, test } from 'vitest';
import { processorTime } from './processor-time.ts';

test('work uses up processor time', () => {
	const before = processorTime(process.pid);
	let sum = 0;
	while (processorTime(process.pid) === before) sum += 1;
	expect(sum).toBeGreaterThan(0);
	expect(processorTime(process.pid)).toBeGreaterThan(before);
});

test('there is none for a process that does not exist', () => {
	expect(() => processorTime(2 ** 30)).toThrow();
});
