import { outlookOf } from '#lib/usage/outlook.ts';
import { formatCount, formatDate, formatMoney, formatRate } from './formats.ts';
import { markup } from './html.ts';
import { letterhead, textRows } from './invoice-parts.ts';
import { renderDocument } from './layout.ts';
import type { Mail } from './mail.ts';
import type { SessionMail } from './mail-data.ts';
import { figurePanel, heading, linkAgain, linkButton, paragraph, rows, type Row } from './parts.ts';
import { sessionWords } from './session-words.ts';

/** That 80 per cent of a quota are used. */
export const sessionsLowMail = (data: SessionMail): Mail => sessionAlert(data, 'low');

/** That all of a quota is used. */
export const sessionsOutMail = (data: SessionMail): Mail => sessionAlert(data, 'out');

/** To a client or to the staff, with what is left and what happens then. */
function sessionAlert(data: SessionMail, alert: 'low' | 'out'): Mail {
	const { locale, brand, audience, link } = data;
	const say = sessionWords[locale];
	const head = letterhead(data);
	const { subject, title } = titles(data, alert);
	const text =
		alert === 'low' ? say.lowText(data.plan_name, share(data)) : say.outText(data.plan_name);
	const left = say.leftOf(count(data, data.quota_left), count(data, data.granted));
	const until = say.until(formatDate(locale, data.ends_on));
	const facts = factRows(data);
	const next = whatNext(data);
	const label = audience === 'staff' ? say.staffLink : say.clientLink;
	const reason = (audience === 'staff' ? say.staffFooter : say.clientFooter)(brand.name);
	const settings = data.settings_link ?? null;
	return {
		language: locale,
		subject,
		senderName: brand.sender_name,
		replyTo: brand.reply_to ?? null,
		images: head.logo ? [head.logo] : [],
		html: renderDocument({
			language: locale,
			title: subject,
			preheader: `${text} ${until}.`,
			letterhead: head,
			content: [
				heading(title),
				paragraph(say.greeting(data.name)),
				paragraph(text),
				figurePanel(say.left, left, until),
				rows(facts),
				...next.map(paragraph),
				...(link ? [linkButton(label, link, head.color), linkAgain(label, link)] : [])
			],
			footer: [
				markup`${reason}<br />`,
				...(settings
					? [markup`<a href="${settings}" class="muted" style="color:#635d53">${say.settings}</a>`]
					: [])
			]
		}),
		text: [
			say.greeting(data.name),
			'',
			`${title}.`,
			text,
			`${say.left}: ${left}. ${until}.`,
			'',
			...textRows(facts),
			'',
			...next,
			...(link ? ['', `${label}:`, link] : []),
			'',
			'-- ',
			reason,
			...(settings ? [`${say.settings}: ${settings}`] : []),
			''
		].join('\n')
	};
}

function titles(data: SessionMail, alert: 'low' | 'out'): { subject: string; title: string } {
	const { locale, audience, brand, client_name: client } = data;
	const say = sessionWords[locale];
	const [left, granted] = [count(data, data.quota_left), count(data, data.granted)];
	if (audience === 'staff')
		return alert === 'low'
			? { subject: say.staffLowSubject(client, left, granted), title: say.staffLowTitle(client) }
			: { subject: say.staffOutSubject(client), title: say.staffOutTitle(client) };
	return alert === 'low'
		? { subject: say.lowSubject(brand.name, left, granted), title: say.lowTitle }
		: { subject: say.outSubject(brand.name), title: say.outTitle };
}

function factRows(data: SessionMail): Row[] {
	const { locale, granted, quota_left, extras_left } = data;
	const say = sessionWords[locale];
	return [
		{ label: say.used, value: count(data, granted - quota_left) },
		{ label: say.extras, value: count(data, extras_left) },
		...forecastRows(data)
	];
}

function forecastRows(data: SessionMail): Row[] {
	const { locale, quota_left, extras_left, forecast_on, renews_on, after } = data;
	const say = sessionWords[locale];
	const outlook = outlookOf({
		left: quota_left + extras_left,
		forecastOn: forecast_on ?? null,
		renewsOn: renews_on ?? null,
		isUnlimited: after === 'free'
	});
	if (!('on' in outlook)) return [];
	const label = outlook.kind === 'lasts' ? say.last : say.runOut;
	return [{ label, value: formatDate(locale, outlook.on) }];
}

/** What is used next, and what becomes of sessions once there is nothing. */
function whatNext(data: SessionMail): string[] {
	const { locale, quota_left, extras_left, overage_cap, overage_price_cents } = data;
	const say = sessionWords[locale];
	const extras = say.sessions(extras_left, count(data, extras_left));
	const isOut = quota_left + extras_left === 0;
	const words = isOut ? say.now : say.after;
	const price = formatMoney(locale, overage_price_cents ?? 0);
	const cap = say.sessions(overage_cap ?? 0, count(data, overage_cap ?? 0));
	const then = {
		block: () => words.block(formatDate(locale, data.ends_on)),
		bill: () => words.bill(price),
		cap: () => words.cap(price, cap),
		free: () => words.free
	}[data.after]();
	// What another plan covers is covered before any extra is touched.
	if (extras_left === 0 || data.after === 'free') return [then];
	return [(quota_left > 0 ? say.thenExtras : say.nowExtras)(extras), then];
}

/** Rounded down: 99.9 per cent are not all of it. */
const share = ({ locale, granted, quota_left }: SessionMail) =>
	formatRate(
		locale,
		granted === 0 ? 0 : Math.floor(((granted - quota_left) * 100) / granted) * 100
	);

const count = ({ locale }: SessionMail, sessions: number) => formatCount(locale, sessions);
