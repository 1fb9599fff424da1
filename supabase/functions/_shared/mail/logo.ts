export interface InlineImage {
	/** Name in `src="cid:…"`. */
	cid: string;
	filename: string;
	contentType: string;
	content: Uint8Array;
}

/** A logo as an attachment to show inline: mail clients drop `data:` addresses. Null without one that can be shown. */
export function inlineLogo(dataUrl: string | null | undefined): InlineImage | null {
	const [, format, base64] = /^data:image\/(png|jpeg);base64,(.+)$/.exec(dataUrl ?? '') ?? [];
	if (!format || !base64) return null;
	return {
		cid: 'logo',
		filename: format === 'png' ? 'logo.png' : 'logo.jpg',
		contentType: `image/${format}`,
		content: Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
	};
}
