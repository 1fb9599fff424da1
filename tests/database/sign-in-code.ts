import type { Client } from 'pg';
import type { Member } from '../support/world.ts';

/** The code of the first sign-in as it was mailed, taken from the outbox before the mail left. */
export async function askForCode(
	db: Client,
	member: Pick<Member, 'accessToken' | 'email'>
): Promise<string> {
	// The worker scrubs codes that it has sent; inside one transaction it cannot have seen the row yet.
	await db.query('begin');
	try {
		const claims = Buffer.from(member.accessToken.split('.')[1]!, 'base64url').toString();
		await db.query(`select set_config('request.jwt.claims', $1, true)`, [claims]);
		await db.query('select app.request_sign_in_code($1)', ['pt-BR']);
		const { rows } = await db.query(
			`select payload ->> 'code' as code from app.outbox where recipient = $1 order by created_at desc limit 1`,
			[member.email]
		);
		await db.query('commit');
		return rows[0].code;
	} catch (error) {
		await db.query('rollback');
		throw error;
	}
}
