import { expect, test } from 'vitest';
import { exportFileName } from './export-file-name.ts';

test.each([
	[{ from: '2026-11-01', to: '2026-11-22' }, 'historico-veloz-2026-11-01_2026-11-22.csv'],
	[{ from: '2026-11-01', to: null }, 'historico-veloz-2026-11-01_2026-11-23.csv'],
	[{ from: null, to: '2026-11-22' }, 'historico-veloz-2026-11-22.csv'],
	[{ from: null, to: null }, 'historico-veloz-2026-11-23.csv']
])('%j names the file %s', (period, name) =>
	expect(exportFileName('veloz', period, '2026-11-23')).toBe(name)
);
