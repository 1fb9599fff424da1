import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';

// What hangs fails in the end; what merely shares a machine with others does not.
const slow = {
	...{ testTimeout: 120_000, hookTimeout: 240_000 },
	expect: { poll: { timeout: 40_000 } }
};

export default defineConfig({
	test: {
		projects: [
			{
				plugins: [sveltekit()],
				test: {
					name: 'unit',
					// Pure rules: one load of the modules serves all files, at half the time.
					isolate: false,
					include: [
						'src/**/*.test.ts',
						'tests/architecture.test.ts',
						'tests/bench/**/*.test.ts',
						'tests/simulation/**/*.test.ts',
						'scripts/**/*.test.ts'
					]
				}
			},
			{ test: { name: 'platform', include: ['supabase/local/**/*.test.ts'], ...slow } },
			{
				test: {
					name: 'database',
					include: ['tests/database/**/*.test.ts'],
					globalSetup: 'tests/database/setup.ts',
					// Much of it is waiting: for refused joins, for mails, for steps of time.
					maxWorkers: 3,
					...slow
				}
			},
			{
				test: {
					name: 'commands',
					include: ['tests/commands/**/*.test.ts'],
					// Each file brings a whole platform or two.
					fileParallelism: false,
					...slow,
					testTimeout: 180_000
				}
			},
			{ test: { name: 'functions', include: ['supabase/functions/**/*.test.ts'], ...slow } }
		]
	}
});
