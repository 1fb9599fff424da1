import type { JwtPayload } from '@supabase/supabase-js';
import type { FormMessage } from '#lib/forms/form-message.ts';
import type { Db } from '#lib/server/db.ts';

declare global {
	namespace App {
		interface Error {
			message: string;
			/** HTTP status of the refusal; SvelteKit 3 has it built in. */
			status?: number;
			/** The refusal's code, for pages that react to a particular one. */
			code?: string;
			/** What the person quotes to support; the log carries the same. */
			supportCode?: string;
		}
		interface Locals {
			db: Db;
			/** Verified claims of the access token; null when nobody is signed in. */
			claims: JwtPayload | null;
		}
		interface PageState {
			/** What was typed on one sign-in page, for the field of the next. */
			identifier?: string;
		}
		namespace Superforms {
			type Message = FormMessage;
		}
	}
}

export {};
