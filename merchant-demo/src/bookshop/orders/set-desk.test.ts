/** The bookshop with the real payment part: what pages say and forms do is what the bank's books hold. */
import { createSetEndpoints } from '@ecomm/merchant';
import { initiationMediaType } from '@ecomm/protocol';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  createTestSetShop,
  type TestSetShop,
} from '../../../../packages/merchant/src/testing/test-set-shop.ts';
import { openDatabase } from '../../payment/store/open-database.ts';
import {
  type Browser,
  bookshopOrigin,
  bookshopToken,
  createDemoBookshop,
  type DemoBookshop,
} from '../../testing/demo-bookshop.ts';
import { bookshopMigrations } from '../store/migrations.ts';
import { SqliteOrderStore } from '../store/sqlite-order-store.ts';
import { setDesk } from './set-desk.ts';

let payment: TestSetShop;
let shop: DemoBookshop;
let browser: Browser;
let reference: string;

beforeEach(async () => {
  payment = await createTestSetShop({
    merchant: {
      origin: bookshopOrigin,
      orders: new SqliteOrderStore(openDatabase(':memory:', bookshopMigrations)),
    },
  });
  const { merchant, settler } = payment;
  shop = createDemoBookshop({
    desk: setDesk(merchant, settler),
    endpoints: createSetEndpoints({ merchant, settler }),
    now: merchant.now,
  });
  browser = shop.newBrowser();
  reference = await shop.order(browser, { 'monte-cristo': '1', candide: '2' });
});

const office = (path: string, fields: Record<string, string> = {}) =>
  browser.send(`/operator/${path}`, fields, {
    authorization: `Bearer ${bookshopToken}`,
    accept: 'application/json',
  });
const act = async (path: string, fields: Record<string, string> = {}) =>
  (await (await office(`order/${reference}/${path}`, fields)).json()) as { note: string; code?: string };

async function pay(): Promise<void> {
  const [order] = await payment.merchant.orders.list(1);
  if (order === undefined) throw new Error('the checkout has opened no order');
  await payment.pay(await payment.prepare(order));
}

const pageOf = async (path = '') =>
  (await browser.get(`/order/${reference}${path}`, { 'accept-language': 'en' })).text();

