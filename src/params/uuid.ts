export { isUuid as match } from '#lib/format/uuid.ts';
