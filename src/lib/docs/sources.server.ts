import clientCode from './balcao-usage.ts?raw';
import verifyCode from './verify-webhook.ts?raw';

/** Files that are given away, as they stand. */
export const sources = { client: clientCode, verify: verifyCode };
