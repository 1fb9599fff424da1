import Archive from '@lucide/svelte/icons/archive';
import ArchiveRestore from '@lucide/svelte/icons/archive-restore';
import CirclePause from '@lucide/svelte/icons/circle-pause';
import CirclePlay from '@lucide/svelte/icons/circle-play';
import Package from '@lucide/svelte/icons/package';
import Pencil from '@lucide/svelte/icons/pencil';
import Trash2 from '@lucide/svelte/icons/trash-2';
import Users from '@lucide/svelte/icons/users';
import type { Component } from 'svelte';
import { m } from '#lib/paraglide/messages.js';
import type { MenuAction } from '#lib/ui/menu.ts';
import { clientUsersPath } from '#lib/users/user-paths.ts';
import { editClientPath } from '../client-paths.ts';
import { clientPlanPath, deleteClientPath } from './list-paths.ts';
import type { ClientSummary } from '../client.ts';
import type { BatchKind } from './batch.ts';

export interface ActionContext {
	/** Slug. */
	reseller: string;
	/** Of the acting person. */
	permissions: readonly string[];
	/** Changes the state of this client: a batch of one. */
	change: (kind: BatchKind) => void;
}

type Subject = Pick<ClientSummary, 'id' | 'status' | 'isSuspended'> & { isAnonymised?: boolean };

/** What can be done to a client, described once: for the row's menu, the client's page and the palette. */
export function clientActions(client: Subject, context: ActionContext): MenuAction[] {
	const { reseller, permissions, change } = context;
	const mayWrite = permissions.includes('clients.write');
	const mayDelete = permissions.includes('clients.delete');
	const isLive = !client.isAnonymised;
	const actions: (MenuAction | false)[] = [
		mayWrite &&
			isLive && {
				label: m.client_list_action_edit(),
				icon: Pencil,
				href: editClientPath(reseller, client.id),
				shortcut: 'E'
			},
		{
			label: m.clients_tab_users(),
			icon: Users,
			href: clientUsersPath(reseller, client.id)
		},
		{
			label: m.clients_column_plan(),
			icon: Package,
			href: clientPlanPath(reseller, client.id)
		},
		...(mayWrite && isLive
			? stateChanges(client).map((kind, index) => ({
					label: batchVerbs[kind](),
					icon: batchIcons[kind],
					onselect: () => change(kind),
					separated: index === 0
				}))
			: []),
		mayDelete && {
			label: m.client_list_action_delete(),
			icon: Trash2,
			href: deleteClientPath(reseller, client.id),
			tone: 'danger',
			separated: true
		}
	];
	return actions.filter((action) => action !== false);
}

/** What can become of a client as it stands. */
export function stateChanges(client: Pick<Subject, 'status' | 'isSuspended'>): BatchKind[] {
	if (client.status === 'archived') return ['restore'];
	return [client.isSuspended ? 'resume' : 'suspend', 'archive'];
}

export const batchVerbs: Record<BatchKind, () => string> = {
	archive: m.client_list_action_archive,
	restore: m.client_list_action_restore,
	suspend: m.client_list_action_suspend,
	resume: m.client_list_action_resume
};

export const batchIcons: Record<BatchKind, Component<{ class?: string }>> = {
	archive: Archive,
	restore: ArchiveRestore,
	suspend: CirclePause,
	resume: CirclePlay
};
