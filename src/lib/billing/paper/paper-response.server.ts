import { m } from '#lib/paraglide/messages.js';
import type { Locale } from '#lib/paraglide/runtime.js';
import type { Paper } from './paper.ts';
import { writePaper } from './write-paper.server.ts';

/** Shown by the browser, saved as `fatura-12.pdf`. */
export function paperResponse(
	paper: Paper,
	locale: Locale,
	headers: Record<string, string> = { 'cache-control': 'private, no-store' }
): Response {
	const name = `${m.pay_paper_file({}, { locale })}-${paper.number}.pdf`;
	return new Response(writePaper(paper, locale), {
		headers: {
			'content-type': 'application/pdf',
			'content-disposition': `inline; filename="${name}"`,
			...headers
		}
	});
}
