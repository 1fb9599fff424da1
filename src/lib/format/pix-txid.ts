/**
 * The transaction id that a Pix BR Code may carry.
 * @param reference invoice reference, any text
 * @returns 1 to 25 characters of [A-Za-z0-9]; `***` when nothing usable is left
 * @see Manual de Padrões para Iniciação do Pix, field 62-05
 */
export function pixTransactionId(reference: string): string {
	const usable = reference
		.normalize('NFD')
		.replace(/[^A-Za-z0-9]/g, '')
		.slice(0, 25);
	return usable || '***';
}
