/** The part of Deno's namespace that the runtime touches; npm has no types of it that agree with Node's. */
export interface DenoNamespace {
	env: { delete(name: string): void };
	stdin: { readable: ReadableStream<Uint8Array<ArrayBuffer>> };
	stdout: { writeSync(bytes: Uint8Array): number };
	exit(code: number): never;
	removeSync(path: string): void;
	serve(options: Omit<ServeOptions, 'handler'> & { path: string }, handler: Handler): unknown;
}

export type Handler = (request: Request, info: unknown) => Response | Promise<Response>;

export interface ServeOptions {
	handler?: Handler;
	onError?(error: unknown): Response | Promise<Response>;
	onListen?(address: { transport: string; hostname: string; port: number }): void;
}

export const deno = (globalThis as unknown as { Deno: DenoNamespace }).Deno;
