import type { SupabaseClient } from '@supabase/supabase-js';

/** The per-request client: the session of the person, the acting account of the URL. */
export type Db = SupabaseClient;
