/** An order paid by SET, from the wake-up to the shop's page: with card and CAM, by the wallet's key alone, and not. */
import { oids, verifyReceipt } from '@ecomm/protocol';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TestWorld } from '../../../../packages/protocol/src/testing/demo-parties.ts';
import { WalletError } from '../../shared/errors.ts';
import { testOrder, tillOrigin } from '../../testing/demo-till.ts';
import { testCard } from '../../testing/fake-card-host.ts';
import { enrol, openOrder, payAndWait } from '../../testing/shopper.ts';
import { createParties, orderPlace, TestHouse } from '../../testing/test-wallet.ts';
import type { PurchaseRunner } from '../purchase/purchase-runner.ts';
import { cancelPurchase, openAgain, pay, retryPurchase } from '../purchase/shopper-actions.ts';
import { receiptView } from './receipt-of.ts';

let world: TestWorld;
let abroad: TestWorld['gateway'];
let house: TestHouse;
let runner: PurchaseRunner;
let deliveries: string[];
let openedTabs: string[];

beforeAll(async () => {
  world = await createParties();
  abroad = await world.newParty(world.gatewayCa, {
    partyId: 'GATEWAY-2',
    type: 'gateway',
    subject: { country: 'BE', brand: 'CB-demo', unit: 'Banque Étrangère', commonName: 'GATEWAY-2' },
    cardCertRequired: true,
  });
});

beforeEach(async () => {
  house = new TestHouse(world);
  await enrol(house);
  house.host.certified.length = 0;
  house.requests.length = 0;
  deliveries = [];
  openedTabs = [];
  runner = house.runner(house.ports(), {
    deliver: async (_offerUrl, tabId, url) => {
      deliveries.push(`${tabId} ${url}`);
      return true;
    },
    openTab: async (url) => void openedTabs.push(url),
  });
});

async function buy() {
  return payAndWait(runner, await openOrder(runner));
}

describe('a shop whose bank reads chips', () => {
  test('is paid with the card’s certificate of exactly this order', async () => {
    const purchase = await buy();
    expect(purchase).toMatchObject({ state: 'orderPaid', way: 'card', merchantName: 'Le Quotidien' });
    const [instructions] = house.till.instructions;
    expect(instructions?.piData.piHead).toMatchObject({
      merchantId: 'M1',
      purchAmt: { currency: 'EUR', value: 2480 },
      gatewayThumb: world.gateway.keyExchangeCertificate?.thumb,
    });
    expect(instructions?.chipCertificate).toMatchObject({ tokenType: oids.tokenB0Prime, cvm: 'pinPad' });
    expect(house.host.certified).toHaveLength(1);
    expect(house.host.certified[0]).toMatchObject({
      pan: testCard.pan,
      transaction: {
        kind: 'purchase',
        amount: { currency: 'EUR', value: 2480 },
        merchantId: 'M1',
        hod: instructions?.piData.piHead.hod,
        xid: instructions?.piData.piHead.transIds.xid,
      },
    });
  });

  test('has its success page opened in the shopper’s tab', async () => {
    expect(await buy()).toMatchObject({ opened: true });
    expect(deliveries).toEqual([`8 ${tillOrigin}/thanks`]);
  });

  test('is not paid by looking at it, and sees no card number', async () => {
    const id = await openOrder(runner);
    expect(house.requests).toEqual([orderPlace.offerUrl, `${tillOrigin}/till/pinit`]);
    expect(house.till.pReqs).toEqual([]);
    await payAndWait(runner, id);
    expect(house.till.pReqs.join()).not.toContain(testCard.pan);
  });

  test('is asked once for a transaction while its answer is fresh', async () => {
    const id = await openOrder(runner);
    house.now += 239;
    await payAndWait(runner, id);
    expect(house.requests.filter((url) => url.endsWith('/pinit'))).toHaveLength(1);
  });

  test('is asked for a new transaction when the shopper took long to think', async () => {
    const id = await openOrder(runner);
    house.now += 3000;
    expect((await payAndWait(runner, id)).state).toBe('orderPaid');
    expect(house.requests.filter((url) => url.endsWith('/pinit'))).toHaveLength(2);
  });

  test('need not send again the gateway’s certificates that the worker has seen', async () => {
    await buy();
    house.till.authCode = 'declined';
    expect(await runner.find(await openOrder(runner))).toMatchObject({ state: 'unpayable' });
    const [first, second] = house.till.thumbs;
    expect([first, second]).toEqual([[], [world.gateway.keyExchangeCertificate?.thumb]]);
  });

  test('that left them out is asked again in full by a worker that has not seen them', async () => {
    await runner.find(await openOrder(runner));
    const id = await openOrder(runner);
    const later = house.runner();
    later.watch(id);
    expect((await payAndWait(later, id)).state).toBe('orderPaid');
    expect(house.till.thumbs.map(({ length }) => length)).toEqual([0, 1, 0]);
  });

  test('is waited for until the card is inserted', async () => {
    house.host.card = undefined;
    const purchase = await buy();
    expect(purchase.state).toBe('orderAccepted');
    expect(runner.progressOf(purchase.id)).toEqual({ step: 'insertCard' });
    house.host.card = testCard;
    runner.cardInserted();
    await runner.run(purchase.id);
    expect((await runner.find(purchase.id)).state).toBe('orderPaid');
  });

  test.each([
    ['ERR_CARD_PIN_WRONG', { triesLeft: 2 }],
    ['ERR_CARD_PIN_CANCELLED', {}],
    ['ERR_CARD_REMOVED', {}],
    ['ERR_CARD_PIN_BLOCKED', {}],
    ['ERR_CARD_AMOUNT_ABOVE_MAXIMUM', {}],
    ['ERR_HOST_CRASHED', {}],
  ] as const)('gets nothing when the card ends with %s, and the shopper may go on', async (code, facts) => {
    house.host.failures = [new WalletError(code, facts)];
    const purchase = await buy();
    expect(purchase).toMatchObject({ state: 'orderAccepted', problem: { code, facts } });
    expect(house.till.pReqs).toEqual([]);
    await retryPurchase(purchase.id, false, runner);
    await runner.run(purchase.id);
    expect((await runner.find(purchase.id)).state).toBe('orderPaid');
  });

  test('gets nothing from somebody else’s card', async () => {
    house.host.card = { ...testCard, pan: '4970100000000014' };
    expect(await buy()).toMatchObject({ state: 'orderAccepted', problem: { code: 'ERR_CARD_OTHER' } });
    expect(house.host.certified).toEqual([]);
  });
});

