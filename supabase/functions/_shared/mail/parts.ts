import { readableOn } from './colors.ts';
import { markup, nothing, type Html, type HtmlValue } from './html.ts';

export const monospace = "ui-monospace,SFMono-Regular,Menlo,Consolas,'Liberation Mono',monospace";

export function heading(text: string): Html {
	return markup`<h1 class="ink" style="margin:0 0 12px;font-size:24px;line-height:32px;font-weight:700;color:#1d1b17">${text}</h1>`;
}

export function subheading(text: string): Html {
	return markup`<h2 class="ink" style="margin:32px 0 12px;font-size:18px;line-height:26px;font-weight:600;color:#1d1b17">${text}</h2>`;
}

export function paragraph(content: HtmlValue): Html {
	return markup`<p style="margin:0 0 16px">${content}</p>`;
}

export function note(content: HtmlValue): Html {
	return markup`<p class="muted" style="margin:0 0 12px;font-size:14px;line-height:21px;color:#635d53">${content}</p>`;
}

/** The one figure that the mail is about. */
export function figurePanel(label: string, figure: string, caption: HtmlValue): Html {
	return markup`<table role="presentation" class="panel" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:20px 0 24px;background-color:#faf9f6;border:1px solid #e5e1d8;border-radius:10px;border-collapse:separate"><tr>
<td style="padding:20px 24px">
<div class="muted" style="font-size:14px;line-height:20px;color:#635d53">${label}</div>
<div class="ink" style="margin:2px 0 4px;font-size:34px;line-height:42px;font-weight:700;letter-spacing:-0.01em;white-space:nowrap;color:#1d1b17">${figure}</div>
<div class="ink" style="font-size:15px;line-height:22px;color:#1d1b17">${caption}</div>
</td>
</tr></table>`;
}

export function goodNews(content: HtmlValue): Html {
	return markup`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 24px"><tr>
<td class="good" style="padding:14px 18px;background-color:#e3f2e6;border-radius:10px;font-size:15px;line-height:22px;color:#17532f">${content}</td>
</tr></table>`;
}

export interface Row {
	label: string;
	detail?: string;
	value: string;
	isTotal?: boolean;
	/** About the invoice, not an amount on it. */
	isFact?: boolean;
}

/** Labels to the left, values to the right, a rule under each. */
export function rows(entries: Row[]): Html {
	return markup`<table width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 8px;border-collapse:collapse">${entries.map(row)}</table>`;
}

function row({ label, detail, value, isTotal = false, isFact = false }: Row): Html {
	const weight = isTotal ? 700 : 400;
	const tone = isFact ? { name: 'muted', color: '#635d53' } : { name: 'ink', color: '#1d1b17' };
	return markup`<tr>
<th class="line ${tone.name}" scope="row" align="left" style="padding:10px 16px 10px 0;border-bottom:1px solid #e5e1d8;font-size:15px;line-height:22px;font-weight:${weight};text-align:left;word-break:break-word;color:${tone.color}"><bdi>${label}</bdi>${detail ? markup`<br><span class="muted" style="font-size:13px;line-height:18px;font-weight:400;color:#635d53">${detail}</span>` : nothing}</th>
<td class="line ink" align="right" valign="top" style="padding:10px 0;border-bottom:1px solid #e5e1d8;font-size:15px;line-height:22px;font-weight:${weight};text-align:right;white-space:nowrap;color:#1d1b17">${value}</td>
</tr>`;
}

/** Text to take along: one tap selects all of it, and no break is part of it. */
export function copyBox(text: string): Html {
	return markup`<table role="presentation" class="panel" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 8px;table-layout:fixed;background-color:#faf9f6;border:1px dashed #918a7d;border-radius:8px;border-collapse:separate"><tr>
<td class="ink" style="padding:14px 16px;font-family:${monospace};font-size:13px;line-height:20px;word-break:break-all;overflow-wrap:anywhere;-webkit-user-select:all;user-select:all;color:#1d1b17">${text}</td>
</tr></table>`;
}

/** The one thing to do, in the brand's colour. */
export function linkButton(label: string, link: string, color: string): Html {
	return markup`<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:8px 0 24px"><tr>
<td bgcolor="${color}" style="background-color:${color};border-radius:10px"><a href="${link}" style="display:inline-block;padding:13px 26px;font-size:16px;line-height:22px;font-weight:600;text-decoration:none;color:${readableOn(color)}">${label}</a></td>
</tr></table>`;
}

/** The same link as text, for whom the button does not open. */
export function linkAgain(words: string, link: string): Html {
	return note(
		markup`${words}<br><a href="${link}" class="muted" style="color:#635d53;word-break:break-all;overflow-wrap:anywhere">${link}</a>`
	);
}
