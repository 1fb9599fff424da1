/*
 * Runs inside Deno, one process per function: loads the function, serves it on a private unix socket and gives it
 * what hosted's runtime has on top of Deno. Its first line of standard input says what to do; the end of standard
 * input means that the platform is gone, so it goes too, even when the platform was killed.
 */
import { controlLines } from './control.ts';
import { deno, type Handler, type ServeOptions } from './deno.ts';

interface Settings {
	entrypoint: string;
	socketPath: string;
	/** Prefix of the lines of standard output that are for the platform, not from the function. */
	token: string;
}

const handlerTimeoutMs = 10_000;
const exit = deno.exit.bind(deno);
const serve = deno.serve.bind(deno);
const background = new Set<Promise<unknown>>();
const registered = Promise.withResolvers<Required<Pick<ServeOptions, 'handler' | 'onError'>>>();

const control = controlLines(deno.stdin.readable);
const settings: Settings = JSON.parse((await control.next()).value ?? '{}');
const notForFunctions = [
	'DENO_DIR',
	'DENO_NO_UPDATE_CHECK',
	'DENO_NODE_SHIM_ACTIVE',
	'NO_COLOR',
	'PATH'
];
for (const name of notForFunctions) deno.env.delete(name);

prepareGlobals();
void followControl();
await load();

async function load(): Promise<void> {
	const module = await import(settings.entrypoint);
	const fetchExport = module.default?.fetch;
	if (typeof fetchExport === 'function') {
		register({ handler: (request, info) => fetchExport.call(module.default, request, info) });
	}
	const timer = setTimeout(() => {
		console.error('the function neither called Deno.serve nor exports default { fetch }');
		exit(1);
	}, handlerTimeoutMs);
	const { handler, onError } = await registered.promise;
	clearTimeout(timer);
	serve({ path: settings.socketPath, onListen: () => tell('ready'), onError }, (request, info) =>
		answer(handler, onError, publicRequest(request), info)
	);
}

async function answer(
	handler: Handler,
	onError: (error: unknown) => Response | Promise<Response>,
	request: Request,
	info: unknown
): Promise<Response> {
	try {
		const response = await handler(request, info);
		if (response instanceof Response) return response;
		throw new TypeError('the handler must return a Response');
	} catch (error) {
		return onError(error);
	}
}

/**
 * Over a unix socket Deno says `http+unix://host/…`; a function must see the address that was called. It gets the object
 * that the server made: a copy would read the body through a stream of its own, at several times the cost.
 */
function publicRequest(request: Request): Request {
	const url = request.url.replace(/^http\+unix:/, 'http:');
	const clone = request.clone.bind(request);
	define(request, 'url', url);
	define(request, 'clone', () => define(clone(), 'url', url));
	return request;
}

function prepareGlobals(): void {
	define(deno, 'serve', (first: ServeOptions | Handler, second?: Handler) => {
		const options = typeof first === 'function' ? { handler: first } : first;
		return register({ ...options, handler: second ?? options.handler });
	});
	for (const name of ['exit', 'kill']) {
		define(deno, name, () => {
			throw new Error(`Deno.${name} is not available in edge functions`);
		});
	}
	define(globalThis, 'Worker', undefined);
	define(globalThis, 'EdgeRuntime', {
		waitUntil(promise: Promise<unknown>) {
			const task = Promise.resolve(promise).catch((error) => console.error(error));
			background.add(task);
			void task.finally(() => background.delete(task));
			return promise;
		}
	});
}

function register(options: ServeOptions) {
	const addr = { transport: 'tcp', hostname: '0.0.0.0', port: 9999 };
	if (!options.handler) throw new TypeError('Deno.serve needs a handler');
	registered.resolve({ handler: options.handler, onError: options.onError ?? workerError });
	options.onListen?.(addr);
	const finished = new Promise<void>(() => {});
	const shutdown = async () => {};
	return { finished, addr, shutdown, ref() {}, unref() {}, [Symbol.asyncDispose]: shutdown };
}

function workerError(error: unknown): Response {
	console.error(error);
	const message = 'Function exited due to an error (please check logs)';
	return Response.json({ code: 'WORKER_ERROR', message }, { status: 500 });
}

async function followControl(): Promise<void> {
	for await (const line of control) {
		if (line === 'ping') tell('pong');
		if (line === 'shutdown') await leave('TERMINATION');
	}
	await leave('PARENT_GONE', 0);
}

/** Background tasks may finish; how long is decided by the platform, which kills the process after its patience. */
async function leave(reason: string, patienceMs = 60_000): Promise<void> {
	globalThis.dispatchEvent(new CustomEvent('beforeunload', { detail: { reason } }));
	globalThis.dispatchEvent(new Event('unload'));
	const patience = new Promise((resolve) => setTimeout(resolve, patienceMs));
	await Promise.race([Promise.all(background), patience]);
	try {
		deno.removeSync(settings.socketPath);
		// While the platform lives, the next worker needs the folder.
		if (reason === 'PARENT_GONE') deno.removeSync(settings.socketPath.replace(/\/[^/]*$/, ''));
	} catch {
		// Other workers still have their sockets in the folder, or the platform has removed it already.
	}
	exit(0);
}

function tell(what: 'ready' | 'pong'): void {
	// The leading line break separates it from an unfinished line of the function's own output.
	deno.stdout.writeSync(new TextEncoder().encode(`\n${settings.token} ${what}\n`));
}

function define<Target extends object>(target: Target, name: string, value: unknown): Target {
	return Object.defineProperty(target, name, { value, configurable: true, writable: true });
}
