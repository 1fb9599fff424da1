import { resolve } from '$app/paths';

/** @param query which of them: `show=inactive` */
export function plansPath(reseller: string, query = ''): string {
	return resolve('/(console)/r/[reseller]/plans', { reseller }) + (query && `?${query}`);
}

export function newPlanPath(reseller: string): string {
	return resolve('/(console)/r/[reseller]/plans/new', { reseller });
}

export function planCategoriesPath(reseller: string): string {
	return resolve('/(console)/r/[reseller]/plans/categories', { reseller });
}

export function signUpsPath(reseller: string): string {
	return resolve('/(console)/r/[reseller]/plans/sign-ups', { reseller });
}

export function planPath(reseller: string, planId: string): string {
	return resolve('/(console)/r/[reseller]/plans/[planId=uuid]', { reseller, planId });
}

export function editPlanPath(reseller: string, planId: string): string {
	return resolve('/(console)/r/[reseller]/plans/[planId=uuid]/edit', { reseller, planId });
}

export function migratePlanPath(reseller: string, planId: string): string {
	return resolve('/(console)/r/[reseller]/plans/[planId=uuid]/migrate', { reseller, planId });
}

/** Where strangers sign up. */
export function publicPlanPath(code: string): string {
	return resolve('/(public)/p/[code]', { code });
}
