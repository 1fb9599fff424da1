import { readableOn } from './colors.ts';
import type { Locale } from './formats.ts';
import { markup, nothing, type Html } from './html.ts';
import type { InlineImage } from './logo.ts';

export interface Letterhead {
	name: string;
	/** `#rrggbb` */
	color: string;
	logo: InlineImage | null;
}

export interface Document {
	language: Locale;
	title: string;
	/** Shown by the inbox after the subject. */
	preheader: string;
	letterhead: Letterhead;
	content: Html[];
	footer: Html[];
}

export const fontFamily =
	"-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

/**
 * A whole HTML mail: one 600 px column of tables with inline styles, because that is what every mail program
 * understands. The style sheet adds what only some do: dark colours and narrow screens.
 */
export function renderDocument(document: Document): string {
	const { language, title, preheader, letterhead, content, footer } = document;
	return markup`<!doctype html>
<html lang="${language}" dir="ltr" xmlns="http://www.w3.org/1999/xhtml">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no,date=no,address=no,email=no">
<title>${title}</title>
${styleSheet}
</head>
<body class="page" style="margin:0;padding:0;background-color:#f3f1ec;-webkit-text-size-adjust:100%">
<div style="display:none;max-height:0;max-width:0;overflow:hidden;opacity:0;font-size:1px;line-height:1px;color:#f3f1ec">${preheader}${preheaderPadding}</div>
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0" style="background-color:#f3f1ec"><tr>
<td class="gutter" align="center" style="padding:32px 16px">
<!--[if mso]><table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->
<table role="presentation" class="card" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:600px;background-color:#ffffff;border:1px solid #e5e1d8;border-radius:14px;border-collapse:separate;overflow:hidden">
<tr><td class="header" bgcolor="${letterhead.color}" style="padding:22px 36px;background-color:${letterhead.color};border-radius:13px 13px 0 0">${header(letterhead)}</td></tr>
<tr><td class="body" style="padding:36px;font-family:${fontFamily};font-size:16px;line-height:24px;color:#1d1b17">
${content}
</td></tr>
</table>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:600px">
<tr><td class="muted" align="center" style="padding:22px 36px 8px;font-family:${fontFamily};font-size:13px;line-height:20px;color:#635d53">${footer}</td></tr>
</table>
<!--[if mso]></td></tr></table><![endif]-->
</td>
</tr></table>
</body>
</html>
`.source;
}

function header({ name, color, logo }: Letterhead): Html {
	return markup`<table role="presentation" cellpadding="0" cellspacing="0" border="0"><tr>
${logo ? logoCell(name) : nothing}
<td valign="middle" style="font-family:${fontFamily};font-size:19px;line-height:26px;font-weight:600;color:${readableOn(color)}"><bdi>${name}</bdi></td>
</tr></table>`;
}

/** On a white tile: a logo drawn for paper must not drown in the brand's own colour. */
function logoCell(name: string): Html {
	return markup`<td valign="middle" style="padding-right:14px"><table role="presentation" cellpadding="0" cellspacing="0" border="0"><tr>
<td bgcolor="#ffffff" style="padding:6px;background-color:#ffffff;border-radius:9px;line-height:0"><img src="cid:logo" height="36" alt="${name}" style="display:block;height:36px;width:auto;max-width:200px;border:0;color:#1d1b17;font-family:${fontFamily};font-size:13px;line-height:18px"></td>
</tr></table></td>`;
}

/** Keeps the inbox from showing the start of the letter after the preheader. */
const preheaderPadding: Html = { source: '&#847;&zwnj;&nbsp;'.repeat(60) };

const dark = (prefix: string) => `
${prefix}.page{background-color:#131211!important}
${prefix}.card{background-color:#1b1a18!important;border-color:#2d2a26!important}
${prefix}.body,${prefix}.ink{color:#f2efe9!important}
${prefix}.muted{color:#aaa397!important}
${prefix}.panel{background-color:#272522!important;border-color:#2d2a26!important}
${prefix}.line{border-color:#37332e!important}
${prefix}.good{background-color:#16301f!important;color:#9adcb0!important}`;

const styleSheet: Html = {
	source: `<style>
:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (max-width:620px){
.gutter{padding:0!important}
.card{border-radius:0!important;border-width:0!important}
.header{border-radius:0!important;padding:18px 20px!important}
.body{padding:28px 20px!important}
.stack{display:block!important;width:auto!important;padding:0 0 20px!important;text-align:left!important}
}
@media (prefers-color-scheme:dark){${dark('')}
}
${dark('[data-ogsc] ')}
</style>`
};
