import { SaxesParser } from 'saxes';
import { DomainError } from '#lib/errors/domain-error.ts';
import { unreadable } from './refusals.ts';

/** Names without prefixes. */
export interface XmlHandler {
	open(name: string, attributes: Record<string, string>): void;
	close(name: string): void;
	text(text: string): void;
}

const deepest = 64;

/**
 * Reads XML as it comes. Document types are refused, and with them every entity but the five of XML itself: the format
 * knows none (ECMA-376 part 2, 8.1.1.2).
 * @yields after every chunk, so that what was found can be handed on
 * @throws DomainError spreadsheet_unreadable, and whatever the handler throws
 */
export async function* readXml(
	chunks: AsyncIterable<Uint8Array>,
	handler: XmlHandler
): AsyncGenerator<void, void> {
	const parser = new SaxesParser({ position: false, xmlns: false });
	let depth = 0;
	parser.on('doctype', refuse);
	parser.on('error', refuse);
	parser.on('opentag', ({ name, attributes }) => {
		depth += 1;
		if (depth > deepest) throw unreadable();
		handler.open(localName(name), attributes);
	});
	parser.on('closetag', ({ name }) => {
		depth -= 1;
		handler.close(localName(name));
	});
	parser.on('text', (text) => handler.text(text));
	parser.on('cdata', (text) => handler.text(text));
	let decoder: TextDecoder | undefined;
	for await (const chunk of chunks) {
		decoder ??= new TextDecoder(encodingOf(chunk), { fatal: true });
		parser.write(decode(decoder, chunk));
		yield;
	}
	parser.write(decode(decoder ?? new TextDecoder()));
	parser.close();
	yield;
}

function encodingOf([first, second]: Uint8Array): string {
	if (first === 0xff && second === 0xfe) return 'utf-16le';
	return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}

function decode(decoder: TextDecoder, chunk?: Uint8Array): string {
	try {
		return decoder.decode(chunk, { stream: chunk !== undefined });
	} catch {
		throw unreadable();
	}
}

function localName(name: string): string {
	return name.slice(name.indexOf(':') + 1);
}

function refuse(cause: unknown): never {
	throw cause instanceof DomainError ? cause : unreadable();
}
