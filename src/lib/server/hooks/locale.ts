import type { Handle } from '@sveltejs/kit';
import { createInitialModeExpression } from 'mode-watcher';
import { paraglideMiddleware } from '#lib/paraglide/server.js';

const modeExpression = createInitialModeExpression({
	themeColors: { light: '#faf9f6', dark: '#131211' }
});

/** Language of the page and its colour mode, both settled before the first paint. */
export const handleLocale: Handle = ({ event, resolve }) =>
	paraglideMiddleware(event.request, ({ locale }) =>
		resolve(event, {
			transformPageChunk: ({ html }) =>
				html.replace('%lang%', locale).replace('%mode%', () => modeExpression)
		})
	);