describe('a shop whose bank reads no chips', () => {
  beforeEach(() => {
    house.till.gateway = abroad;
  });

  test('is paid by the wallet’s key alone, without reader or card', async () => {
    house.host.card = undefined;
    expect(await buy()).toMatchObject({ state: 'orderPaid', way: 'chipUnread' });
    const [instructions] = house.till.instructions;
    expect(instructions?.chipCertificate).toBeUndefined();
    expect(instructions?.piData.panData).toMatchObject({ pan: testCard.pan, cardExpiry: testCard.expiry });
    expect(house.host.certified).toEqual([]);
  });

  test('is told as such before the click', async () => {
    const purchase = await runner.find(await openOrder(runner));
    expect(purchase).toMatchObject({ state: 'orderReady', way: 'chipUnread' });
  });

  test('can’t be exchanged, after the click was shown “card”, for one that is', async () => {
    house.till.gateway = world.gateway;
    const id = await openOrder(runner);
    house.till.gateway = abroad;
    house.now += 3000;
    expect(await payAndWait(runner, id)).toMatchObject({
      state: 'orderAccepted',
      problem: { code: 'ERR_WALLET_ORDER_CHANGED', facts: { field: 'way' } },
    });
    expect(house.till.pReqs).toEqual([]);
  });

  test('looks to the merchant like any other: the same members of the same length', async () => {
    await buy();
    const alone = JSON.parse(house.till.pReqs[0] ?? '') as Record<string, string>;
    const second = new TestHouse(world);
    await enrol(second);
    const chipped = second.runner();
    await payAndWait(chipped, await openOrder(chipped));
    const other = JSON.parse(second.till.pReqs[0] ?? '') as Record<string, string>;
    expect(Object.keys(other)).toEqual(Object.keys(alone));
    expect(other.pi?.length).toBe(alone.pi?.length);
  });
});

