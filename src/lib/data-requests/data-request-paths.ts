import { resolve } from '$app/paths';

/** The page of a client's data request, whose actions are behind every button about it. */
export function dataRequestPath(reseller: string, clientId: string): string {
	return resolve('/(console)/r/[reseller]/clients/[clientId=uuid]/data-request', {
		reseller,
		clientId
	});
}

/** Where the public form keeps single answers. */
export function answersPath(token: string): string {
	return resolve('/(public)/data/[token]/answers', { token });
}
