import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import typescript from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

const domains = 'src/lib/!(format|errors|forms|realtime|spreadsheet|ui|server|paraglide)';
const shared = 'src/lib/{format,errors,forms,realtime,spreadsheet,ui,server}';

export default typescript.config(
	{
		ignores: [
			'**/node_modules/',
			'.svelte-kit/',
			'build/',
			'.data/',
			'src/lib/paraglide/',
			'src/lib/server/database.types.ts',
			'supabase/functions/**/vendor/',
			'test-results/',
			'playwright-report/'
		]
	},
	js.configs.recommended,
	...typescript.configs.strict,
	...typescript.configs.stylistic,
	...svelte.configs.recommended,
	{
		languageOptions: { globals: { ...globals.browser, ...globals.node } },
		rules: {
			// TypeScript knows what is defined.
			'no-undef': 'off',
			'no-else-return': ['error', { allowElseIf: false }],
			'no-console': ['error', { allow: ['error', 'warn'] }],
			eqeqeq: ['error', 'always', { null: 'ignore' }],
			'max-lines': ['error', { max: 400, skipBlankLines: false, skipComments: false }],
			'@typescript-eslint/no-explicit-any': 'error',
			'@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
			'@typescript-eslint/consistent-type-definitions': 'off',
			'@typescript-eslint/no-invalid-void-type': 'off',
			'@typescript-eslint/no-empty-function': 'off',
			// With unchecked indexing made visible by the compiler, `!` is where a person vouches for an index.
			'@typescript-eslint/no-non-null-assertion': 'off',
			'@typescript-eslint/no-unused-vars': [
				'error',
				{ argsIgnorePattern: '^_', varsIgnorePattern: '^_' }
			],
			'no-restricted-syntax': [
				'error',
				{
					selector: 'TSEnumDeclaration',
					message: 'Node runs our TypeScript by stripping types: use a union.'
				},
				{ selector: 'ExportDefaultDeclaration', message: 'Name what you export.' }
			]
		}
	},
	{
		files: ['**/*.svelte', '**/*.svelte.ts', '**/*.svelte.js'],
		languageOptions: {
			parserOptions: { parser: typescript.parser, extraFileExtensions: ['.svelte'], svelteConfig }
		},
		rules: {
			'max-lines': ['error', { max: 200 }],
			'prefer-const': 'off',
			'svelte/prefer-const': ['error', { destructuring: 'all' }],
			'svelte/no-at-html-tags': 'error',
			// Links reach the parts resolved, as props; the rule cannot see that.
			'svelte/no-navigation-without-resolve': 'off',
			// A plain Set beside reactive state is plain on purpose.
			'svelte/prefer-svelte-reactivity': 'off'
		}
	},
	{
		// Type-aware where a slip costs most: a promise nobody waits for.
		files: ['src/**/*.ts'],
		languageOptions: { parserOptions: { projectService: true, extraFileExtensions: ['.svelte'] } },
		rules: {
			'@typescript-eslint/no-floating-promises': 'error',
			'@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
			'@typescript-eslint/await-thenable': 'error',
			'@typescript-eslint/switch-exhaustiveness-check': [
				'error',
				{ considerDefaultExhaustiveForUnions: true }
			]
		}
	},
	{
		files: ['**/*.config.{js,ts}', 'supabase/functions/*/index.ts', 'tests/e2e/global-setup.ts'],
		rules: { 'no-restricted-syntax': 'off' }
	},
	{
		// A table of cases may be long; a story is not shorter in two files.
		files: ['**/*.test.ts', '**/*.spec.ts', 'tests/database/rights-of-*.ts'],
		rules: { 'max-lines': 'off' }
	},
	{
		files: ['scripts/**', 'supabase/**', 'tests/**'],
		rules: { 'no-console': 'off' }
	},
	{
		// The embedded platform and the app know nothing of each other.
		files: ['src/**'],
		rules: {
			'no-restricted-imports': ['error', { patterns: ['**/supabase/local/**', '$lib/*', '$lib'] }]
		}
	},
	{
		files: ['supabase/local/**'],
		rules: { 'no-restricted-imports': ['error', { patterns: ['#lib/*', '**/src/**', '$app/*'] }] }
	},
	{
		files: [`${shared}/**`],
		rules: {
			'no-restricted-imports': [
				'error',
				{
					patterns: [
						{
							regex:
								'^#lib/(?!format/|errors/|forms/|realtime/|spreadsheet/|ui/|server/|paraglide/)',
							message: 'Shared code knows no domain.'
						},
						{ group: ['**/supabase/local/**', '**/routes/**'] }
					]
				}
			]
		}
	},
	{
		files: [`${domains}/**`],
		rules: {
			'no-restricted-imports': ['error', { patterns: ['**/supabase/local/**', '**/routes/**'] }]
		}
	}
);
