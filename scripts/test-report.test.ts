import { expect, test } from 'vitest';
import { ofPlaywright, ofVitest } from './test-report.ts';

test('what failed is told by file, name and the beginning of its message', () => {
	const lines = Array.from({ length: 40 }, (_, at) => `line ${at}`);
	const { failures, ...counts } = ofVitest({
		numPassedTests: 1,
		numFailedTests: 1,
		testResults: [
			{
				name: 'a.test.ts',
				status: 'failed',
				assertionResults: [
					{ status: 'passed', fullName: 'adds' },
					{ status: 'failed', fullName: 'subtracts', failureMessages: [lines.join('\n')] }
				]
			}
		]
	});
	expect(counts).toEqual({ passed: 1, failed: 1 });
	expect(failures).toHaveLength(1);
	expect(failures[0]).toMatch(/^a\.test\.ts › subtracts\n {4}line 0\n[^]* {4}line 11$/);
});

test('a file that did not load is told as well', () => {
	const { failures } = ofVitest({
		numPassedTests: 0,
		numFailedTests: 0,
		testResults: [
			{ name: 'b.test.ts', status: 'failed', message: 'No such module', assertionResults: [] }
		]
	});
	expect(failures).toEqual(['b.test.ts\n    No such module']);
});

test('a journey is told with the groups around it; one that only passed the second time failed', () => {
	expect(
		ofPlaywright({
			stats: { expected: 3, unexpected: 1, flaky: 1 },
			suites: [
				{
					title: 'pay.spec.ts',
					specs: [{ title: 'by Pix', ok: true }],
					suites: [{ title: 'late', specs: [{ title: 'in parts', ok: false }] }]
				}
			]
		})
	).toEqual({ passed: 3, failed: 2, failures: ['pay.spec.ts › late › in parts'] });
});
