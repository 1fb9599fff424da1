import { expect, test } from 'vitest';
import { samplesFor } from './samples.ts';

const baseUrl = 'https://api.example/functions/v1/usage';
const samples = samplesFor({ baseUrl, keyPrefix: 'blc_live_Ab12Cd34' });

test('samples carry the real address and the beginning of the key', () => {
	expect(samples.key).toBe(`export BALCAO_KEY='blc_live_Ab12Cd34_…'`);
	expect(samplesFor({ baseUrl, keyPrefix: null }).key).toBe(`export BALCAO_KEY='blc_live_…'`);
	for (const sample of [samples.single, samples.batch, samples.clients, samples.balance])
		expect(sample).toContain(`curl '${baseUrl}`);
	expect(samples.client).toContain(`baseUrl: '${baseUrl}'`);
});

test('every answer in them is JSON, and no line is wider than a phone can scroll', () => {
	for (const answer of [
		...[samples.singleAnswer, samples.batchAnswer, samples.balanceAnswer, samples.problem]
	])
		expect(() => JSON.parse(answer)).not.toThrow();
	expect(JSON.parse(samples.webhook.split('\n\n')[1]!)).toMatchObject({ type: 'sessions.low' });
	for (const line of Object.values(samples).join('\n').split('\n'))
		expect(line.length).toBeLessThan(110);
});
