import { z } from 'zod';

export const clientRemindersSchema = z.object({ clientId: z.guid(), wanted: z.boolean() });
