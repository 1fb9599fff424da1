import type { JwtKeys } from '../keys/jwt.ts';

export interface MailMessage {
	to: string;
	subject: string;
	html: string;
	text?: string;
}

/** Delivers one message or rejects; the request that asked for it then answers 500. */
export type SendMail = (message: MailMessage) => Promise<void>;

export type Log = (
	level: 'info' | 'warn' | 'error',
	message: string,
	details?: Record<string, unknown>
) => void;

export type MailType =
	'confirmation' | 'invite' | 'magic_link' | 'recovery' | 'email_change' | 'reauthentication';

/** `content` wins over `contentPath`; what is left out falls back to the built-in text. */
export interface MailTemplateOptions {
	subject?: string;
	content?: string;
	contentPath?: string;
}

/** As `auth.password_requirements` and `auth.minimum_password_length` of config.toml name them. */
export type PasswordRequirements =
	'' | 'letters_digits' | 'lower_upper_letters_digits' | 'lower_upper_letters_digits_symbols';

export interface AuthRateLimits {
	/** Messages per hour for the whole project; absent means unlimited. */
	emailSent?: number;
	/** Requests to `/token` per client address in 5 minutes (default 150). */
	tokenRefresh?: number;
	/** Sign-ups, codes, recoveries and user changes per client address in 5 minutes (default 30, each). */
	signInSignUps?: number;
	/** Requests to `/verify` per client address in 5 minutes (default 30). */
	tokenVerifications?: number;
}

/** Sign-in methods this service does not have: when switched on it answers 501, when off "disabled". */
export interface AuthFeatures {
	anonymousUsers?: boolean;
	phone?: boolean;
	web3?: boolean;
	manualLinking?: boolean;
	saml?: boolean;
	passkeys?: boolean;
	/** Names of external OAuth providers that config.toml enables. */
	externalProviders?: string[];
}

/** The `[auth]` section of config.toml. Durations are seconds. */
export interface AuthConfig {
	siteUrl: string;
	/** Globs as Supabase documents them: `*` stops at `.` and `/`, `**` does not. */
	additionalRedirectUrls?: string[];
	jwtExpiry?: number;
	enableSignup?: boolean;
	/** `auth.email.enable_signup`: off switches every e-mail sign-in off (as Supabase does). */
	emailProviderEnabled?: boolean;
	minimumPasswordLength?: number;
	passwordRequirements?: PasswordRequirements;
	enableConfirmations?: boolean;
	doubleConfirmChanges?: boolean;
	securePasswordChange?: boolean;
	/** Least time between two messages of a kind to one person. */
	maxFrequency?: number;
	otpLength?: number;
	otpExpiry?: number;
	/** How long a rotated refresh token is still accepted. */
	refreshTokenReuseInterval?: number;
	sessions?: { timebox?: number; inactivityTimeout?: number };
	rateLimit?: AuthRateLimits;
	templates?: Partial<Record<MailType, MailTemplateOptions>>;
	/** `pg-functions://postgres/<schema>/<function>` URIs; other schemes are refused at start. */
	hooks?: { customAccessToken?: string; beforeUserCreated?: string };
	features?: AuthFeatures;
}

export interface AuthOptions {
	/** Connection string of role `supabase_auth_admin`. */
	databaseUrl: string;
	keys: JwtKeys;
	/** Public URL of this service, `…/auth/v1`: the `iss` claim and the base of mailed links. */
	issuer: string;
	config: AuthConfig;
	sendMail: SendMail;
	clock?: () => Date;
	log?: Log;
	/** Cost of new password hashes; tests lower it. */
	bcryptCost?: number;
	/** Shortest time, in milliseconds, of answers that must not tell whether an address exists. */
	uniformAnswerTime?: number;
	/** Milliseconds that a refresh waits for others of its session before 409 (default 5000). */
	lockTimeout?: number;
}

export type Settings = Required<
	Omit<AuthConfig, 'sessions' | 'rateLimit' | 'templates' | 'hooks' | 'features'>
> & {
	sessions: { timebox: number; inactivityTimeout: number };
	rateLimit: Required<Omit<AuthRateLimits, 'emailSent'>> & { emailSent?: number };
	templates: Partial<Record<MailType, MailTemplateOptions>>;
	hooks: { customAccessToken?: string; beforeUserCreated?: string };
	features: AuthFeatures;
};

/** Fills in the defaults that `supabase init` writes. */
export function settingsOf(config: AuthConfig): Settings {
	return {
		siteUrl: config.siteUrl,
		additionalRedirectUrls: config.additionalRedirectUrls ?? [],
		jwtExpiry: config.jwtExpiry ?? 3600,
		enableSignup: config.enableSignup ?? true,
		emailProviderEnabled: config.emailProviderEnabled ?? true,
		minimumPasswordLength: config.minimumPasswordLength ?? 6,
		passwordRequirements: config.passwordRequirements ?? '',
		enableConfirmations: config.enableConfirmations ?? false,
		doubleConfirmChanges: config.doubleConfirmChanges ?? true,
		securePasswordChange: config.securePasswordChange ?? false,
		maxFrequency: config.maxFrequency ?? 1,
		otpLength: config.otpLength ?? 6,
		otpExpiry: config.otpExpiry ?? 3600,
		refreshTokenReuseInterval: config.refreshTokenReuseInterval ?? 10,
		sessions: {
			timebox: config.sessions?.timebox ?? 0,
			inactivityTimeout: config.sessions?.inactivityTimeout ?? 0
		},
		rateLimit: {
			emailSent: config.rateLimit?.emailSent,
			tokenRefresh: config.rateLimit?.tokenRefresh ?? 150,
			signInSignUps: config.rateLimit?.signInSignUps ?? 30,
			tokenVerifications: config.rateLimit?.tokenVerifications ?? 30
		},
		templates: config.templates ?? {},
		hooks: config.hooks ?? {},
		features: config.features ?? {}
	};
}
