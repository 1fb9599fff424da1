import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const known: Record<string, object> = {
	'01310100': {
		cep: '01310-100',
		logradouro: 'Avenida Paulista',
		bairro: 'Bela Vista',
		localidade: 'São Paulo',
		uf: 'SP'
	},
	// A town with one CEP for all.
	'13140000': { cep: '13140-000', logradouro: '', bairro: '', localidade: 'Paulínia', uf: 'SP' }
};

export interface FakePostalCodes {
	url: string;
	stop(): Promise<void>;
}

/** Speaks like the service that looks addresses up by CEP, and knows a few of them: no test asks the outside world. */
export async function startFakePostalCodes(): Promise<FakePostalCodes> {
	const server = createServer((request, response) => {
		const code = /^\/ws\/(\d{8})\/json\/$/.exec(request.url ?? '')?.[1] ?? '';
		response.setHeader('content-type', 'application/json');
		response.end(JSON.stringify(known[code] ?? { erro: 'true' }));
	});
	await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}`,
		stop: () =>
			new Promise((stopped, failed) => {
				server.closeAllConnections();
				server.close((error) => (error ? failed(error) : stopped()));
			})
	};
}
