/** MPRefund over HTTP: what a merchant gives back reaches its payer once, whenever it is given, and never more than the sale. */
import { newIdentifier } from '@ecomm/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  createTestWorld,
  type TestWorld,
  testRandom,
} from '../../../packages/protocol/src/testing/demo-parties.ts';
import { TestHouse, testToken } from '../testing/test-house.ts';
import { TestMerchant, type TestWallet } from '../testing/test-wallet.ts';

let world: TestWorld;
let house: TestHouse;
let wallet: TestWallet;

const buy = async (value = 500, merchant = house.merchant1) => {
  const { receipt, preimage } = await wallet.buy(merchant, merchant.makeOffer(value, 'EUR'));
  return { receiptId: receipt.receiptId, preimage };
};
const sell = async (value = 500) => {
  const sale = await buy(value);
  await house.merchant1.claim([sale]);
  return sale.receiptId;
};
const euros = (value: number) => ({ currency: 'EUR', value });
const post = (message: string) => house.parties.post('/mset/mprefund', 'application/jose', message);
const failure = ({ status, body }: { status: number; body: string }) => ({ status, ...JSON.parse(body) });

beforeEach(async () => {
  world ??= await createTestWorld();
  house = await TestHouse.open({}, world);
  wallet = await house.newWallet();
});
afterEach(async () => {
  expect(await house.state()).toMatchObject({ balanced: true, wrong: [] });
  await house.close();
});

describe('before its claim', () => {
  test('a receipt is cancelled: its amount is on the Open To Buy, and it is not claimed any more', async () => {
    const sale = await buy();
    expect(await house.merchant1.refund(sale.receiptId, 500)).toMatchObject({
      ...{ code: 'cancelled', left: euros(0) },
    });
    const { otbs, purchases } = await house.state();
    expect([otbs[0]?.spentMinor, purchases[0]?.state]).toEqual([0, 'returned']);
    expect((await house.merchant1.claim([sale]))[0]?.code).toBe('returned');
    expect((await house.merchant1.refund(sale.receiptId, 1)).code).toBe('returned');
  });
  test('a part of a receipt is not given back', async () => {
    const { receiptId } = await buy();
    expect(await house.merchant1.refund(receiptId, 499)).toMatchObject({
      ...{ code: 'notClaimed', left: euros(500) },
    });
    expect((await house.state()).otbs[0]?.spentMinor).toBe(500);
  });
});

describe('before the close', () => {
  test('parts go back to the Open To Buy, which pays again, and the rest is captured', async () => {
    const receiptId = await sell();
    expect(await house.merchant1.refund(receiptId, 200)).toMatchObject({
      ...{ code: 'refunded', left: euros(300) },
    });
    expect(await house.merchant1.refund(receiptId, 100)).toMatchObject({ left: euros(200) });
    expect((await house.state()).otbs[0]?.spentMinor).toBe(200);
    await sell(700);
    const clearing = await house.closePeriod();
    expect(clearing).toMatchObject({
      balanced: true,
      credits: [{ amountMinor: 900, count: 2 }],
      refunds: [],
    });
    expect(house.gateway.capturedMinor).toBe(900);
  });
  test('a purchase that is given back whole is not debited, and the authorization is let go', async () => {
    await house.merchant1.refund(await sell(), 500);
    house.now += 40 * 24 * 3600;
    expect(await house.closePeriod()).toMatchObject({
      balanced: true,
      debits: [],
      credits: [],
      captures: [],
    });
    expect([house.gateway.capturedMinor, house.gateway.heldMinor]).toEqual([0, 0]);
  });
  test('more than the sale is not given back, however it is asked for', async () => {
    const receiptId = await sell();
    expect((await house.merchant1.refund(receiptId, 501)).code).toBe('exceedsSale');
    const answers = await Promise.all([1, 2, 3, 4].map(() => house.merchant1.refund(receiptId, 200)));
    expect(answers.map(({ code }) => code).sort()).toEqual([
      ...['exceedsSale', 'exceedsSale', 'refunded', 'refunded'],
    ]);
    expect((await house.state()).otbs[0]?.spentMinor).toBe(100);
  });
});

