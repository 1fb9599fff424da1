// The way in to every command: installs what is missing, finds a Node that the libraries support
// and runs the command with it. Plain JavaScript without dependencies, since on a bare clone
// there is nothing else yet, and Node may be as old as 20.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const project = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(project, 'node_modules', '.installed');
const oldestNode = [24, 0];

process.chdir(project);
install();
run(process.argv[2], process.argv.slice(3));

/** Installs when the lock file is not the one that was installed last. Install scripts are never needed, so never run. */
function install() {
	const wanted = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex');
	if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;

	const started = Date.now();
	process.stderr.write('• installing packages (once; about 1 GB on disk) …\n');
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
	const { status } = npm?.endsWith('.js')
		? spawnSync(process.execPath, [npm, ...options], { stdio: ['ignore', 'ignore', 'inherit'] })
		: spawnSync('npm', options, { stdio: ['ignore', 'ignore', 'inherit'] });
	if (status !== 0) fail('npm install failed; see its messages above', status ?? 1);
	mkdirSync(dirname(stamp), { recursive: true });
	writeFileSync(stamp, wanted);
	process.stderr.write(`✓ packages installed in ${Math.round((Date.now() - started) / 1000)} s\n`);
}

/** @param {string | undefined} command @param {string[]} options */
function run(command, options) {
	const script = join('scripts', 'commands', `${command}.ts`);
	if (!command || !existsSync(script)) fail(`unknown command: ${command}`, 2);
	const child = spawn(
		supportedNode(),
		['--disable-warning=ExperimentalWarning', script, ...options],
		{
			stdio: ['pipe', 'inherit', 'inherit']
		}
	);
	// A terminal sends Ctrl-C to the whole group; a SIGTERM reaches only us and is passed on.
	process.on('SIGINT', () => {});
	process.on('SIGTERM', () => child.kill('SIGTERM'));
	process.on('SIGHUP', () => child.kill('SIGTERM'));
	child.on('error', (error) => fail(error.message, 1));
	child.on('exit', (code, signal) =>
		process.exit(code ?? 128 + constants.signals[signal ?? 'SIGTERM'])
	);
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
