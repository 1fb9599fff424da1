import { authenticate } from './authenticate.ts';
import type { Endpoint } from './context.ts';
import { validationFailed } from './errors.ts';
import { closeSessions, type LogoutScope } from './sessions.ts';

const scopes: Record<string, LogoutScope> = {
	'': 'global',
	global: 'global',
	local: 'local',
	others: 'others'
};

/** `POST /logout?scope=global|local|others` */
export const logout: Endpoint = async (context, request) => {
	const { user, session } = await authenticate(context, request);
	const asked = request.query.get('scope') ?? '';
	if (!Object.hasOwn(scopes, asked))
		throw validationFailed(`Unsupported logout scope ${JSON.stringify(asked.slice(0, 40))}`);
	await closeSessions(context.database, user.id, scopes[asked], session?.id);
	return { status: 204 };
};
