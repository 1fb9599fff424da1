/** The part of Deno's namespace that functions touch; npm has no types of it that agree with Node's. */
interface DenoNamespace {
	env: { get(name: string): string | undefined };
	serve(handler: (request: Request) => Response | Promise<Response>): unknown;
}

export const deno = (globalThis as unknown as { Deno: DenoNamespace }).Deno;
