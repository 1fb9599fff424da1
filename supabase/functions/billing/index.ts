import { deno } from '../_shared/deno.ts';
import { createHandler } from './handler.ts';

deno.serve(createHandler((name) => deno.env.get(name)));
