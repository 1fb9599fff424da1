import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { sveltekit } from '@sveltejs/kit/vite';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';
import { chunkOf } from './scripts/chunks.ts';
import { inlineWorkers } from './scripts/inline-workers.ts';

/** By so many pages and parts that come later. */
const usedByMany = 8;

export default defineConfig(({ command }) => {
	if (command === 'build') standInForEnvironment();
	return {
		// The platform beside the app restarts by itself; its files are no reason to reload pages.
		server: { watch: { ignored: ['**/supabase/**', '**/.data/**', '**/tests/**'] } },
		build: {
			rollupOptions: {
				output: { codeSplitting: { groups: [{ name: chunkOf, minShareCount: usedByMany }] } }
			}
		},
		plugins: [
			tailwindcss(),
			inlineWorkers(),
			// The plugin keeps a test run open for seconds; tests use the messages compiled beforehand.
			!process.env.VITEST &&
				paraglideVitePlugin({
					project: './src/i18n/project.inlang',
					outdir: './src/lib/paraglide',
					strategy: ['cookie', 'baseLocale']
				}),
			sveltekit()
		]
	};
});

/** The build loads the app once to look at its routes. What it is told then is not kept: the variables are read at start. */
function standInForEnvironment() {
	process.env.PUBLIC_SUPABASE_URL ||= 'http://build.invalid';
	process.env.PUBLIC_SUPABASE_PUBLISHABLE_KEY ||= 'build';
}
