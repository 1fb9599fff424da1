import { join } from 'node:path';

export interface Places {
	dataDir: string;
	app: number;
	stack: { api: number; db: number; mail: number; smtp: number };
}

/** Where everything listens and lives: Supabase's own defaults unless the environment says otherwise. */
export function placesFromEnvironment(): Places {
	return {
		dataDir: process.env.BALCAO_DATA ?? join(process.cwd(), '.data'),
		app: port('PORT', 3000),
		stack: {
			api: port('SUPABASE_API_PORT', 54321),
			db: port('SUPABASE_DB_PORT', 54322),
			mail: port('MAIL_PORT', 54324),
			smtp: port('SMTP_PORT', 54325)
		}
	};
}

function port(name: string, fallback: number): number {
	const given = process.env[name];
	if (!given) return fallback;
	const value = Number(given);
	if (Number.isInteger(value) && value > 0 && value < 65536) return value;
	throw new Error(`${name} must be a port number, not "${given}"`);
}
