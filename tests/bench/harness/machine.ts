import { cpus, loadavg, release, totalmem } from 'node:os';
import type pg from 'pg';

/** What the figures were measured on, in one line. */
export async function machineLine(db: pg.Client): Promise<string> {
	const processors = cpus();
	const { rows } = await db.query<{ version: string }>(
		`select current_setting('server_version') as version`
	);
	return [
		`${processors.length} × ${processors[0]?.model.trim() ?? 'processor'}`,
		`${Math.round(totalmem() / 2 ** 30)} GiB`,
		`Linux ${release()}`,
		`Node ${process.versions.node}`,
		`Postgres ${rows[0]!.version}`
	].join(' · ');
}

/** How busy the machine is, ours included: the mean length of the run queue over one and over five minutes. */
export function loadLine(): string {
	const [one, five] = loadavg();
	return `load ${one!.toFixed(1)} (1 min), ${five!.toFixed(1)} (5 min)`;
}
