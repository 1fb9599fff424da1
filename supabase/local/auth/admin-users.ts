import { isUuid } from './addresses.ts';
import { adminFields, type AdminFields } from './admin-fields.ts';
import { requireAdmin } from './authenticate.ts';
import { confirmEmail, confirmPhone } from './confirm.ts';
import { ok, type Endpoint } from './context.ts';
import { isDuplicateUser, type Queryable } from './database.ts';
import { emailExists, notFound, phoneExists, unprocessable, validationFailed } from './errors.ts';
import { insertIdentity, newIdentityData, putIdentity } from './identities.ts';
import { flag, type AuthRequest } from './request.ts';
import { saveNewUser } from './sign-up.ts';
import { softDeleteUser } from './soft-delete.ts';
import { fullUserJson } from './user-json.ts';
import { storePassword } from './user.ts';
import {
	changeUser,
	findUserById,
	findUserByPhone,
	findUserOwningEmail,
	mergedMetadata,
	type User
} from './users.ts';

/** `POST /admin/users` */
export const createUser: Endpoint = async (context, request) => {
	await requireAdmin(context, request);
	const asked = adminFields(await request.body());
	if (!asked.email && !asked.phone)
		throw validationFailed('Cannot create a user without either an email or phone');
	if (asked.email && (await findUserOwningEmail(context.database, asked.email)))
		throw emailExists();
	if (asked.phone && (await findUserByPhone(context.database, asked.phone))) throw phoneExists();
	if (asked.password !== undefined && asked.passwordHash)
		throw validationFailed('Only a password or a password hash should be provided');
	const password = asked.password || context.passwords.random();
	if (Buffer.byteLength(password) > 72)
		throw validationFailed('bcrypt: password length exceeds 72 bytes');
	const passwordHash = asked.passwordHash ?? (await context.passwords.hash(password));

	const providers = [...(asked.email ? ['email'] : []), ...(asked.phone ? ['phone'] : [])];
	const user = await refusingDuplicates(() =>
		context.database.transaction(async (db) => {
			const now = context.clock();
			const created = await saveNewUser(context, db, {
				id: asked.id,
				aud: asked.aud,
				role: asked.role,
				email: asked.email,
				phone: asked.phone,
				passwordHash,
				appMetadata: mergedMetadata({ provider: providers[0], providers }, asked.appMetadata ?? {}),
				userMetadata: asked.userMetadata ?? {}
			});
			const { id } = created;
			if (asked.email) {
				const data = newIdentityData(id, { email: asked.email });
				await insertIdentity(db, id, 'email', data, now);
			}
			if (asked.phone) {
				const data = newIdentityData(id, { phone: asked.phone });
				await insertIdentity(db, id, 'phone', data, now);
			}
			return confirmAndBan(db, created, asked, now);
		})
	);
	return ok(await fullUserJson(context.database, user));
};

/** `GET /admin/users/:id` */
export const showUser: Endpoint = async (context, request) => {
	await requireAdmin(context, request);
	const user = await getUserOf(context.database, request);
	return ok(await fullUserJson(context.database, user));
};

/** `PUT /admin/users/:id` */
export const changeUserAsAdmin: Endpoint = async (context, request) => {
	await requireAdmin(context, request);
	await getUserOf(context.database, request);
	const asked = adminFields(await request.body());
	if (asked.password !== undefined) context.passwords.assertStrong(asked.password);
	const passwordHash =
		asked.password === undefined ? undefined : await context.passwords.hash(asked.password);

	const user = await refusingDuplicates(() =>
		context.database.transaction(async (db) => {
			const now = context.clock();
			let changed = await getUserOf(db, request, true);
			if (asked.role) changed = await changeUser(db, changed, { role: asked.role }, now);
			if (passwordHash) changed = await storePassword(db, changed, passwordHash, undefined, now);
			changed = await changeAddresses(db, changed, asked, now);
			if (asked.appMetadata) {
				const metadata = mergedMetadata(changed.raw_app_meta_data, asked.appMetadata);
				changed = await changeUser(db, changed, { raw_app_meta_data: metadata }, now);
			}
			changed = await confirmAndBan(db, changed, asked, now);
			if (!asked.userMetadata) return changed;
			const metadata = mergedMetadata(changed.raw_user_meta_data, asked.userMetadata);
			return changeUser(db, changed, { raw_user_meta_data: metadata }, now);
		})
	);
	return ok(await fullUserJson(context.database, user));
};

/** `DELETE /admin/users/:id` */
export const deleteUser: Endpoint = async (context, request) => {
	await requireAdmin(context, request);
	await getUserOf(context.database, request);
	const isSoft = flag(await request.optionalBody(), 'should_soft_delete');
	await context.database.transaction(async (db) => {
		const user = await getUserOf(db, request, true);
		if (isSoft) await softDeleteUser(db, user, context.clock());
		else await db.query('delete from auth.users where id = $1', [user.id]);
	});
	return ok({});
};

async function getUserOf(db: Queryable, request: AuthRequest, lock = false): Promise<User> {
	const { id } = request.parameters;
	if (!isUuid(id)) throw notFound('validation_failed', 'user_id must be an UUID');
	const user = await findUserById(db, id, lock);
	if (!user) throw notFound('user_not_found', 'User not found');
	return user;
}

async function changeAddresses(
	db: Queryable,
	user: User,
	asked: AdminFields,
	now: Date
): Promise<User> {
	let changed = user;
	if (asked.email) {
		if (await findUserOwningEmail(db, asked.email, user.id)) throw emailExists();
		const data = { email: asked.email, email_verified: asked.emailConfirm };
		await putIdentity(db, user.id, 'email', data, now);
		changed = await changeUser(db, changed, { email: asked.email }, now);
	}
	if (asked.phone) {
		const data = { phone: asked.phone, phone_verified: asked.phoneConfirm };
		await putIdentity(db, user.id, 'phone', data, now);
		changed = await changeUser(db, changed, { phone: asked.phone }, now);
	}
	return changed;
}

async function confirmAndBan(
	db: Queryable,
	user: User,
	asked: AdminFields,
	now: Date
): Promise<User> {
	let changed = user;
	if (asked.emailConfirm) changed = await confirmEmail(db, changed, now);
	if (asked.phoneConfirm) changed = await confirmPhone(db, changed, now);
	if (asked.banDuration === undefined) return changed;
	const until = asked.banDuration === 0 ? null : new Date(now.getTime() + asked.banDuration);
	return changeUser(db, changed, { banned_until: until }, now);
}

async function refusingDuplicates(work: () => Promise<User>): Promise<User> {
	try {
		return await work();
	} catch (error) {
		if (isDuplicateUser(error, 'email')) throw emailExists();
		if (isDuplicateUser(error, 'phone')) throw phoneExists();
		if (isDuplicateUser(error, 'pkey'))
			throw unprocessable('user_already_exists', 'A user with this id has already been registered');
		throw error;
	}
}
