import { isImportField, takesSeveral, type ImportField, type Mapping } from './import-fields.ts';

/** Header words of common systems, Portuguese and English, as `plainWords` leaves them. The better word stands first. */
const words: Record<ImportField, readonly string[]> = {
	name: [
		'razao social',
		'nome razao social',
		'nome completo',
		'nome do cliente',
		'nome cliente',
		'cliente',
		'nome',
		'legal name',
		'company name',
		'full name',
		'customer name',
		'client name',
		'company',
		'customer',
		'name',
		'empresa',
		'razao'
	],
	tradeName: ['nome fantasia', 'fantasia', 'apelido', 'trade name', 'display name', 'nickname'],
	personType: ['tipo de pessoa', 'tipo pessoa', 'pessoa', 'pf pj', 'person type', 'tipo'],
	document: [
		'cpf cnpj',
		'cnpj cpf',
		'cnpj',
		'cpf',
		'documento',
		'doc',
		'tax id',
		'document',
		'vat number'
	],
	identityDocument: [
		'rg',
		'rg ie',
		'ie rg',
		'inscricao estadual',
		'insc estadual',
		'ie',
		'identidade',
		'identity document',
		'state registration'
	],
	municipalRegistration: [
		'inscricao municipal',
		'insc municipal',
		'im',
		'ccm',
		'municipal registration'
	],
	bornOrOpenedOn: [
		'data de nascimento',
		'nascimento',
		'data nascimento',
		'dt nascimento',
		'data de abertura',
		'data de fundacao',
		'aniversario',
		'birth date',
		'date of birth',
		'birthday',
		'opened on'
	],
	email: ['e mail', 'email', 'e mail principal', 'email principal', 'e mail de cobranca', 'mail'],
	phones: [
		'celular',
		'telefone',
		'telefones',
		'fone',
		'whatsapp',
		'telefone celular',
		'telefone 1',
		'telefone 2',
		'telefone 3',
		'celular 1',
		'celular 2',
		'fone 1',
		'fone 2',
		'telefone comercial',
		'telefone residencial',
		'telefone fixo',
		'phone',
		'phone number',
		'phones',
		'mobile',
		'mobile phone',
		'cell phone'
	],
	contactName: [
		'contato',
		'nome do contato',
		'nome contato',
		'responsavel',
		'pessoa de contato',
		'contact',
		'contact name'
	],
	contactRole: ['cargo', 'funcao', 'cargo do contato', 'role', 'job title', 'contact role'],
	sector: ['setor', 'segmento', 'ramo', 'ramo de atividade', 'sector', 'industry'],
	companySize: ['porte', 'tamanho', 'funcionarios', 'numero de funcionarios', 'company size'],
	postalCode: ['cep', 'codigo postal', 'postal code', 'zip', 'zip code'],
	street: [
		'logradouro',
		'endereco',
		'rua',
		'endereco logradouro',
		'address',
		'street',
		'address line 1'
	],
	streetNumber: ['numero', 'n', 'nr', 'num', 'no', 'numero do endereco', 'street number', 'number'],
	complement: ['complemento', 'compl', 'complement', 'address line 2'],
	district: ['bairro', 'distrito', 'district', 'neighborhood', 'neighbourhood'],
	city: ['cidade', 'municipio', 'localidade', 'city', 'town'],
	state: ['uf', 'estado', 'uf estado', 'state', 'province'],
	dueDay: ['dia de vencimento', 'dia vencimento', 'dia do vencimento', 'due day'],
	notes: ['observacoes', 'observacao', 'obs', 'anotacoes', 'notas', 'notes', 'comments', 'remarks']
};

/** Columns that say what somebody pays. They are left out, and the page says so: an import bills nobody. */
const moneyWords =
	/^(plano|planos|valor|valores|mensalidade|preco|assinatura|plan|price|amount|value|subscription|monthly fee|valor (do plano|mensal|da mensalidade)|plano (atual|contratado)|nome do plano)$/;

const places = new Map(
	Object.entries(words).flatMap(([field, known]) =>
		known.map((word, at): [string, { field: ImportField; at: number }] => [
			word,
			{ field: field as ImportField, at }
		])
	)
);

/**
 * What each column probably is, by its header. Where two columns claim a field, the better word wins.
 * @param header as the first row of the file has it
 */
export function guessMapping(header: readonly string[]): Mapping {
	const claims = header.map((text) => places.get(plainWords(text)) ?? null);
	return header.map((text, column) => {
		const claim = claims[column];
		if (!claim) return { header: text, field: null };
		const isBest = claims.every(
			(other, at) =>
				other?.field !== claim.field ||
				at === column ||
				other.at > claim.at ||
				(other.at === claim.at && at > column)
		);
		return { header: text, field: takesSeveral(claim.field) || isBest ? claim.field : null };
	});
}

/** A mapping from an earlier file of the same header; columns that it does not know are guessed. */
export function rememberedMapping(header: readonly string[], earlier: unknown): Mapping {
	const known: unknown[] = Array.isArray(earlier) ? earlier : [];
	return guessMapping(header).map((guess, at) => {
		const column = known[at] as { header?: unknown; field?: unknown } | undefined;
		if (!column || plainWords(String(column.header)) !== plainWords(guess.header)) return guess;
		return { header: guess.header, field: isImportField(column.field) ? column.field : null };
	});
}

/** Columns with plans or prices. */
export function moneyColumns(header: readonly string[]): string[] {
	return header.filter((text) => moneyWords.test(plainWords(text)));
}

/** The header without what differs between two exports of one system: capitals, accents, punctuation. */
export function plainWords(text: string): string {
	return text
		.normalize('NFD')
		.replace(/[\u0300-\u036f]/g, '')
		.toLowerCase()
		.replaceAll('.', '')
		.replace(/[^a-z0-9]+/g, ' ')
		.trim();
}
