import { z } from 'zod';
import { importPolicies } from './import.ts';

export const stepSchema = z.object({
	do: z.enum(['run', 'advance', 'pause', 'cancel', 'undo']),
	policy: z.enum(importPolicies).optional()
});
export type ImportStep = z.output<typeof stepSchema>;
