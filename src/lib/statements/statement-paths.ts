import { resolve } from '$app/paths';

export function statementsPath(reseller: string): string {
	return resolve('/(console)/r/[reseller]/billing/bank-statements', { reseller });
}

export function statementPath(reseller: string, bankStatementId: string): string {
	return resolve('/(console)/r/[reseller]/billing/bank-statements/[bankStatementId=uuid]', {
		reseller,
		bankStatementId
	});
}

export function agencyPath(reseller: string): string {
	return resolve('/(console)/r/[reseller]/billing/agency', { reseller });
}

export function agencyStatementPath(reseller: string, agencyStatementId: string): string {
	return resolve('/(console)/r/[reseller]/billing/agency/[agencyStatementId=uuid]', {
		reseller,
		agencyStatementId
	});
}