describe('after the close', () => {
  test('the merchant’s next credit pays it, and the gateway gives it back to the card', async () => {
    const receiptId = await sell();
    await house.closePeriod();
    expect(await house.merchant1.refund(receiptId, 150)).toMatchObject({ code: 'owed', left: euros(350) });
    expect(house.gateway.creditedMinor).toBe(0);
    await sell(400);
    expect(await house.closePeriod()).toMatchObject({
      ...{ balanced: true, debits: [{ amountMinor: 400 }], credits: [{ amountMinor: 250, count: 2 }] },
      refunds: [{ amountMinor: 150, currency: 'EUR', count: 1 }],
    });
    expect(house.gateway.creditedMinor).toBe(150);
    // Once.
    await house.opened.tidy();
    await house.closePeriod();
    expect(house.gateway.creditedMinor).toBe(150);
  });
  test('what the merchant’s credits do not cover is carried over, and paid in parts', async () => {
    const receiptId = await sell(900);
    await house.closePeriod();
    await house.merchant1.refund(receiptId, 900);
    expect(await house.closePeriod()).toMatchObject({ balanced: true, credits: [], refunds: [] });
    await sell(400);
    expect(await house.closePeriod()).toMatchObject({
      ...{ balanced: true, debits: [{ amountMinor: 400 }], credits: [], refunds: [{ amountMinor: 400 }] },
    });
    // Another merchant's credit pays for nobody else.
    const other = await buy(800, house.merchant2);
    await house.merchant2.claim([other]);
    await sell(600);
    expect(await house.closePeriod()).toMatchObject({
      balanced: true,
      credits: [{ amountMinor: 100 }, { merchantId: house.merchant2.identity.partyId, amountMinor: 800 }],
      refunds: [{ amountMinor: 500 }],
    });
    expect(house.gateway.creditedMinor).toBe(900);
  });
  test('a gateway that does not answer is asked again with the same bytes, and gives back once', async () => {
    const receiptId = await sell();
    await house.closePeriod();
    await house.merchant1.refund(receiptId, 300);
    await sell();
    const { store } = house;
    const period = await store.beginClose({
      ...{ at: house.now, settleOpenOtbsAtClose: true, newRrpid: () => newIdentifier(testRandom) },
    });
    for (const settlement of await store.pendingSettlements(period))
      await store.commitSettlement(settlement, { state: 'done', code: 'success' });
    await store.finishClose(period, house.now, () => newIdentifier(testRandom));
    house.gateway.line = 'loseAnswers';
    await house.opened.tidy();
    expect(house.gateway.creditedMinor).toBe(300);
    house.gateway.line = 'up';
    house.now += 3600;
    await house.opened.tidy();
    expect(house.gateway.creditedMinor).toBe(300);
    const asked = house.gateway.received.filter(({ path }) => path === '/set/credreq');
    expect([asked.length, new Set(asked.map(({ body }) => body)).size]).toEqual([2, 1]);
    expect(await store.pendingCardCredits()).toEqual([]);
  });
  test('the operator sees who owes what, and what the gateway refuses to give back', async () => {
    const debts = async () => (await house.operator('/operator/refunds')).body;
    const receiptId = await sell(900);
    await house.closePeriod();
    await house.merchant1.refund(receiptId, 700);
    const merchantId = house.merchant1.identity.partyId;
    expect(await debts()).toEqual({
      owed: [{ merchantId, currency: 'EUR', amountMinor: 700, count: 1, since: house.now }],
      cardCredits: [],
    });
    house.gateway.refusesCredits = true;
    await sell(300);
    const { period } = await house.closePeriod();
    expect(await debts()).toMatchObject({
      owed: [{ amountMinor: 400 }],
      cardCredits: [{ period, amountMinor: 300, state: 'refused', code: 'capDataMismatch' }],
    });
    expect((await house.request('/operator/refunds')).status).toBe(401);
  });
  describe('that the gateway refuses to give back', () => {
    const refused = async () => {
      const receiptId = await sell(900);
      await house.closePeriod();
      await house.merchant1.refund(receiptId, 300);
      house.gateway.refusesCredits = true;
      await sell(300);
      const { period } = await house.closePeriod();
      const [{ xid } = expect.fail('one is refused')] = (await house.store.readRefundDebts()).cardCredits;
      return { path: `/operator/refunds/${period}/${xid}`, receiptId };
    };
    const page = async (path: string) =>
      (await house.request(path, { headers: { authorization: `Bearer ${testToken}` } })).text();

    test('is tried again by an operator, under a new RRPID, and given back once', async () => {
      const { path, receiptId } = await refused();
      expect(await page('/operator/panel')).toContain(path);
      const before = await page(path);
      expect(before).toContain('more than is left of what was captured');
      expect(before).toContain('data-action="retry"');
      expect(before).toContain(`/operator/purchases/${receiptId}`);
      const retry = { attempt: 1, reason: 'the gateway was mended' };
      expect((await house.operator(`${path}/retry`, retry)).body).toMatchObject({
        ...{ attempt: 2, state: 'refused', code: 'capDataMismatch', next: 'newRrpid' },
      });
      expect(await house.operator(`${path}/retry`, retry)).toMatchObject({
        ...{ status: 409, body: { code: 'ERR_REFUND_CHANGED' } },
      });
      house.gateway.refusesCredits = false;
      house.gateway.line = 'loseAnswers';
      expect((await house.operator(`${path}/retry`, { ...retry, attempt: 2 })).body).toMatchObject({
        ...{ attempt: 3, state: 'pending' },
      });
      house.gateway.line = 'up';
      await house.opened.tidy();
      expect(house.gateway.creditedMinor).toBe(300);
      const after = await page(path);
      expect(after).toContain('has given it back to the card');
      expect(after).toContain('Earlier tries');
      expect(after).not.toContain('data-action="retry"');
      expect((await house.operator('/operator/audit')).body).toMatchObject({
        entries: [
          { action: 'cardCredit.retry', outcome: 'done: the gateway was mended' },
          { action: 'cardCredit.retry' },
          { action: 'period.close' },
          ...Array(3).fill({ action: 'period.close' }),
        ],
      });
    });
    test('is given back once, whoever asks for it at the same time', async () => {
      const { path } = await refused();
      house.gateway.refusesCredits = false;
      const body = { attempt: 1, reason: 'r' };
      const [one, , two] = await Promise.all([
        house.operator(`${path}/retry`, body),
        house.opened.tidy(),
        house.operator(`${path}/retry`, body),
        house.opened.tidy(),
      ]);
      expect([one.status, two.status].sort()).toEqual([200, 409]);
      await house.opened.tidy();
      expect(house.gateway.creditedMinor).toBe(300);
      expect(await page(path)).toContain('has given it back to the card');
    });
    test('stands on the page of its period, whose debits are credits and what is given back', async () => {
      const { path } = await refused();
      const period = path.split('/').at(-2) ?? '';
      const clearing = await page(`/operator/clearings/${period}`);
      expect(clearing).toContain(`href="${path}"`);
      expect(clearing).toContain('<dt>Given back to cards, 1</dt><dd>EUR 3.00</dd>');
      expect((await house.operator(`/operator/clearings/${period}/summary`)).body).toMatchObject({
        cardCredits: [{ currency: 'EUR', amountMinor: 300, count: 1, doneCount: 0 }],
      });
      expect(await page('/operator/panel')).toContain('1 refused');
    });
    test('is not asked for anew once the gateway may have forgotten that it did it', async () => {
      const { path } = await refused();
      house.gateway.refusesCredits = false;
      house.gateway.line = 'loseAnswers';
      await house.operator(`${path}/retry`, { attempt: 1, reason: 'r' });
      house.now += 8 * 24 * 3600;
      house.gateway.line = 'up';
      house.gateway.forgetAnswers();
      await house.opened.tidy();
      expect(house.gateway.creditedMinor).toBe(300);
      expect(await page(path)).toContain('It is not certain that nothing was given back');
      expect(await house.operator(`${path}/retry`, { attempt: 2, reason: 'r' })).toMatchObject({
        ...{ status: 409, body: { code: 'ERR_REFUND_IN_DOUBT' } },
      });
      const settled = { attempt: 2, reason: 'the acquirer gave it back' };
      expect((await house.operator(`${path}/settled`, settled)).status).toBe(200);
      expect((await house.operator(`${path}/settled`, settled)).status).toBe(409);
      expect(await page(path)).toContain('settled by hand');
      expect(await page(path)).not.toContain('data-action="settle"');
      expect(await house.operator('/operator/refunds')).toMatchObject({ body: { cardCredits: [] } });
      expect((await house.operator('/operator/audit')).body).toMatchObject({
        entries: [
          { action: 'cardCredit.settle', outcome: 'done: the acquirer gave it back' },
          {},
          {},
          {},
          {},
          {},
        ],
      });
    });
    test.each([
      ['without a reason', { attempt: 1, reason: ' ' }, 400],
      ['of no try', { reason: 'r' }, 400],
      ['of a try that is none', { attempt: 0, reason: 'r' }, 400],
    ])('is not tried again %s', async (_what, body, status) => {
      const { path } = await refused();
      expect((await house.operator(`${path}/retry`, body)).status).toBe(status);
      expect((await house.operator('/operator/refunds/2026-11-23.1/none/retry', body)).status).toBe(400);
      expect(house.gateway.creditedMinor).toBe(0);
    });
  });
  test('the merchant’s line still proves every receipt in it', async () => {
    const first = await sell();
    await house.closePeriod();
    await house.merchant1.refund(first, 100);
    const second = await sell(600);
    await house.merchant1.refund(second, 50);
    await house.closePeriod();
    const proof = await house.store.proveReceipt(second);
    expect(proof?.leaf).toContain('"refunded":{"currency":"EUR","value":50}');
    expect(proof?.credit.count).toBe(2);
  });
});

