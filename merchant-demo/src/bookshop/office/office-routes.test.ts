/** The bookshop's back office: who may enter, and that its forms ask the payment part for what they say. */
import { beforeEach, describe, expect, test } from 'vitest';
import {
  type Browser,
  bookshopToken,
  createDemoBookshop,
  type DemoBookshop,
} from '../../testing/demo-bookshop.ts';

let shop: DemoBookshop;
let shopper: Browser;
let clerk: Browser;
let reference: string;

beforeEach(async () => {
  shop = createDemoBookshop();
  shopper = shop.newBrowser();
  clerk = shop.newBrowser();
  reference = await shop.order(shopper, { 'monte-cristo': '1', candide: '2' });
  shop.desk.play('order-1', { state: 'authorized' });
});

const signIn = () => clerk.send('/operator/sign-in', { token: bookshopToken });
const act = (path: string, fields: Record<string, string> = {}) =>
  clerk.send(`/operator/order/${reference}/${path}`, fields);
const bearer = { authorization: `Bearer ${bookshopToken}` };

describe('the door', () => {
  test('opens with the operator’s token, and shows the orders', async () => {
    expect((await clerk.get('/operator')).status).toBe(401);
    expect((await signIn()).status).toBe(303);
    const page = await (await clerk.get('/operator')).text();
    expect(page).toContain(`/operator/order/${reference}`);
    expect(page).toContain('Camille Dubois');
  });
  test('stays closed to a wrong token, to shoppers, and to other sites', async () => {
    expect((await clerk.send('/operator/sign-in', { token: 'wrong' })).status).toBe(401);
    expect((await shopper.get('/operator/orders')).status).toBe(401);
    expect((await shopper.get(`/operator/order/${reference}`)).headers.get('location')).toBe('/operator');
    for (const path of ['ship', 'cancel', 'refund']) expect((await act(path)).status).toBe(403);
    await signIn();
    const answer = await clerk.send(
      `/operator/order/${reference}/cancel`,
      {},
      { origin: 'https://evil.example' },
    );
    expect(answer.status).toBe(403);
    expect((await clerk.send('/operator/close-batch', {}, { origin: 'null' })).status).toBe(403);
    expect(shop.desk.asked).toEqual([]);
  });
  test('lets programs in with the token, and answers them in JSON', async () => {
    const { orders } = (await (await clerk.get('/operator/orders', bearer)).json()) as { orders: unknown[] };
    expect(orders).toMatchObject([
      { reference, orderId: 'order-1', totalMinor: 12_621, currency: 'EUR', state: 'authorized' },
    ]);
    const headers = { ...bearer, accept: 'application/json', origin: '' };
    const answer = await clerk.send(`/operator/order/${reference}/ship`, { 'send-candide': '2' }, headers);
    expect(await answer.json()).toEqual({ note: 'shipped' });
  });
});

