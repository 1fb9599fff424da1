import type { PlatformAccess } from '../platform.ts';
import { demoPassword, demoPeople, demoResellers } from './people.ts';

/** What `npm start` prints once everything runs. */
export function welcome(appUrl: string, platform: PlatformAccess): string {
	const resellerName = (slug: string) =>
		demoResellers.find((reseller) => reseller.slug === slug)!.name;
	const people = demoPeople.map(({ email, roles, isNew }) => {
		const accounts = roles
			.map(({ reseller, role }) => `${role} of ${resellerName(reseller)}`)
			.join(', ');
		return `    ${email.padEnd(22)}${accounts}${isNew ? ' (first sign-in: code by e-mail)' : ''}`;
	});
	return `
  Balcão

  App            ${appUrl}
  Sign in as     (password of everybody: ${demoPassword})
${people.join('\n')}
  Inbox          ${platform.inboxUrl}
  API            ${platform.apiUrl}
  Publishable    ${platform.publishableKey}
  Secret         ${platform.secretKey}
  Database       ${platform.databaseUrl}

`;
}