describe('a refund', () => {
  test('sent again gets the same bytes, also when it is too old to be new, and gives back once', async () => {
    const receiptId = await sell();
    const message = await house.merchant1.refundMessage(receiptId, 100);
    const [first, second] = await Promise.all([post(message), post(message)]);
    expect([first.status, first.body]).toEqual([200, second.body]);
    house.now += 3600;
    expect(await post(message)).toEqual(first);
    expect((await house.state()).otbs[0]?.spentMinor).toBe(400);
  });
  test('of another merchant’s receipt, of none, of nothing or in another currency gives nothing back', async () => {
    const receiptId = await sell();
    expect(await house.merchant2.refund(receiptId, 500)).not.toHaveProperty('left');
    expect((await house.merchant2.refund(receiptId, 500)).code).toBe('otherMerchant');
    expect((await house.merchant1.refund(newIdentifier(testRandom), 500)).code).toBe('unknownReceipt');
    expect((await house.merchant1.refund(receiptId, 0)).code).toBe('amountInvalid');
    const francs = { amount: { currency: 'FRF', value: 100 } };
    expect((await house.merchant1.refund(receiptId, 0, francs)).code).toBe('amountInvalid');
    expect((await house.state()).otbs[0]?.spentMinor).toBe(500);
  });
  test('with other bytes under an RRPID that was used is refused, also after its answer was forgotten', async () => {
    const receiptId = await sell();
    const rrpid = newIdentifier(testRandom);
    await house.merchant1.refund(receiptId, 100, { rrpid });
    const other = () => house.merchant1.refundMessage(receiptId, 200, { rrpid });
    expect(failure(await post(await other()))).toMatchObject({ status: 409, code: 'ERR_RRPID_REUSED' });
    house.now += 8 * 24 * 3600;
    await house.opened.tidy();
    expect(failure(await post(await other()))).toMatchObject({ status: 409, code: 'ERR_RRPID_REUSED' });
  });
  test.each<[string, object, string]>([
    ['for another intermediary', { intermediaryId: 'OTHER' }, 'ERR_MESSAGE_RECIPIENT'],
    ['that is more than five minutes old', { iat: 1 }, 'ERR_MESSAGE_TOO_OLD'],
    ['without a reason', { reason: '' }, 'ERR_MESSAGE_MALFORMED'],
    ['with a control character in its reason', { reason: 'a\u0007b' }, 'ERR_MESSAGE_MALFORMED'],
  ])('%s is refused', async (_what, changes, code) => {
    const message = await house.merchant1
      .refundMessage(newIdentifier(testRandom), 1, changes)
      .catch(() => '');
    expect(failure(await post(message))).toMatchObject({
      ...{ status: 400, code: message === '' ? 'ERR_MESSAGE_MALFORMED' : code },
    });
  });
  test('that a cardholder signed is refused', async () => {
    const forger = new TestMerchant(wallet.cardholder.identity, house.parties);
    const message = await forger.refundMessage(await sell(), 1);
    expect(failure(await post(message))).toMatchObject({ status: 401, code: 'ERR_CERTIFICATE_ROLE' });
  });
});
