/** A valid CPF (two check digits, modulo 11) that nobody else in the run has, with its points and dash. */
export function makeCpf(): string {
	const digits = Array.from({ length: 9 }, () => Math.floor(Math.random() * 10));
	for (const length of [9, 10]) {
		const sum = digits
			.slice(0, length)
			.reduce((sum, digit, at) => sum + digit * (length + 1 - at), 0);
		digits.push(((sum * 10) % 11) % 10);
	}
	return digits.join('').replace(/^(\d{3})(\d{3})(\d{3})(\d{2})$/, '$1.$2.$3-$4');
}
