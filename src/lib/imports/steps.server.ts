import type { Db } from '#lib/server/db.ts';
import type { ClientImport } from './import.ts';
import {
	advanceImport,
	cancelImport,
	pauseImport,
	runImport,
	undoImport
} from './imports.server.ts';
import type { ImportStep } from './step-schema.ts';

/** @throws DomainError not_permitted (403), import_not_found (404), import_not_open, import_not_done, import_forgotten (409) */
export function takeImportStep(db: Db, id: string, step: ImportStep): Promise<ClientImport> {
	switch (step.do) {
		case 'run':
			return runImport(db, id, step.policy);
		case 'advance':
			return advanceImport(db, id);
		case 'pause':
			return pauseImport(db, id);
		case 'cancel':
			return cancelImport(db, id);
		case 'undo':
			return undoImport(db, id);
	}
}
