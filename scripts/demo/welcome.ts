import type { PlatformAccess } from '../platform.ts';
import { demoPassword, demoPeople, demoResellers } from './people.ts';

/** What `npm start` prints once everything runs. */
export function welcome(appUrl: string, platform: PlatformAccess): string {
	const resellerName = (slug: string) =>
		demoResellers.find((reseller) => reseller.slug === slug)!.name;
	const people = demoPeople.map(({ email, roles, clients = [], isNew }) => {
		const users = demoResellers.flatMap(({ slug }) => {
			const count = clients.filter(({ reseller }) => reseller === slug).length;
			if (count === 0) return [];
			return [`user of ${count === 1 ? 'a client' : `${count} clients`} of ${resellerName(slug)}`];
		});
		const accounts = [
			...roles.map(({ reseller, role }) => `${role} of ${resellerName(reseller)}`),
			...users
		].join(', ');
		return `    ${email.padEnd(24)}${accounts}${isNew ? ' (first sign-in: code by e-mail)' : ''}`;
	});
	const links = demoResellers.flatMap(({ plans }) =>
		plans.flatMap(({ publicCode }) => (publicCode ? [`${appUrl}/p/${publicCode}`] : []))
	);
	return `
  Balcão

  App            ${appUrl}
  Sign up        ${links.join(', ')}
  Sign in as     (password of everybody: ${demoPassword})
${people.join('\n')}
  Inbox          ${platform.inboxUrl}
  Gateway        ${platform.simulatorUrl} (simulator, not a real provider)
  API            ${platform.apiUrl}
  Publishable    ${platform.publishableKey}
  Secret         ${platform.secretKey}
  Database       ${platform.databaseUrl}

`;
}
