export interface BoletoLine {
	/** The 47 digits that people type. */
	identificationField: string;
	nossoNumero: string;
	/** 44 digits. */
	barCode: string;
}

/** No bank has this number: nobody can pay a simulated boleto by accident. */
const nobodysBank = '999';

/**
 * A boleto's numbers with right check digits and a bank that does not exist.
 * @param dueDate `2026-12-05`
 * @see FEBRABAN, layout of the bar code: bank, currency 9, check digit, due factor, value in ten digits, 25 free digits
 */
export function boletoLine(number: number, valueCents: number, dueDate: string): BoletoLine {
	const nossoNumero = String(number).padStart(10, '0');
	const free = nossoNumero.padStart(25, '0');
	const factorAndValue = dueFactor(dueDate) + String(valueCents).padStart(10, '0');
	const check = moduloEleven(`${nobodysBank}9${factorAndValue}${free}`);
	const fields = [`${nobodysBank}9${free.slice(0, 5)}`, free.slice(5, 15), free.slice(15)];
	return {
		identificationField: `${fields.map((text) => text + moduloTen(text)).join('')}${check}${factorAndValue}`,
		nossoNumero,
		barCode: `${nobodysBank}9${check}${factorAndValue}${free}`
	};
}

/** Days since 1997-10-07; after 9999, on 2025-02-21, it went on with 1000. */
function dueFactor(dueDate: string): string {
	const days = (Date.parse(dueDate) - Date.parse('1997-10-07')) / 86_400_000;
	return String(days <= 9999 ? days : 1000 + ((days - 1000) % 9000)).padStart(4, '0');
}

function moduloTen(text: string): number {
	const sum = [...text].reverse().reduce((total, digit, index) => {
		const product = Number(digit) * (index % 2 === 0 ? 2 : 1);
		return total + (product > 9 ? product - 9 : product);
	}, 0);
	return (10 - (sum % 10)) % 10;
}

function moduloEleven(text: string): number {
	const sum = [...text]
		.reverse()
		.reduce((total, digit, index) => total + Number(digit) * (2 + (index % 8)), 0);
	const check = 11 - (sum % 11);
	return check === 0 || check > 9 ? 1 : check;
}