describe('the receipt', () => {
  test('is verified offline with nothing but the root', async () => {
    const view = receiptView(await buy());
    expect(view).toMatchObject({
      merchantName: 'Le Quotidien',
      amount: { currency: 'EUR', value: 2480 },
      order: testOrder,
      authorizationNumber: 'A1B2C3',
    });
    expect(view.cam).toMatch(/^[0-9A-F]{16}$/);
    const receipt = await verifyReceipt(view.file ?? '', { anchors: [world.root.certificate] });
    expect(receipt.order).toBe(testOrder);
  });

  test('has no cryptogram when no card took part', async () => {
    house.till.gateway = abroad;
    expect(receiptView(await buy()).cam).toBeUndefined();
  });

  test('is verified too when the answer was lost and an inquiry brought it', async () => {
    loseAnswers(1);
    const purchase = await buy();
    house.now += 5;
    await runner.run(purchase.id);
    const view = receiptView(await runner.find(purchase.id));
    await verifyReceipt(view.file ?? '', { anchors: [world.root.certificate] });
  });

  test.each([
    ['the amount', (text: string) => text.replace('2480', '1480')],
    ['the order', (text: string) => text.replace('24.80', '14.80')],
    ['the merchant', (text: string) => text.replace('Le Quotidien', 'La Revue')],
    ['the authorization', (text: string) => text.replace('A1B2C3', 'A1B2C4')],
  ])('with %s changed is refused', async (_what, forge) => {
    const { file = '' } = receiptView(await buy());
    expect(forge(file)).not.toBe(file);
    await expect(verifyReceipt(forge(file), { anchors: [world.root.certificate] })).rejects.toMatchObject({
      code: 'ERR_RECEIPT_INVALID',
    });
  });

  test('is not there for what was not paid', async () => {
    house.till.authCode = 'declined';
    const purchase = await buy();
    expect(() => receiptView(purchase)).toThrow(expect.objectContaining({ code: 'ERR_WALLET_RECEIPT_NONE' }));
  });
});

describe('the shopper', () => {
  test('who cancels before paying is brought to the cart', async () => {
    await cancelPurchase(await openOrder(runner), runner);
    expect(deliveries).toEqual([`8 ${tillOrigin}/cart`]);
    expect(await house.store.purchases()).toEqual([]);
  });

  test('who cancels at the card is brought to the cart, and nothing was sent', async () => {
    house.host.card = undefined;
    const { id } = await buy();
    await cancelPurchase(id, runner);
    expect(await runner.find(id)).toMatchObject({ state: 'orderCancelled', opened: true });
    expect(deliveries).toEqual([`8 ${tillOrigin}/cart`]);
    expect(house.till.pReqs).toEqual([]);
  });

  test('can’t cancel what was sent', async () => {
    const { id } = await buy();
    await expect(cancelPurchase(id, runner)).rejects.toMatchObject({ code: 'ERR_WALLET_PURCHASE_STATE' });
  });

  test('who clicks twice pays once', async () => {
    const id = await openOrder(runner);
    const clicks = await Promise.allSettled([pay(id, runner), pay(id, runner)]);
    await runner.run(id);
    expect(clicks.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(house.till.pReqs).toHaveLength(1);
  });

  test('who opens the same order in two sheets pays once', async () => {
    const [first, second] = [await openOrder(runner), await openOrder(runner)];
    await payAndWait(runner, first);
    await expect(pay(second, runner)).rejects.toMatchObject({ code: 'ERR_WALLET_ORDER_KNOWN' });
    expect(house.till.pReqs).toHaveLength(1);
  });

  test('who comes back to a paid order is told so', async () => {
    await buy();
    const again = await runner.find(await openOrder(runner));
    expect(again).toMatchObject({ state: 'unpayable', problem: { code: 'ERR_WALLET_ORDER_KNOWN' } });
  });

  test('may go back to the shop’s page from the journal', async () => {
    const { id } = await buy();
    await openAgain(id, runner);
    expect(openedTabs).toEqual([`${tillOrigin}/thanks`]);
  });
});

/** The next answers of the till to PReq never arrive. */
function loseAnswers(count: number): void {
  let lost = 0;
  house.onAnswer = (url, answer) => {
    if (!url.endsWith('/till/preq') || lost >= count) return answer;
    lost += 1;
    throw new WalletError('ERR_NETWORK_TIMEOUT', { host: 'librairie.example' });
  };
}
