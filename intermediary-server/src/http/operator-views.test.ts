/** What an operator looks at over HTTP: the search, a purchase, and how far a close is. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestHouse, testToken } from '../testing/test-house.ts';

let house: TestHouse;
let receiptId: string;

beforeAll(async () => {
  house = await TestHouse.open();
  const wallet = await house.newWallet();
  const { receipt, preimage } = await wallet.buy(house.merchant1, house.merchant1.makeOffer(120, 'EUR'));
  ({ receiptId } = receipt);
  await house.merchant1.claim([{ receiptId, preimage }]);
  await house.closePeriod();
  await wallet.buy(house.merchant2, house.merchant2.makeOffer(350, 'EUR'));
});
afterAll(() => house.close());

const look = async (path: string) => {
  const response = await house.request(path, { headers: { authorization: `Bearer ${testToken}` } });
  return { status: response.status, text: await response.text() };
};

test('a purchase is found by its amount, and nothing by another', async () => {
  const { text } = await look('/operator/search?currency=EUR&least=1.20&most=1.20');
  expect(text).toContain(`/operator/purchases/${receiptId}`);
  expect((await look('/operator/search?currency=EUR&most=1.19')).text).toContain('Nothing was found.');
  const { purchases, before } = JSON.parse((await look('/operator/purchases?merchant=M1')).text);
  expect([purchases, before]).toMatchObject([[{ receiptId, amountMinor: 120, state: 'credited' }], null]);
});

test('what can’t be understood is said in the form, which keeps what was typed as text', async () => {
  const { status, text } = await look(`/operator/search?payer=${encodeURIComponent('"><script>')}`);
  expect(status).toBe(400);
  expect(text).toContain('this is no payer');
  expect(text).not.toContain('<script>');
  expect((await look('/operator/purchases?payer=x')).status).toBe(400);
});

test('a purchase has a page with its entries, its lines and the way to its proof', async () => {
  const { text } = await look(`/operator/purchases/${receiptId}`);
  expect(text).toContain('EUR 1.20');
  expect(text).toContain('merchant:M1');
  expect(text).toContain(`/operator/receipts/${receiptId}/proof`);
  expect(text).toContain('data-action="status"');
  expect((await look('/operator/purchases/none')).status).toBe(404);
});

test('a reason goes into the audit trail', async () => {
  const status = { status: 'suspended', reason: 'asked by its bank' };
  await house.operator('/operator/merchants/M2/status', status);
  await house.operator('/operator/merchants/M2/status', { status: 'active' });
  expect((await house.operator('/operator/audit')).body).toMatchObject({
    entries: [
      { outcome: 'done' },
      { outcome: 'done: asked by its bank', action: 'merchant.freeze' },
      { action: 'period.close', outcome: 'done' },
      { action: 'period.close', outcome: 'begun' },
    ],
  });
  const tooLong = { status: 'active', reason: 'x'.repeat(201) };
  expect((await house.operator('/operator/merchants/M2/status', tooLong)).status).toBe(400);
});

test('what a merchant owes to payers is shown until its credits have paid it', async () => {
  const section = async () =>
    /<section data-part="refunds".*?<\/section>/s.exec((await look('/operator/panel')).text)?.[0];
  expect(await section()).toMatch(/^<section data-part="refunds" aria-labelledby="refunds-title" hidden>/);
  expect((await house.merchant1.refund(receiptId, 45)).code).toBe('owed');
  expect(await section()).toContain('EUR 0.45');
  expect(await section()).toContain('credits of the merchant (1 refund)');
  expect(await section()).not.toContain('hidden');
});

test('the audit trail is a page, with the reason as text and whether the chain holds', async () => {
  await house.operator('/operator/merchants/M3/status', { status: 'suspended', reason: '<b>why' });
  const { text } = await look('/operator/audit-trail');
  expect(text).toContain('done: &lt;b&gt;why');
  expect(text).toContain('Each entry follows from the one before it.');
  expect((await look('/operator/audit-trail?before=x')).status).toBe(400);
});

test('no close is under way when none is', async () => {
  expect(JSON.parse((await look('/operator/progress')).text)).toEqual({ running: null });
});
