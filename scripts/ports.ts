import { resolve } from 'node:path';

export interface Places {
	dataDir: string;
	app: number;
	stack: { api: number; db: number; mail: number; smtp: number; simulator: number };
}

/** Where everything listens and lives: Supabase's own defaults unless the environment says otherwise. */
export function placesFromEnvironment(): Places {
	const places = {
		dataDir: resolve(process.env.BALCAO_DATA || '.data'),
		app: port('PORT', 3000),
		stack: {
			api: port('SUPABASE_API_PORT', 54321),
			db: port('SUPABASE_DB_PORT', 54322),
			mail: port('MAIL_PORT', 54324),
			smtp: port('SMTP_PORT', 54325),
			simulator: port('SIMULATOR_PORT', 54326)
		}
	};
	assertDistinct([places.app, ...Object.values(places.stack)]);
	return places;
}

function assertDistinct(ports: number[]): void {
	const twice = ports.find((value, index) => ports.indexOf(value) !== index);
	if (twice)
		throw new Error(
			`port ${twice} is given to two things: PORT, SUPABASE_API_PORT, SUPABASE_DB_PORT, MAIL_PORT, SMTP_PORT and SIMULATOR_PORT must differ`
		);
}

function port(name: string, fallback: number): number {
	const given = process.env[name];
	if (!given) return fallback;
	const value = Number(given);
	if (Number.isInteger(value) && value > 0 && value < 65536) return value;
	throw new Error(`${name} must be a port number, not "${given}"`);
}
