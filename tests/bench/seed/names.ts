/** What Brazilian clients are called: enough parts that a hundred thousand names read like a real book of clients. */

export const givenNames = words(`
	Adriana Alessandra Alexandre Aline Amanda Ana Anderson André Antônio Beatriz Bianca Bruna Bruno Caetano Caio Camila
	Carla Carlos Carolina Cauã César Cláudia Cristiane Daniel Daniela Davi Débora Diego Diogo Edson Eduarda Eduardo
	Élcio Elisângela Enzo Fábio Felipe Fernanda Fernando Flávia Francisco Gabriel Gabriela Giovanna Guilherme Gustavo
	Heitor Helena Henrique Iara Igor Inês Isabela Ítalo Jéssica João Joaquim Jorge José Juliana Karina Lara Larissa
	Leandro Letícia Lívia Lorena Lucas Luciana Luís Luísa Luiz Manuela Marcela Marcelo Márcia Marcos Maria Mariana
	Mateus Michele Miguel Mônica Murilo Natália Nicolas Otávio Patrícia Paula Paulo Pedro Priscila Rafael Rafaela
	Raimundo Raquel Regina Renata Renato Ricardo Roberta Rodrigo Rogério Rosângela Samuel Sandra Sebastião Silvana
	Simone Sônia Sueli Tainá Tatiane Thiago Túlio Valéria Vanessa Vera Vicente Vinícius Vitória Wagner Wellington Yasmin
`);

export const familyNames = words(`
	Albuquerque Almeida Alves Amaral Andrade Antunes Araújo Assis Assunção Azevedo Bandeira Barbosa Barros Batista
	Bezerra Bittencourt Borges Braga Brandão Brito Camargo Campos Cardoso Carneiro Carvalho Castro Cavalcanti Coelho
	Conceição Correia Costa Coutinho Cruz Cunha Dantas Dias Duarte Esteves Evangelista Farias Fernandes Ferreira
	Figueiredo Fonseca Fontes Franco Freitas Furtado Garcia Gomes Gonçalves Guerra Guimarães Ishikawa Jesus Kobayashi
	Leal Leite Lima Linhares Lopes Macedo Machado Magalhães Maia Marinho Marques Martins Matos Medeiros Melo Mendes
	Menezes Miranda Monteiro Moraes Moreira Moura Muniz Nascimento Nogueira Novaes Nunes Oliveira Pacheco Paiva Peixoto
	Pereira Pimentel Pinheiro Pinto Pires Prado Queiroz Ramos Rezende Ribeiro Rocha Rodrigues Sales Sampaio Santana
	Santos Schmidt Silva Silveira Siqueira Soares Souza Tavares Teixeira Teles Trindade Vasconcelos Vieira Xavier
`);

export const companyKinds = lines(`
	Academia · Açougue · Advocacia · Agropecuária · Auto Elétrica · Auto Peças · Autoescola · Bar e Lanchonete · Barbearia ·
	Bicicletaria · Borracharia · Buffet · Cafeteria · Clínica Odontológica · Clínica Veterinária · Colégio · Confeitaria ·
	Construtora · Contabilidade · Corretora · Distribuidora · Drogaria · Escola de Idiomas · Estúdio · Farmácia · Ferragens ·
	Floricultura · Funilaria · Gráfica · Hamburgueria · Hotel · Imobiliária · Instituto · Laboratório · Lavanderia · Livraria ·
	Loja · Marcenaria · Marmoraria · Mercado · Mercearia · Metalúrgica · Oficina · Ótica · Padaria · Papelaria · Pet Shop ·
	Pizzaria · Posto · Pousada · Restaurante · Salão de Beleza · Serralheria · Sorveteria · Supermercado · Tapeçaria ·
	Transportadora · Vidraçaria
`);

export const companyNames = lines(`
	Água Viva · Alvorada · Amigo Fiel · Avenida · Bandeirantes · Beira-Rio · Bela Vista · Bem-me-quer · Boa Esperança ·
	Bom Jesus · Bom Preço · Cantinho Mineiro · Casa Grande · Central · Cidade Nova · Cinco Estrelas · Coração de Mãe ·
	Cruzeiro do Sul · Do Japa · Dois Irmãos · Dona Flor · Dom Pedro · Entrelinhas · Estação · Estrela Dalva · Flor de Liz ·
	Gaúcha · Girassol · Horizonte · Imperial · Ipanema · Ipiranga · Jardim América · Lagoa Azul · Ligeirinho · Lua Cheia ·
	Mandacaru · Mar Azul · Marajó · Nordestina · Nossa Senhora Aparecida · Nova Aliança · Novo Mundo · Ouro Preto ·
	Pantanal · Paraná · Paulista · Pequeno Príncipe · Ponto Certo · Porto Seguro · Primavera · Quatro Irmãos ·
	Recanto Verde · Rio Branco · Sabor da Terra · Santa Clara · Santa Rita · Santo Antônio · São Benedito · São Jorge ·
	São José · Sertaneja · Sete Lagoas · Sol Nascente · Tia Lúcia · Três Corações · União · Universal · Vale do Sol ·
	Vida Plena · Visão Clara · Vitória Régia · Zona Norte
`);

export const legalForms = ['Ltda.', 'Ltda.', 'Ltda.', 'ME', 'ME', 'EIRELI', 'S/A'];

export const streets = lines(`
	Rua das Acácias · Avenida Brasil · Rua XV de Novembro · Travessa do Comércio · Rua Sete de Setembro ·
	Avenida Getúlio Vargas · Rua Tiradentes · Alameda Santos · Rua Dom Pedro II · Avenida Independência ·
	Rua Marechal Deodoro · Rua Barão do Rio Branco · Praça da Matriz · Rua São João · Estrada da Boiada
`);

export const districts = lines(`
	Centro · Cambuí · Vila Nova · Jardim América · Boa Vista · Santa Cruz · Taquaral · São José · Bela Vista · Cidade Nova
`);

/** City and state belong together: same place in both lists. */
export const cities = lines(`
	Campinas · Belém · Recife · Curitiba · Goiânia · Salvador · Fortaleza · Joinville · Uberlândia · Santos · Manaus · Natal
`);
export const states = words('SP PA PE PR GO BA CE SC MG SP AM RN');

function words(text: string): string[] {
	return text.trim().split(/\s+/);
}

function lines(text: string): string[] {
	return text
		.split('·')
		.map((each) => each.trim().replace(/\s+/g, ' '))
		.filter(Boolean);
}
