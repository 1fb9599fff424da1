import { defineEnvVars } from '@sveltejs/kit/env';
import { z } from 'zod';

/** Everything the app is told from outside. Read when it starts, so one build serves every platform. */
export const variables = defineEnvVars({
	PUBLIC_SUPABASE_URL: {
		public: true,
		description: 'Address of the Supabase project, hosted or local, without a path.',
		schema: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''))
	},
	PUBLIC_SUPABASE_PUBLISHABLE_KEY: {
		public: true,
		description: 'The key that identifies the app; it grants nothing by itself.'
	},
	VIACEP_URL: {
		description:
			'Where addresses are looked up by CEP first, without a path. The public service unless told otherwise; empty: not at all.',
		schema: serviceAddress('https://viacep.com.br')
	},
	BRASILAPI_URL: {
		description: 'Where addresses are looked up by CEP when the first does not know. Likewise.',
		schema: serviceAddress('https://brasilapi.com.br')
	},
	TRIES_PER_ADDRESS: {
		description:
			'How many sign-ins (and as many codes, code entries, accepted invitations) one address may try in five minutes. 30 unless told otherwise.',
		schema: z
			.string()
			.optional()
			.transform((text) => Number(text || 30))
			.pipe(z.int().positive())
	}
});

/** The address of a service that the app does without when it is not there. */
function serviceAddress(usual: string) {
	return z
		.string()
		.default(usual)
		.transform((url) => url.trim().replace(/\/+$/, ''))
		.pipe(z.union([z.literal(''), z.url({ protocol: /^https?$/ })]));
}
