/** Length of our own code of the first sign-in (`app.request_sign_in_code`). */
export const signInDigits = 6;
/** Length of Auth's codes, instead of a password or for a new one: `otp_length` in supabase/config.toml. */
export const codeDigits = 8;
