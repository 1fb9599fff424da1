// The way in to every command: installs what is missing, finds a Node that the libraries support
// and runs the command with it. Plain JavaScript without dependencies, since on a bare clone
// there is nothing else yet, and Node may be as old as 20.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const project = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(project, 'node_modules', '.installed');
const oldestNode = [24, 0];
const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

process.chdir(project);
await install();
await run(process.argv[2], process.argv.slice(3));

/** Installs when the lock file is not the one that was installed last. Install scripts are never needed, so never run. */
async function install() {
	const wanted = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex');
	if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;

	const started = Date.now();
	const elapsed = () => `${Math.round((Date.now() - started) / 1000)} s`;
	process.stderr.write('• installing packages (once; a minute or two, about 1 GB on disk) …\n');
	const heartbeat = setInterval(
		() => process.stderr.write(`•   still at it (${elapsed()})\n`),
		15_000
	);
	const npm = process.env.npm_execpath;
	// Not `npm ci`: it insists on the optional packages of every platform, which not every registry mirror holds.
	const options = [
		'install',
		'--no-save',
		'--ignore-scripts',
		'--include=dev',
		'--include=optional',
		'--loglevel=error'
	];
	const child = npm?.endsWith('.js')
		? spawn(process.execPath, [npm, ...options], { stdio: ['ignore', 'ignore', 'inherit'] })
		: spawn('npm', options, { stdio: ['ignore', 'ignore', 'inherit'] });
	const status = await endOf(child);
	clearInterval(heartbeat);
	if (status !== 0) fail('npm install failed; see its messages above', status);
	mkdirSync(dirname(stamp), { recursive: true });
	writeFileSync(stamp, wanted);
	process.stderr.write(`✓ packages installed (${elapsed()})\n`);
}

/** @param {string | undefined} command @param {string[]} options */
async function run(command, options) {
	const script = join('scripts', 'commands', `${command}.ts`);
	if (!command || !existsSync(script)) fail(`unknown command: ${command}`, 2);
	const program = ['--disable-warning=ExperimentalWarning', script, ...options];
	// The open standard input tells the command that we live: it ends when we are killed.
	const child = spawn(supportedNode(), program, { stdio: ['pipe', 'inherit', 'inherit'] });
	const watch = endWithNpm(child);
	const status = await endOf(child);
	clearInterval(watch);
	process.exit(status);
}

/**
 * Passes signals on while the child lives. A terminal sends Ctrl-C to the child as well, which hears it once or twice.
 * @param {import('node:child_process').ChildProcess} child @returns {Promise<number>} exit code as a shell gives it
 */
function endOf(child) {
	const pass = /** @param {NodeJS.Signals} signal */ (signal) => void child.kill(signal);
	for (const signal of signals) process.on(signal, pass);
	return new Promise((settle) => {
		child.on('error', (error) => fail(error.message, 1));
		child.on('exit', (code, signal) => {
			for (const name of signals) process.off(name, pass);
			settle(code ?? 128 + constants.signals[signal ?? 'SIGTERM']);
		});
	});
}

/** When npm, our parent, is killed, nobody is left to stop us. @param {import('node:child_process').ChildProcess} child */
function endWithNpm(child) {
	if (!process.env.npm_lifecycle_event) return undefined;
	const npm = process.ppid;
	return setInterval(() => process.ppid === npm || child.kill('SIGTERM'), 500);
}

/** The Node of this very process, when it is new enough, else the one that came as a package. */
function supportedNode() {
	const [major, minor] = process.versions.node.split('.').map(Number);
	if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]))
		return process.execPath;
	const packaged = join(project, 'node_modules', '.bin', 'node');
	if (existsSync(packaged)) return packaged;
	return fail(
		`Node ${oldestNode[0]} or newer is needed on this platform (found ${process.versions.node})`,
		1
	);
}

/** @param {string} message @param {number} status @returns {never} */
function fail(message, status) {
	process.stderr.write(`✗ ${message}\n`);
	process.exit(status);
}
