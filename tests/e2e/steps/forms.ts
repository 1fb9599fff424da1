import type { Page } from '@playwright/test';

/** What a browser without JavaScript would send from a page. */
export interface PageForm {
	/** Path and query. */
	action: string;
	fields: [name: string, value: string][];
}

/** The forms in the HTML of a page, blanks filled in with something plausible. */
export function formsIn(page: Page, html: string, address: string): Promise<PageForm[]> {
	return page.evaluate(
		({ html, address }) => {
			const plausible: Record<string, string> = {
				email: `algum-${Math.random().toString(36).slice(2)}@people.example`,
				date: '2026-01-31',
				number: '1',
				checkbox: 'on'
			};
			const document = new DOMParser().parseFromString(html, 'text/html');
			return [...document.querySelectorAll('form')]
				.filter(({ method }) => method === 'post')
				.map((form) => {
					const given = [...new FormData(form)].map(([name, value]): [string, string] => [
						name,
						String(value)
					]);
					const fields = given.map(([name, value]): [string, string] => {
						const control = form.elements.namedItem(name);
						const kind = control instanceof HTMLInputElement ? control.type : 'text';
						return [name, value || (plausible[name] ?? plausible[kind] ?? 'Texto qualquer')];
					});
					const { pathname, search } = new URL(form.getAttribute('action') ?? '', address);
					return { action: pathname + (search || new URL(address).search), fields };
				});
		},
		{ html, address }
	);
}
