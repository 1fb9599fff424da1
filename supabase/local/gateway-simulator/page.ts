import type { Charge } from './book.ts';

/** The simulator's own page. Everything on it is read from `/admin/state` and written as text, never as markup. */
export function simulatorPage(): string {
	return document(
		'Simulador de gateway',
		`<p class="warn"><strong>Simulador, não é o Asaas.</strong> Nenhum dinheiro se move; nada daqui chega a um banco.
Chaves de API começam com <code>$aact_sim_</code>; a primeira chamada com uma chave nova abre a conta.</p>
<section><h2>Falhas</h2><form id="faults">
<label>Atraso (ms) <input name="delayMs" type="number" min="0" max="600000"></label>
<label>Cópias a mais <input name="duplicates" type="number" min="0" max="20"></label>
<label>Perder um a cada <input name="loseEvery" type="number" min="0" max="1000"></label>
<label>Perder resposta a cada <input name="loseAnswersEvery" type="number" min="0" max="1000"></label>
<label>API <select name="outage"><option value="none">funciona</option><option value="errors">erro 503</option><option value="timeouts">não responde</option></select></label>
<label class="check"><input name="reorder" type="checkbox"> Embaralhar</label>
<button>Aplicar</button></form></section>
<section><h2>Cobranças</h2><p id="empty">Nenhuma cobrança ainda.</p><div class="scroll"><table id="charges" hidden>
<thead><tr><th>Cobrança</th><th>Descrição</th><th>Forma</th><th class="n">Valor</th><th>Vencimento</th><th>Situação</th><th></th></tr></thead>
<tbody></tbody></table></div></section>
<section><h2>Webhooks</h2><p id="queue"></p><ul id="webhooks"></ul><button id="resume">Retomar filas interrompidas</button></section>
<p id="error" role="alert"></p>
<script>${script}</script>`
	);
}

/** What a payer finds behind `invoiceUrl`. */
export function simulatedInvoicePage(charge: Charge | undefined): string {
	if (!charge) return document('Cobrança não encontrada', '<p>Esta cobrança não existe.</p>');
	const value = (charge.valueCents / 100).toFixed(2).replace('.', ',');
	return document(
		'Cobrança simulada',
		`<p class="warn"><strong>Simulador, não é o Asaas.</strong> Esta página não recebe pagamentos de verdade.</p>
<p>${escaped(charge.description ?? charge.id)}</p><p><strong>R$ ${value}</strong>, vencimento ${escaped(charge.dueDate)}, ${escaped(charge.status)}.</p>
<p><a href="/">Pagar pela página do simulador</a></p>`
	);
}

function document(title: string, body: string): string {
	return `<!doctype html><html lang="pt-BR"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title} · simulador</title><style>${style}</style></head><body><main><h1>${title}</h1>${body}</main></body></html>`;
}

function escaped(text: string): string {
	return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

const style = `:root{color-scheme:light dark;font:14px/1.5 system-ui,sans-serif}body{margin:0}main{max-width:76rem;margin:0 auto;padding:1.5rem}
h1{font-size:1.25rem}h2{font-size:1rem;margin:1.75rem 0 .5rem}.warn{border:1px solid #b45309;background:#fef3c7;color:#451a03;border-radius:8px;padding:.75rem 1rem}
form{display:flex;flex-wrap:wrap;gap:.75rem;align-items:end}label{display:grid;gap:.25rem}label.check{display:flex;align-items:center}input[type=number]{width:7rem}
input,select,button{font:inherit;padding:.25rem .5rem}.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.375rem .75rem .375rem 0;border-bottom:1px solid #8884;white-space:nowrap}
.n{text-align:right}td:last-child{display:flex;gap:.25rem}#error{color:#b91c1c}`;

const script = `
const money = new Intl.NumberFormat('pt-BR', { style: 'currency', currency: 'BRL' });
let shown = '';
const find = (id) => document.getElementById(id);
const actions = [['pay', 'Pagar', ['PENDING', 'OVERDUE']], ['expire', 'Vencer', ['PENDING']], ['settle', 'Liquidar', ['CONFIRMED']],
	['refund', 'Estornar', ['CONFIRMED', 'RECEIVED']], ['chargeback', 'Contestar', ['CONFIRMED', 'RECEIVED', 'CHARGEBACK_REQUESTED', 'CHARGEBACK_DISPUTE']],
	['delete', 'Excluir no gateway', ['PENDING', 'OVERDUE']]];
async function call(method, path, body) {
	const response = await fetch('/admin/' + path, { method, body: body && JSON.stringify(body), headers: body ? { 'content-type': 'application/json' } : {} });
	const answer = await response.json();
	find('error').textContent = response.ok ? '' : answer.errors[0].description;
	return answer;
}
function cell(row, text, className) { const td = row.insertCell(); td.textContent = text ?? ''; if (className) td.className = className; return td; }
async function show() {
	const state = await call('GET', 'state');
	// What has not changed is left alone, and with it the button that has the focus.
	const text = JSON.stringify(state);
	if (text === shown) return state;
	shown = text;
	find('empty').hidden = state.charges.length > 0;
	find('charges').hidden = state.charges.length === 0;
	const body = find('charges').tBodies[0];
	body.replaceChildren();
	for (const charge of state.charges.toReversed().slice(0, 200)) {
		const row = body.insertRow();
		cell(row, charge.id); cell(row, charge.description); cell(row, charge.billingType); cell(row, money.format(charge.value), 'n');
		cell(row, charge.dueDate); cell(row, charge.deleted ? 'excluída' : charge.status);
		const buttons = cell(row, '');
		for (const [action, label, when] of actions) {
			if (charge.deleted || !when.includes(charge.status)) continue;
			const button = document.createElement('button');
			button.textContent = label;
			button.setAttribute('aria-label', label + ' ' + charge.id);
			button.onclick = async () => { await call('POST', 'charges/' + charge.id + '/' + action, {}); await show(); };
			buttons.append(button);
		}
	}
	find('queue').textContent = state.queued + ' a caminho, ' + state.lost.length + ' perdidos';
	find('webhooks').replaceChildren(...state.webhooks.map((webhook) => {
		const item = document.createElement('li');
		item.textContent = webhook.url + (webhook.interrupted ? ' (interrompido)' : '');
		return item;
	}));
	return state;
}
function fill({ faults }) {
	for (const [name, value] of Object.entries(faults)) {
		const input = find('faults').elements[name];
		if (input.type === 'checkbox') input.checked = value; else input.value = value;
	}
}
find('faults').onsubmit = async (event) => {
	event.preventDefault();
	const fields = find('faults').elements;
	await call('POST', 'faults', { delayMs: Number(fields.delayMs.value), duplicates: Number(fields.duplicates.value), loseEvery: Number(fields.loseEvery.value),
		loseAnswersEvery: Number(fields.loseAnswersEvery.value), outage: fields.outage.value, reorder: fields.reorder.checked });
};
find('resume').onclick = async () => { await call('POST', 'webhooks/resume', {}); await show(); };
show().then(fill);
setInterval(show, 3000);
`;