describe('an order of the bookshop', () => {
  test('is described to wallets, and to nobody by another name', async () => {
    const [order] = await payment.merchant.orders.list(1);
    const accept = { accept: initiationMediaType };
    const answer = await browser.get(`/set/initiation/${order?.orderId}`, accept);
    expect(answer.headers.get('content-type')).toMatch(/^application\/set-payment-initiation/);
    expect(await answer.text()).toContain('2 × Candide');
    expect((await browser.get('/set/initiation/order-1', accept)).status).toBe(404);
  });
  test('that is paid is reserved, and the page shows the bank’s number', async () => {
    await pay();
    expect(payment.gateway.books).toEqual({ heldMinor: 12_621, capturedMinor: 0, creditedMinor: 0 });
    const page = await pageOf('/success');
    expect(page).toContain('Thank you. We are wrapping.');
    expect(page).toContain('€126.21');
    expect(page).toContain('A1B2C3');
  });
  test('that is declined says why, and may be paid again', async () => {
    payment.gateway.authCode = 'expiredCard';
    await pay();
    expect(await pageOf('/failure')).toContain('This card has expired.');
    payment.gateway.authCode = 'approved';
    await pay();
    expect(await pageOf()).toContain('Paid: the parcel is being packed');
  });
  test('leaves in two parcels, each taken when it leaves', async () => {
    await pay();
    expect(await act('ship', { 'send-candide': '2', rest: 'kept' })).toEqual({ note: 'shipped' });
    expect(payment.gateway.books).toEqual({ heldMinor: 0, capturedMinor: 721, creditedMinor: 0 });
    expect(await pageOf()).toContain('Posted in part');
    expect(await act('ship', { 'send-monte-cristo': '1' })).toEqual({ note: 'shipped' });
    expect(payment.gateway.books.capturedMinor).toBe(12_621);
    expect(await pageOf()).toContain('>Posted<');
    await payment.expectBalanced();
  });
  test('sent off twice at once leaves once', async () => {
    await pay();
    const fields = { 'send-candide': '2', rest: 'kept' };
    const notes = await Promise.all([act('ship', fields), act('ship', fields), act('ship', fields)]);
    expect(notes.filter(({ note }) => note === 'shipped')).toHaveLength(1);
    expect(payment.gateway.books.capturedMinor).toBe(721);
    expect((await pageOf()).match(/<li>2 × <span/g)).toHaveLength(1);
  });
  test('whose rest is not available is taken in part, and the rest released', async () => {
    await pay();
    await act('ship', { 'send-candide': '2', rest: 'released' });
    expect(payment.gateway.books).toEqual({ heldMinor: 0, capturedMinor: 721, creditedMinor: 0 });
    expect(await act('ship', { 'send-monte-cristo': '1' })).toEqual({ note: 'refused' });
    await payment.expectBalanced();
  });
  test('is refunded in part and in whole, and not beyond', async () => {
    await pay();
    await act('ship', { 'send-candide': '2', 'send-monte-cristo': '1' });
    expect(await act('refund', { amount: '3.60', reason: 'stained' })).toEqual({ note: 'refunded' });
    expect(await pageOf()).toContain('Refunded in part');
    expect(await act('refund', { amount: '122.62', reason: 'r' })).toEqual({ note: 'badAmount' });
    await act('refund', { amount: '122.61', reason: 'r' });
    expect(payment.gateway.books.creditedMinor).toBe(12_621);
    await payment.expectBalanced();
  });
  test('is cancelled before it leaves: nothing stays reserved', async () => {
    await pay();
    expect(await act('cancel')).toEqual({ note: 'cancelled' });
    expect(payment.gateway.books).toEqual({ heldMinor: 0, capturedMinor: 0, creditedMinor: 0 });
    expect(await pageOf()).toContain('>Cancelled<');
  });
  test('that the shopper gives up is paid by no wallet after', async () => {
    await browser.send(`/order/${reference}/give-up`, {});
    await expect(pay()).rejects.toMatchObject({ code: 'ERR_ORDER_CLOSED' });
  });
});

describe('the batch', () => {
  test('is shown as the bank counts it, and closed once', async () => {
    await pay();
    await act('ship', { 'send-candide': '2', 'send-monte-cristo': '1' });
    await browser.send('/operator/sign-in', { token: bookshopToken });
    const page = await (await browser.get('/operator', { 'accept-language': 'en' })).text();
    expect(page).toContain('Open batch 1');
    expect(page).toMatch(/Taken \(1\)<\/dt><dd class="money">€126\.21/);
    expect(await (await office('close-batch')).json()).toEqual({ note: 'closed' });
    expect(await (await office('close-batch')).json()).toEqual({ note: 'refused', code: 'batchClosed' });
    expect(await act('cancel')).toEqual({ note: 'refused', code: 'batchClosed' });
  });
});

describe('a bank that is away', () => {
  test('leaves the parcel on its way; it counts when the answer comes, once', async () => {
    await pay();
    payment.gateway.line = 'loseAnswers';
    expect(await act('ship', { 'send-candide': '2', rest: 'released' })).toEqual({ note: 'unknown' });
    expect(await pageOf()).not.toContain('<ol><li><p>Parcel');
    expect(await act('ship', { 'send-monte-cristo': '1' })).toMatchObject({ code: 'ERR_ORDER_BUSY' });
    payment.gateway.line = 'up';
    await expect.poll(() => pageOf(), { timeout: 20_000 }).toContain('<ol><li><p>Parcel');
    expect(await pageOf()).toContain('<ul><li>2 × <span lang="fr">Candide</span></li></ul>');
    expect(payment.gateway.books.capturedMinor).toBe(721);
  });
  test('shows an office without a batch, not a failure', async () => {
    payment.gateway.line = 'down';
    await browser.send('/operator/sign-in', { token: bookshopToken });
    const answer = await browser.get('/operator', { 'accept-language': 'en' });
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('The bank has no open batch for us.');
    expect(await (await office('close-batch')).json()).toMatchObject({ code: 'ERR_GATEWAY_UNREACHABLE' });
  });
});
