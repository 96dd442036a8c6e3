/** Regular payments by a scripted wallet over real HTTP: what the messages do, and what a renewal leaves as it was. */
import { beforeAll, describe, expect, test } from 'vitest';
import { pricedArticles } from './journeys/articles.ts';
import { officeOrder, placeOrder, pressOffice } from './journeys/bookshop.ts';
import { readBooks } from './world/books.ts';
import { fetchInitiation } from './world/script-set-purchase.ts';
import { ScriptWallet } from './world/script-wallet.ts';
import { shopOf } from './world/start-world.ts';
import { useWorld } from './world/test-world.ts';

const house = useWorld({ profile: 'demo', withReader: false, withBookshops: true });
let wallet: ScriptWallet;

beforeAll(async () => {
  wallet = await ScriptWallet.enrol(house.world, await house.softwareCard('camille'));
});

async function prepared(wish: Parameters<typeof placeOrder>[1] = {}, options = {}) {
  const order = await placeOrder(house.world, wish);
  const initiation = await fetchInitiation(order.shopUrl, order.initiationPath);
  return { order, initiation, purchase: await wallet.prepareSetPurchase(initiation, options) };
}

const holder = async () => {
  const { accounts } = (await readBooks(house.world)).issuer;
  const account = accounts.find(({ cardId }) => cardId === 'camille');
  if (account === undefined) throw new Error('no account');
  return account;
};

describe('an order of books', () => {
  test('is authorized, then captured when it leaves, and given back in part', async () => {
    const { order, initiation, purchase } = await prepared({ count: 2 });
    const before = await holder();
    expect(await purchase.send()).toMatchObject({
      completionCode: 'authorizationPerformed',
      authStatus: { authorizationNumber: expect.any(String), authRatioMillionths: 1_000_000 },
    });
    expect((await holder()).heldMinor - before.heldMinor).toBe(initiation.purchAmt.value);
    expect(await officeOrder(house.world, order)).toMatchObject({ state: 'authorized' });
    await pressOffice(house.world, order, 'ship', { 'send-vingt-mille-lieues': '2' });
    expect(await officeOrder(house.world, order)).toMatchObject({ state: 'captured' });
    await pressOffice(house.world, order, 'refund', { amount: '1.00', reason: 'a torn page' });
    expect(await officeOrder(house.world, order)).toMatchObject({
      state: 'partRefunded',
      refundedMinor: 100,
    });
    expect((await holder()).debitedMinor - before.debitedMinor).toBe(initiation.purchAmt.value - 100);
  });
});

describe('a renewed certificate', () => {
  test('goes on with the Open To Buy of the old one: no card, no PIN, one payer', async () => {
    const { url } = shopOf(house.world);
    const [first = '', second = '', third = ''] = await pricedArticles(url);
    await wallet.buy(url, first);
    const renewed = await wallet.renewed();
    expect(renewed.signer.thumb).not.toBe(wallet.signer.thumb);
    const payment = await renewed.prepare(url, second);
    const answer = await renewed.sendRequest(payment);
    expect(answer.signed.code).toBe('approved');
    await renewed.sendAdvice(payment, answer);
    await (await renewed.renewed()).buy(url, third);
    const { intermediary, issuer } = await readBooks(house.world);
    expect(intermediary.purchases).toHaveLength(3);
    expect(intermediary.otbs).toHaveLength(1);
    expect(new Set(intermediary.purchases.map(({ payer }) => payer)).size).toBe(1);
    expect(issuer.authorizations.filter(({ merchantId }) => merchantId === 'INTERMEDIARY-1')).toHaveLength(1);
  });

  test('buys books as the old one did', async () => {
    const renewed = await wallet.renewed();
    const order = await placeOrder(house.world);
    const initiation = await fetchInitiation(order.shopUrl, order.initiationPath);
    const purchase = await renewed.prepareSetPurchase(initiation);
    expect(await purchase.send()).toMatchObject({ completionCode: 'authorizationPerformed' });
  });
});
