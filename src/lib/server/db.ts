import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from './database.types.ts';

/** The per-request client: the session of the person, the acting account of the URL. */
export type Db = SupabaseClient<Database>;
