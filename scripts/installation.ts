import { Client } from 'pg';

export interface Installation {
	/** Where the database reaches the edge functions. */
	projectUrl: string;
	secretKey: string;
	/** What links in e-mails start with. */
	appUrl: string;
	/** Of the simulated payment provider; absent: there is none, and nobody can connect to it. */
	simulatorUrl?: string;
	/** Resellers' webhooks may go to this machine itself. */
	loopbackWebhooks?: boolean;
}

/** Tells the database where it runs. Idempotent; on a hosted project the README gives the same statements. */
export async function configureInstallation(
	databaseUrl: string,
	installation: Installation
): Promise<void> {
	const db = new Client({ connectionString: databaseUrl });
	await db.connect();
	try {
		await keepSecret(db, 'project_url', installation.projectUrl);
		await keepSecret(db, 'secret_key', installation.secretKey);
		await db.query('select public.configure_installation($1)', [installation.appUrl]);
		if (installation.simulatorUrl)
			await keepSetting(db, 'simulator_url', installation.simulatorUrl);
		if (installation.loopbackWebhooks) await keepSetting(db, 'loopback_webhooks', 'on');
	} finally {
		await db.end();
	}
}

async function keepSetting(db: Client, name: string, value: string): Promise<void> {
	await db.query(
		`insert into app.settings (name, value) values ($1, $2)
		on conflict (name) do update set value = excluded.value`,
		[name, value]
	);
}

async function keepSecret(db: Client, name: string, value: string): Promise<void> {
	const { rows } = await db.query<{ id: string; current: string }>(
		'select id, decrypted_secret as current from vault.decrypted_secrets where name = $1',
		[name]
	);
	const [kept] = rows;
	if (kept?.current === value) return;
	if (kept) await db.query('select vault.update_secret($1, $2)', [kept.id, value]);
	else await db.query('select vault.create_secret($1, $2)', [value, name]);
}
