import { expect, test } from 'vitest';
import { exportCells, type ExportedClient } from './export-cells.ts';

const statuses = { active: 'Ativo', inactive: 'Desativado', archived: 'Arquivado' };
const client: ExportedClient = [
	12,
	'Aurora',
	'Padaria Aurora Ltda.',
	'Essencial',
	'inactive',
	300,
	false,
	'2026-12-31',
	null,
	'2026-11-22T12:30:00+00:00',
	'12ABC34501DE35',
	'aurora@example.com',
	'+5511987650123, +442079460000'
];

test('status, document and phones are written for people, the rest stays typed', () => {
	expect(exportCells(client, statuses)).toEqual([
		12,
		'Aurora',
		'Padaria Aurora Ltda.',
		'Essencial',
		'Desativado',
		300,
		false,
		'2026-12-31',
		null,
		'2026-11-22T12:30:00+00:00',
		'12.ABC.345/01DE-35',
		'aurora@example.com',
		'(11) 98765-0123, +442079460000'
	]);
});

test('what is missing or masked stays so', () => {
	const sparse = client.with(10, null).with(12, '+55 ••••• 23') as ExportedClient;
	expect(exportCells(sparse, statuses).slice(10)).toEqual([
		null,
		'aurora@example.com',
		'+55 ••••• 23'
	]);
});
