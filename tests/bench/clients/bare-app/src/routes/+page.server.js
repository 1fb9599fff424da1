const rows = Array.from({ length: 50 }, (_, at) => ({
	id: `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`,
	number: 1000 - at,
	name: `Padaria São Benedito ${at} Ltda.`,
	tradeName: `Padaria São Benedito ${at}`,
	plan: 'Fibra 300',
	status: at % 7 ? 'Ativo' : 'Desativado',
	sessions: at % 5,
	suspended: at % 11 ? 'Não' : 'Sim',
	due: '10/11/2026',
	paid: '08/10/2026',
	created: '22/11/2026 10:00'
}));

export const load = () => ({ rows });
