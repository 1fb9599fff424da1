import { DomainError } from '#lib/errors/domain-error.ts';

export function unreadable(): DomainError {
	return new DomainError('spreadsheet_unreadable');
}

export function expandsTooFar(): DomainError {
	return new DomainError('spreadsheet_expands_too_far');
}
