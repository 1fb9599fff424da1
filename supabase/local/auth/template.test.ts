import { expect, test } from 'vitest';
import { compileTemplate } from './template.ts';

const data = {
	Token: '012345',
	SiteURL: 'https://app.example.com',
	RedirectTo: 'https://app.example.com/a?b=c&d=e',
	Data: { name: '<Zé & "Ana">', plan: 'gold', tags: [] },
	Evil: 'javascript:alert(1)'
};

test.each([
	['{{ .Token }}', '012345'],
	['{{.Token}}', '012345'],
	['a {{- .Token -}} b', 'a012345b'],
	['{{/* nothing */}}x', 'x'],
	['{{ .Missing }}{{ .Data.missing.deep }}', ''],
	['<p>{{ .Data.name }}</p>', '<p>&#60;Zé &#38; &#34;Ana&#34;&#62;</p>'],
	['<a title="{{ .Data.name }}">', '<a title="&#60;Zé &#38; &#34;Ana&#34;&#62;">'],
	['<a href="{{ .RedirectTo }}">', '<a href="https://app.example.com/a?b=c&#38;d=e">'],
	[
		'<a href="{{ .SiteURL }}/x?next={{ .RedirectTo }}">',
		'<a href="https://app.example.com/x?next=https%3A%2F%2Fapp.example.com%2Fa%3Fb%3Dc%26d%3De">'
	],
	['<a href="{{ .Evil }}">', '<a href="#ZgotmplZ">'],
	['{{ if .Data.name }}yes{{ else }}no{{ end }}', 'yes'],
	['{{ if .Data.tags }}yes{{ else }}no{{ end }}', 'no'],
	['{{ if eq .Data.plan "gold" }}au{{ else if eq .Data.plan "silver" }}ag{{ end }}', 'au'],
	['{{ if and .Token (ne .Data.plan "gold") }}a{{ else if not .Missing }}b{{ end }}', 'b'],
	['{{ "a}}b" }}', 'a}}b']
])('%s renders %s', (source, expected) =>
	expect(compileTemplate(source, true)(data)).toBe(expected)
);

test('subjects are plain text', () => {
	expect(compileTemplate('Olá {{ .Data.name }}', false)(data)).toBe('Olá <Zé & "Ana">');
});

test.each([
	'{{ range .Data.tags }}x{{ end }}',
	'{{ .Token | printf "%s" }}',
	'{{ if .Token }}',
	'{{ end }}',
	'{{ .Token ',
	'{{ if }}x{{ end }}',
	'{{ eq }}'
])('%s is refused when it is compiled', (source) =>
	expect(() => compileTemplate(source, true)).toThrow('mail template')
);