describe('sending', () => {
  beforeEach(async () => {
    await signIn();
  });
  test('everything takes the whole amount', async () => {
    const answer = await act('ship', { 'send-monte-cristo': '1', 'send-candide': '2', rest: 'kept' });
    expect(answer.headers.get('location')).toBe(`/operator/order/${reference}?note=shipped`);
    expect(shop.desk.asked).toEqual(['capture 12621 released']);
    expect(shop.book.parcelsOf(reference)).toHaveLength(1);
  });
  test('a part takes that part, and keeps or releases the rest as chosen', async () => {
    await act('ship', { 'send-candide': '2', 'send-monte-cristo': '0', rest: 'kept' });
    shop.desk.play('order-1', { state: 'partShipped', capturedMinor: 721 });
    await act('ship', { 'send-monte-cristo': '1', rest: 'kept' });
    expect(shop.desk.asked).toEqual(['capture 721 kept', 'capture 11900 released']);
  });
  test('releases the rest that is not available', async () => {
    await act('ship', { 'send-candide': '1', rest: 'released' });
    expect(shop.desk.asked).toEqual(['capture 361 released']);
  });
  test.each([
    ['nothing', {}],
    ['more than was ordered', { 'send-candide': '3' }],
    ['what was not ordered', { 'send-horla': '1' }],
  ])('%s asks the bank for nothing', async (_, fields) => {
    const answer = await act('ship', fields as Record<string, string>);
    expect(answer.headers.get('location')).toContain('note=nothingChosen');
    expect(shop.desk.asked).toEqual([]);
  });
  test('that the bank does not answer is a parcel once its amount was taken', async () => {
    shop.desk.answer = { status: 'unknown' };
    await act('ship', { 'send-candide': '2' });
    const shown = async () => (await shopper.get(`/order/${reference}`)).text();
    expect(await shown()).not.toContain('<ol><li><p>Colis');
    shop.desk.play('order-1', { state: 'captured', capturedMinor: 721 });
    expect(await shown()).toContain('<ol><li><p>Colis');
  });
  test('that the bank refuses makes no parcel', async () => {
    shop.desk.answer = { status: 'refused', code: 'authExpired' };
    const location = (await act('ship', { 'send-candide': '2' })).headers.get('location') ?? '';
    expect(location).toContain('note=refused&code=authExpired');
    expect(await (await clerk.get(location)).text()).toContain('role="alert"');
    shop.desk.play('order-1', { capturedMinor: 12_621 });
    expect(await (await clerk.get(`/operator/order/${reference}`)).text()).not.toContain('Colis partis');
  });
  test('is not offered for an order that nobody paid', async () => {
    shop.desk.play('order-1', { state: 'open' });
    await act('ship', { 'send-candide': '2' });
    expect(shop.desk.asked).toEqual([]);
  });
});

describe('giving back', () => {
  beforeEach(async () => {
    await signIn();
    shop.desk.play('order-1', { state: 'captured', capturedMinor: 12_621 });
  });
  test('refunds what was typed, with its reason', async () => {
    await act('refund', { amount: '3,60', reason: 'Taché' });
    expect(shop.desk.asked).toEqual(['refund 360 Taché']);
  });
  test.each(['0', '126.22', '-1', 'x', ''])('of %j is refused before the bank is asked', async (amount) => {
    const answer = await act('refund', { amount, reason: 'r' });
    expect(answer.headers.get('location')).toContain('note=badAmount');
    expect(shop.desk.asked).toEqual([]);
  });
  test('more than what is left is refused', async () => {
    shop.desk.play('order-1', { state: 'partRefunded', refundedMinor: 12_000 });
    expect((await act('refund', { amount: '6.22', reason: 'r' })).headers.get('location')).toContain(
      'badAmount',
    );
    await act('refund', { amount: '6.21', reason: 'r' });
    expect(shop.desk.asked).toEqual(['refund 621 r']);
  });
  test('cancels what is not yet refunded, and says so when the bank’s batch is closed', async () => {
    shop.desk.play('order-1', { state: 'partRefunded', refundedMinor: 1 });
    await act('cancel');
    expect(shop.desk.asked).toEqual([]);
    shop.desk.play('order-1', { state: 'captured', refundedMinor: 0 });
    shop.desk.answer = { status: 'refused', code: 'batchClosed' };
    expect((await act('cancel')).headers.get('location')).toContain('code=batchClosed');
    expect(shop.desk.asked).toEqual(['cancel']);
  });
  test('closes the batch', async () => {
    expect((await clerk.send('/operator/close-batch', {})).headers.get('location')).toBe(
      '/operator?note=closed',
    );
    expect(shop.desk.asked).toEqual(['closeBatch']);
  });
});

test('a note in an address shows only what the shop itself could have said', async () => {
  await signIn();
  const page = await (await clerk.get('/operator?note=refused&code=%3Cscript%3E')).text();
  expect(page).not.toContain('script&gt;');
  expect(await (await clerk.get('/operator?note=<b>')).text()).not.toContain('flash');
});
