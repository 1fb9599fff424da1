import { sequence } from '@sveltejs/kit/hooks';
import { handleRefusalStatus, handleServerError } from '#lib/server/hooks/errors.ts';
import { handleLocale } from '#lib/server/hooks/locale.ts';
import { handleForeignOrigin } from '#lib/server/hooks/own-origin.ts';
import { handleSecurityHeaders } from '#lib/server/hooks/security-headers.ts';
import { handleSession } from '#lib/server/hooks/session.ts';
import { handleSignInGuard } from '#lib/server/hooks/sign-in-guard.ts';
import { handleUse } from '#lib/server/hooks/use.ts';

export const handle = sequence(
	handleSecurityHeaders,
	handleForeignOrigin,
	handleRefusalStatus,
	handleLocale,
	handleSession,
	handleSignInGuard,
	handleUse
);

export const handleError = handleServerError;
