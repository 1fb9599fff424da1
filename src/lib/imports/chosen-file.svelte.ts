import type { FilePreview } from './preview.server.ts';
import type { Mapping } from './import-fields.ts';

interface Chosen {
	file: File;
	preview: FilePreview;
	mapping: Mapping;
	matchEmail: boolean;
}

/** The file stays in the browser: whoever comes back from the rows to choose other columns need not choose it again. */
let chosen = $state.raw<Chosen | null>(null);

export function chosenFile(): Chosen | null {
	return chosen;
}

export function chooseFile(next: Chosen | null): void {
	chosen = next;
}
