import { unavailableMediaType, unsupportedHere } from './errors.ts';

/** How rows become a body. */
export type Format =
	| { kind: 'array'; stripsNulls: boolean }
	| { kind: 'object'; stripsNulls: boolean }
	| { kind: 'csv' }
	/** The one value itself, which a function declares to be of a media type. */
	| { kind: 'raw'; isBinary: boolean }
	| { kind: 'none' };

export interface Negotiated {
	format: Format;
	/** Value of Content-Type. */
	contentType: string;
	/** Set when the plan is asked for instead of the rows. */
	explain?: { format: 'text' | 'json'; options: readonly string[] };
}

interface MediaType {
	name: string;
	parameters: ReadonlyMap<string, string>;
}

/**
 * Picks the first acceptable media type, by quality.
 * @param accept the Accept header; all types when absent
 * @throws RestError PGRST107 when none can be made
 */
export function negotiate(accept: string | undefined, planEnabled: boolean): Negotiated {
	const accepted = parseAccept(accept ?? '*/*');
	for (const mediaType of accepted) {
		const negotiated = formatOf(mediaType, planEnabled);
		if (negotiated) return negotiated;
	}
	throw unavailableMediaType(accepted.map(({ name }) => name));
}

/**
 * For a function whose type is a domain named like a media type: its value as it is, when that type
 * is acceptable. A domain called `*` + `/*` answers whatever is asked for.
 */
export function negotiateRaw(
	accept: string | undefined,
	mediaType: string,
	isBinary: boolean
): Negotiated | undefined {
	const [first] = parseAccept(accept ?? '*/*');
	const isAccepted = [mediaType, '*/*'].includes(first?.name ?? '') || mediaType === '*/*';
	if (!isAccepted) return undefined;
	const name = mediaType === '*/*' ? 'application/octet-stream' : mediaType;
	const charset = ['text/plain', 'text/xml'].includes(name) ? '; charset=utf-8' : '';
	return { format: { kind: 'raw', isBinary }, contentType: `${name}${charset}` };
}

/** Whether the root's description may be answered to this Accept header. */
export function acceptsOpenApi(accept: string | undefined): boolean {
	const names = ['application/openapi+json', 'application/json', '*/*'];
	return parseAccept(accept ?? '*/*').some(({ name }) => names.includes(name));
}

export function acceptedNames(accept: string | undefined): string[] {
	return parseAccept(accept ?? '*/*').map(({ name }) => name);
}

/** The media type of a body, without parameters. */
export function mediaTypeName(contentType: string | undefined): string {
	return contentType === undefined ? 'application/json' : parseMediaType(contentType).name;
}

function formatOf({ name, parameters }: MediaType, planEnabled: boolean): Negotiated | undefined {
	const stripsNulls = parameters.get('nulls') === 'stripped';
	const suffix = stripsNulls ? ';nulls=stripped' : '';
	switch (name) {
		case '*/*':
		case 'application/json':
			return json({ kind: 'array', stripsNulls: false }, 'application/json');
		case 'application/vnd.pgrst.array':
		case 'application/vnd.pgrst.array+json':
			return json(
				{ kind: 'array', stripsNulls },
				stripsNulls ? `application/vnd.pgrst.array+json${suffix}` : 'application/json'
			);
		case 'application/vnd.pgrst.object':
		case 'application/vnd.pgrst.object+json':
			return json({ kind: 'object', stripsNulls }, `application/vnd.pgrst.object+json${suffix}`);
		case 'text/csv':
			return json({ kind: 'csv' }, 'text/csv');
		case 'application/geo+json':
			throw unsupportedHere('application/geo+json (PostGIS)');
		case 'application/vnd.pgrst.plan':
		case 'application/vnd.pgrst.plan+text':
		case 'application/vnd.pgrst.plan+json':
			return planEnabled ? planFormat(name, parameters) : undefined;
		default:
			return undefined;
	}
}

function json(format: Format, name: string): Negotiated {
	return { format, contentType: `${name}; charset=utf-8` };
}

function planFormat(name: string, parameters: ReadonlyMap<string, string>): Negotiated | undefined {
	const format = name.endsWith('json') ? 'json' : 'text';
	const target = parameters.get('for') ?? 'application/json';
	const explained = formatOf(parseMediaType(target), false);
	if (!explained) return undefined;
	const options = ['analyze', 'verbose', 'settings', 'buffers', 'wal'].filter((option) =>
		(parameters.get('options') ?? '').split('|').includes(option)
	);
	const suffix = options.length ? `; options=${options.join('|')}` : '';
	return {
		...explained,
		contentType: `application/vnd.pgrst.plan+${format}; for="${target}"${suffix}; charset=utf-8`,
		explain: { format, options }
	};
}

function parseAccept(header: string): MediaType[] {
	return splitOutsideQuotes(header, ',')
		.filter((text) => text !== '')
		.map(parseMediaType)
		.map((mediaType, index) => ({ mediaType, index, quality: qualityOf(mediaType) }))
		.filter(({ quality }) => quality > 0)
		.sort((one, other) => other.quality - one.quality || one.index - other.index)
		.map(({ mediaType }) => mediaType);
}

function qualityOf({ parameters }: MediaType): number {
	const quality = Number(parameters.get('q') ?? '1');
	return Number.isFinite(quality) ? quality : 1;
}

function parseMediaType(text: string): MediaType {
	const [name = '', ...rest] = splitOutsideQuotes(text, ';');
	const parameters = rest.map((parameter) => {
		const at = parameter.indexOf('=');
		const value = parameter.slice(at + 1).trim();
		return [parameter.slice(0, at).trim().toLowerCase(), value.replace(/^"(.*)"$/, '$1')] as const;
	});
	return { name: name.toLowerCase(), parameters: new Map(parameters) };
}

function splitOutsideQuotes(text: string, separator: ',' | ';'): string[] {
	const pattern = separator === ',' ? /(?:"[^"]*"|[^",])+/g : /(?:"[^"]*"|[^";])+/g;
	return (text.match(pattern) ?? []).map((part) => part.trim());
}
