import { invalid } from './provider-error.ts';

/** @returns integer cents of a value in reais. @throws ProviderError invalid_<field> */
export function valueField(given: unknown, field: string): number {
	const cents = typeof given === 'number' ? Math.round(given * 100) : NaN;
	if (!Number.isSafeInteger(cents) || cents <= 0 || Math.abs(cents / 100 - Number(given)) > 1e-6)
		throw invalid(
			field,
			`O campo ${field} deve ser informado, em reais com até dois centavos decimais.`
		);
	return cents;
}

/** @returns `2026-11-22`. @throws ProviderError invalid_<field> */
export function dateField(given: unknown, field: string): string {
	const date = typeof given === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(given) ? given : null;
	const parsed = date && new Date(`${date}T00:00:00Z`);
	if (!parsed || Number.isNaN(parsed.getTime()) || parsed.toISOString().slice(0, 10) !== date)
		throw invalid(field, `O campo ${field} deve ser uma data.`);
	return date;
}

/** @returns null for what is absent or empty. @throws ProviderError invalid_<field> */
export function textField(given: unknown, field: string, most: number): string | null {
	if (given === undefined || given === null || given === '') return null;
	if (typeof given !== 'string' || given.length > most)
		throw invalid(field, `O campo ${field} aceita texto de até ${most} caracteres.`);
	return given;
}
