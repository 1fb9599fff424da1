import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import type { ZodType } from 'zod';
import { DomainError } from '#lib/errors/domain-error.ts';
import { errorText } from '#lib/errors/error-text.server.ts';
import { readShow } from '#lib/statements/bank-statement.ts';
import { statementsPath } from '#lib/statements/statement-paths.ts';
import {
	acceptLine,
	acceptSureLines,
	discardStatement,
	ignoreLine,
	linkLine,
	readBankStatement,
	reconsiderLine
} from '#lib/statements/statements.server.ts';
import { acceptSchema, lineSchema, linkSchema } from '#lib/statements/upload-schema.ts';

export async function load({ locals, params, parent, url, depends }) {
	depends('live:bank_statements', 'live:payments', 'live:invoices');
	const { account } = await parent();
	if (!account.permissions.includes('payments.record')) throw new DomainError('not_permitted', 403);
	const show = readShow(url.searchParams.get('show'));
	return { show, ...(await readBankStatement(locals.db, params.bankStatementId, { show })) };
}

export const actions = {
	accept: deed(async ({ locals, request }) => {
		await acceptLine(locals.db, await read(request, acceptSchema));
		return {};
	}),
	link: deed(async ({ locals, request }) => {
		await linkLine(locals.db, await read(request, linkSchema));
		return {};
	}),
	ignore: deed(async ({ locals, request }) => {
		await ignoreLine(locals.db, (await read(request, lineSchema)).lineId);
		return {};
	}),
	reconsider: deed(async ({ locals, request }) => {
		await reconsiderLine(locals.db, (await read(request, lineSchema)).lineId);
		return {};
	}),
	acceptSure: deed(async ({ locals, params }) => ({
		accepted: await acceptSureLines(locals.db, params.bankStatementId ?? '')
	})),
	discard: deed(async ({ locals, params }) => {
		await discardStatement(locals.db, params.bankStatementId ?? '');
		redirect(303, statementsPath(params.reseller ?? ''));
	})
};

/** What is refused comes back as a sentence, beside the line as it stands now. */
function deed<Answer extends object>(work: (event: RequestEvent) => Promise<Answer>) {
	return async (event: RequestEvent) => {
		try {
			return await work(event);
		} catch (error) {
			if (!(error instanceof DomainError)) throw error;
			return fail(error.status, { refusal: errorText(error) });
		}
	};
}

/** @throws DomainError input_invalid */
async function read<Shape>(request: Request, schema: ZodType<Shape>): Promise<Shape> {
	const sent = await request.formData().catch(() => new FormData());
	const parsed = schema.safeParse(Object.fromEntries(sent));
	if (!parsed.success) throw new DomainError('input_invalid');
	return parsed.data;
}
