/** Splits a byte stream into lines, without their line breaks. */
export async function* controlLines(
	readable: ReadableStream<Uint8Array<ArrayBuffer>>
): AsyncGenerator<string> {
	let rest = '';
	for await (const text of readable.pipeThrough(new TextDecoderStream())) {
		const lines = (rest + text).split('\n');
		rest = lines.pop() ?? '';
		yield* lines;
	}
}
