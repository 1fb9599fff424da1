import { resolve } from '$app/paths';

export function teamPath(reseller: string): string {
	return resolve('/(console)/r/[reseller]/team', { reseller });
}

export function permissionsPath(reseller: string): string {
	return resolve('/(console)/r/[reseller]/team/permissions', { reseller });
}

export function newMemberPath(reseller: string): string {
	return resolve('/(console)/r/[reseller]/team/new', { reseller });
}

export function memberPath(reseller: string, userId: string): string {
	return resolve('/(console)/r/[reseller]/team/[userId=uuid]', { reseller, userId });
}

export function clientUsersPath(reseller: string, clientId: string): string {
	return resolve('/(console)/r/[reseller]/clients/[clientId=uuid]/(tabs)/users', {
		reseller,
		clientId
	});
}

export function newClientUserPath(reseller: string, clientId: string): string {
	return resolve('/(console)/r/[reseller]/clients/[clientId=uuid]/users/new', {
		reseller,
		clientId
	});
}

export function clientUserPath(reseller: string, clientId: string, userId: string): string {
	return resolve('/(console)/r/[reseller]/clients/[clientId=uuid]/users/[userId=uuid]', {
		reseller,
		clientId,
		userId
	});
}

export function impersonatePath(reseller: string, clientId: string, userId: string): string {
	return resolve('/(console)/r/[reseller]/clients/[clientId=uuid]/users/[userId=uuid]/enter', {
		reseller,
		clientId,
		userId
	});
}

export function clientAccessesPath(reseller: string, clientId: string): string {
	return resolve('/(console)/r/[reseller]/clients/[clientId=uuid]/(tabs)/accesses', {
		reseller,
		clientId
	});
}
