import { z } from 'zod';
import { m } from '#lib/paraglide/messages.js';
import { chatLevels, mailLocales, resellerRoles } from './user.ts';

/** The same shape as the constraint member_email_invalid. */
const emailAddress = /^[^@\s<>,;:"()\\]+@[^@\s<>,;:"()\\]+\.[^@\s<>,;:"().\\]+$/;
const name = z
	.string()
	.trim()
	.min(1, { error: () => m.error_member_name_invalid() })
	.max(120);
const email = z
	.string()
	.trim()
	.toLowerCase()
	.min(1)
	.max(254)
	.regex(emailAddress, { error: () => m.error_member_email_invalid() });
/** Made once when the page is rendered and kept through every retry: however often it is sent, it is one invitation. */
const id = z.guid();

/** Inviting somebody into the team. */
export const inviteMemberSchema = z.object({
	id,
	name,
	email,
	role: z.enum(resellerRoles),
	seesPhones: z.boolean(),
	locale: z.enum(mailLocales)
});

/** Inviting somebody to be a user of a client. */
export const inviteUserSchema = z.object({
	id,
	name,
	email,
	level: z.enum(chatLevels),
	seesPhones: z.boolean(),
	locale: z.enum(mailLocales)
});

export const memberSchema = z.object({
	name,
	role: z.enum(resellerRoles),
	seesPhones: z.boolean()
});
export const userSchema = z.object({ name, level: z.enum(chatLevels), seesPhones: z.boolean() });

export type InviteMemberForm = z.output<typeof inviteMemberSchema>;
export type InviteUserForm = z.output<typeof inviteUserSchema>;
export type UserForm = z.output<typeof userSchema>;
