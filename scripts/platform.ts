import { startStack, type Stack } from '../supabase/local/stack.ts';
import { configureInstallation } from './installation.ts';
import type { Places } from './ports.ts';
import { say } from './progress.ts';

/** How a program reaches the platform. */
export interface PlatformAccess {
	apiUrl: string;
	inboxUrl: string;
	/** Page of the simulated payment provider. */
	simulatorUrl: string;
	publishableKey: string;
	secretKey: string;
	/** As the role `postgres`. */
	databaseUrl: string;
}

export interface RunningPlatform extends PlatformAccess {
	stack: Stack;
}

export interface PlatformOptions {
	places: Places;
	appUrl: string;
	/** For data that nobody will miss: edited migrations are applied anew, and there is no fsync unless asked for. */
	throwAway?: boolean;
	/** Default: unless it is thrown away. */
	fsync?: boolean;
	/** Folders of ours that functions import from, when they change while everything runs. */
	watchFolders?: string[];
	log(line: string): void;
	onStop(stop: () => Promise<void>): void;
	/** Gives up starting. */
	interrupted?: AbortSignal;
}

/** The embedded platform with Balcão's own settings in its database. */
export async function startPlatform(options: PlatformOptions): Promise<RunningPlatform> {
	const { places, appUrl, throwAway = false, log, onStop } = options;
	const stack = await startStack({
		workdir: process.cwd(),
		dataDir: places.dataDir,
		ports: places.stack,
		gatewaySimulator: true,
		fsync: options.fsync ?? !throwAway,
		onChangedMigrations: throwAway ? 'reset' : 'refuse',
		functionEnvironment: {
			SMTP_URL: `smtp://127.0.0.1:${places.stack.smtp}`,
			MAIL_FROM: 'nao-responda@balcao.local'
		},
		// The first invoice leaves without waiting for Deno.
		warmFunctions: ['email', 'identity'],
		watchFolders: options.watchFolders,
		signal: options.interrupted,
		log,
		progress: (text) => (throwAway ? log(text) : say(`  ${text}`))
	});
	onStop(stack.stop);
	const access = {
		apiUrl: stack.urls.api,
		inboxUrl: stack.urls.inbox,
		simulatorUrl: stack.simulator!.url,
		publishableKey: stack.keys.publishableKey,
		secretKey: stack.keys.secretKey,
		databaseUrl: stack.databaseUrl('postgres')
	};
	await configureInstallation(access.databaseUrl, {
		projectUrl: access.apiUrl,
		secretKey: access.secretKey,
		appUrl,
		simulatorUrl: access.simulatorUrl,
		loopbackWebhooks: true
	});
	return { ...access, stack };
}
