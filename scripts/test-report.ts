/** What a runner of tests wrote down of its run, as far as it is told again at the end. */
export interface Report {
	passed: number;
	failed: number;
	/** One text per test or file that failed: its name, then the beginning of what was said of it. */
	failures: string[];
}

interface VitestReport {
	numPassedTests: number;
	numFailedTests: number;
	testResults: {
		name: string;
		status: string;
		message?: string;
		assertionResults: { status: string; fullName: string; failureMessages?: string[] | null }[];
	}[];
}

interface PlaywrightSuite {
	title: string;
	suites?: PlaywrightSuite[];
	specs?: { title: string; ok: boolean }[];
}

interface PlaywrightReport {
	stats: { expected: number; unexpected: number; flaky: number };
	suites: PlaywrightSuite[];
}

const linesTold = 12;

/** @param report what Vitest's reporter `json` wrote */
export function ofVitest(report: VitestReport): Report {
	const failures = report.testResults.flatMap(({ name, status, message, assertionResults }) => {
		const tests = assertionResults
			.filter((test) => test.status === 'failed')
			.map((test) => told(`${name} › ${test.fullName}`, test.failureMessages?.[0]));
		// A file that does not load, or whose hook failed, has no test that failed.
		return tests.length === 0 && status === 'failed' ? [told(name, message)] : tests;
	});
	return { passed: report.numPassedTests, failed: report.numFailedTests, failures };
}

/** @param report what Playwright's reporter `json` wrote; what it says of each failure is the last thing on the screen */
export function ofPlaywright({ stats, suites }: PlaywrightReport): Report {
	const failuresOf = (suite: PlaywrightSuite, above: string[]): string[] => {
		const path = [...above, suite.title];
		return [
			...(suite.specs ?? [])
				.filter(({ ok }) => !ok)
				.map(({ title }) => [...path, title].join(' › ')),
			...(suite.suites ?? []).flatMap((inner) => failuresOf(inner, path))
		];
	};
	return {
		passed: stats.expected,
		failed: stats.unexpected + stats.flaky,
		failures: suites.flatMap((suite) => failuresOf(suite, []))
	};
}

function told(name: string, message = ''): string {
	return [name, ...message.trim().split('\n').slice(0, linesTold)].join('\n    ');
}
