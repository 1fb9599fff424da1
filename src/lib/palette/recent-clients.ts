const prefix = 'balcao:recent-clients';
const most = 5;

/** Whose list it is: people share computers, and a person has several accounts. */
export interface RecentOwner {
	personId: string;
	resellerId: string;
}

/** The clients opened last, newest first. Ids alone: names are read anew, so that none stays behind on the computer. */
export function recentClients(owner: RecentOwner): string[] {
	try {
		const kept: unknown = JSON.parse(localStorage.getItem(keyOf(owner)) ?? '[]');
		return Array.isArray(kept) ? kept.filter((id) => typeof id === 'string').slice(0, most) : [];
	} catch {
		return [];
	}
}

export function noteRecentClient(owner: RecentOwner, clientId: string): void {
	const ids = [clientId, ...recentClients(owner).filter((id) => id !== clientId)];
	try {
		localStorage.setItem(keyOf(owner), JSON.stringify(ids.slice(0, most)));
	} catch {
		// Full or forbidden storage: there is no list then.
	}
}

/** At sign-out: of everybody who used this browser. */
export function forgetRecentClients(): void {
	for (const key of Object.keys(localStorage)) {
		if (key.startsWith(prefix)) localStorage.removeItem(key);
	}
}

function keyOf({ personId, resellerId }: RecentOwner): string {
	return `${prefix}:${personId}:${resellerId}`;
}
