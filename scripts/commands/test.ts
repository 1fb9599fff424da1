import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildIfStale, prepareSources } from '../build.ts';
import { installChromium } from '../chromium.ts';
import { seconds } from '../progress.ts';
import { ofPlaywright, ofVitest, type Report } from '../test-report.ts';

// Everything that can be wrong, in one run: each check counts as one test, each test as one.
// `npm test` runs all of it, `npm test -- unit database` some, `npm run verify` what needs no browser.

interface Outcome {
	report: Report;
	/** What was not shown while it ran. */
	output: string;
	duration: string;
}

type Section = (name: string) => Promise<Report>;

const green: Report = { passed: 1, failed: 0, failures: [] };
const red: Report = { passed: 0, failed: 1, failures: [] };
const reports = await mkdtemp(join(tmpdir(), 'balcao-test-'));

const checks: Record<string, [tool: string, ...options: string[]]> = {
	format: ['prettier', '--check', '--log-level', 'warn', '.'],
	lint: ['eslint', '--max-warnings', '0', '.'],
	unused: ['knip'],
	types: ['svelte-check', '--fail-on-warnings', '--output', 'human-verbose'],
	'platform-types': ['tsc', '-p', 'supabase/local'],
	'function-types': ['tsc', '-p', 'supabase/functions'],
	'test-types': ['tsc', '-p', 'tests']
};

const sections: Record<string, Section> = {
	unit: vitest,
	platform: vitest,
	functions: vitest,
	database: vitest,
	build: async () => {
		await buildIfStale();
		return green;
	},
	// After the build, which it would otherwise wait for.
	commands: vitest,
	e2e: playwright
};

const asked = process.argv.slice(2);
const names = [...Object.keys(checks), ...Object.keys(sections)];
const unknown = asked.filter((name) => !names.includes(name));
if (unknown.length > 0) {
	process.stderr.write(`✗ unknown: ${unknown.join(', ')}; there are: ${names.join(', ')}\n`);
	process.exit(2);
}
const chosen = asked.length > 0 ? asked : names;
const total = { passed: 0, failed: 0 };
const failed: [name: string, failures: string[]][] = [];

await prepareSources();
let ahead: Promise<Outcome> | undefined;
for (const [at, name] of chosen.entries()) {
	process.stdout.write(`\n── ${name} ${'─'.repeat(Math.max(1, 70 - name.length))}\n`);
	const running = ahead ?? run(name);
	// Checks keep one processor busy each, and wait for nothing: two side by side.
	const next = chosen[at + 1];
	ahead = next && checks[name] && checks[next] ? run(next) : undefined;
	const { report, output, duration } = await running;
	process.stdout.write(output);
	total.passed += report.passed;
	total.failed += report.failed;
	if (report.failed) failed.push([name, report.failures]);
	process.stdout.write(
		`${report.failed ? '✗' : '✓'} ${name}: ${report.passed} passed, ${report.failed} failed (${duration})\n`
	);
}
await rm(reports, { recursive: true, force: true });
// Once more at the end: of a long log often only that is kept.
for (const [name, failures] of failed)
	for (const failure of failures) process.stdout.write(`\n✗ ${name}: ${failure}\n`);
const where = failed.length > 0 ? ` (${failed.map(([name]) => name).join(', ')})` : '';
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed${where}\n`);
process.exit(total.failed ? 1 : 0);

async function run(name: string): Promise<Outcome> {
	const started = performance.now();
	const outcome = await (checks[name] ? check(...checks[name]) : section(name)).catch(
		(error: Error) => ({ report: red, output: `${error.message}\n` })
	);
	return { ...outcome, duration: seconds(performance.now() - started) };
}

async function check(tool: string, ...options: string[]): Promise<Omit<Outcome, 'duration'>> {
	let output = '';
	const code = await tell(tool, options, {}, (text) => (output += text));
	return { report: code === 0 ? green : red, output };
}

async function section(name: string): Promise<Omit<Outcome, 'duration'>> {
	return { report: await sections[name]!(name), output: '' };
}

async function vitest(project: string): Promise<Report> {
	const report = join(reports, `${project}.json`);
	const code = await tell('vitest', [
		'run',
		'--project',
		project,
		'--reporter=default',
		'--reporter=json',
		`--outputFile.json=${report}`
	]);
	return atLeastOneFailure(code, ofVitest(JSON.parse(await readFile(report, 'utf8'))));
}

async function playwright(): Promise<Report> {
	await installChromium();
	await mkdir('test-results', { recursive: true });
	const report = join(reports, 'e2e.json');
	const code = await tell(
		'playwright',
		['test', '--config', 'tests/e2e/playwright.config.ts', '--reporter=list,json'],
		{ PLAYWRIGHT_JSON_OUTPUT_NAME: report }
	);
	return atLeastOneFailure(code, ofPlaywright(JSON.parse(await readFile(report, 'utf8'))));
}

/** A runner that fails outside any test (a hook, a file that does not load) must not look green; nor one that ran nothing. */
function atLeastOneFailure(code: number | null, report: Report): Report {
	const isSilentFailure = report.failed === 0 && (code !== 0 || report.passed === 0);
	return isSilentFailure ? { ...report, failed: 1 } : report;
}

/** Runs a package's tool with our Node, its output going where ours goes, or to whoever collects it. */
function tell(
	tool: string,
	options: string[],
	environment: Record<string, string> = {},
	collect?: (text: string) => void
): Promise<number | null> {
	const output = collect ? 'pipe' : 'inherit';
	const child = spawn(process.execPath, [join('node_modules', '.bin', tool), ...options], {
		stdio: ['ignore', output, output],
		env: { ...process.env, ...environment, FORCE_COLOR: process.stdout.isTTY ? '1' : '0' }
	});
	for (const stream of [child.stdout, child.stderr])
		stream?.setEncoding('utf8').on('data', (text: string) => collect?.(text));
	const stop = () => child.kill('SIGTERM');
	process.once('SIGTERM', stop);
	return new Promise((resolve, reject) => {
		child.on('error', reject);
		child.on('close', (code) => {
			process.off('SIGTERM', stop);
			resolve(code);
		});
	});
}
