/** Length of our own code of the first sign-in (`app.request_sign_in_code`). */
export const signInDigits = 6;
/** Length of Auth's codes: `otp_length` in supabase/config.toml. */
export const recoveryDigits = 8;
