import type { AuthConfig } from '../auth/auth-options.ts';
import type { ConfigFile } from './config-schema.ts';

/** `[auth]` in the words of the Auth service. */
export function authSection(
	file: ConfigFile['auth'],
	templatePath: (contentPath: string) => string
): AuthConfig {
	const { email, hook, rate_limit: rateLimit } = file;
	return {
		siteUrl: file.site_url,
		additionalRedirectUrls: file.additional_redirect_urls,
		jwtExpiry: file.jwt_expiry,
		enableSignup: file.enable_signup,
		emailProviderEnabled: email.enabled && email.enable_signup,
		minimumPasswordLength: file.minimum_password_length,
		passwordRequirements: file.password_requirements,
		enableConfirmations: email.enable_confirmations,
		doubleConfirmChanges: email.double_confirm_changes,
		securePasswordChange: email.secure_password_change,
		maxFrequency: email.max_frequency,
		otpLength: email.otp_length,
		otpExpiry: email.otp_expiry,
		refreshTokenReuseInterval: file.refresh_token_reuse_interval,
		sessions: {
			timebox: file.sessions.timebox,
			inactivityTimeout: file.sessions.inactivity_timeout
		},
		rateLimit: {
			// As with the official CLI, mail into the local inbox is not rationed.
			emailSent: email.smtp.enabled ? rateLimit.email_sent : undefined,
			tokenRefresh: rateLimit.token_refresh,
			signInSignUps: rateLimit.sign_in_sign_ups,
			tokenVerifications: rateLimit.token_verifications
		},
		templates: Object.fromEntries(
			Object.entries(email.template).map(([type, template]) => [
				type,
				{
					subject: template.subject,
					contentPath: template.content_path && templatePath(template.content_path)
				}
			])
		),
		hooks: {
			customAccessToken: enabledUri(hook.custom_access_token),
			beforeUserCreated: enabledUri(hook.before_user_created)
		},
		features: {
			anonymousUsers: file.enable_anonymous_sign_ins,
			phone: file.sms.enabled,
			web3: Object.values(file.web3).some(({ enabled }) => enabled),
			manualLinking: file.enable_manual_linking,
			passkeys: file.passkey.enabled,
			externalProviders: Object.entries(file.external)
				.filter(([, { enabled }]) => enabled)
				.map(([name]) => name)
		}
	};
}

function enabledUri(hook: { enabled: boolean; uri: string }): string | undefined {
	return hook.enabled ? hook.uri : undefined;
}
