/** The back office opens to the operator's token alone, and no other site can use a session. */
import { beforeEach, describe, expect, test } from 'vitest';
import { TestIntermediary } from '../../../../packages/merchant/src/testing/test-intermediary.ts';
import { createDemoShop, type DemoShop, operatorToken, shopOrigin } from '../../testing/demo-shop.ts';

let shop: DemoShop;

beforeEach(async () => {
  shop = await createDemoShop(shop?.world);
});

const bearer = { authorization: `Bearer ${operatorToken}` };
const form = { 'content-type': 'application/x-www-form-urlencoded', origin: shopOrigin };

describe('the books', () => {
  test('list every sale with its state, and sum what was delivered and credited', async () => {
    const { receiptId } = await shop.buy('/article/minitel');
    await shop.buy('/article/centimes');
    await shop.merchant.store.beginClaim({
      rrpid: 'c',
      intermediaryId: 'INTERMEDIARY-1',
      message: 'm',
      madeAt: 0,
      receiptIds: [receiptId],
    });
    await shop.merchant.store.endClaim('c', [{ receiptId, code: 'credited' }]);
    const books = await (await shop.get('/operator/books', bearer)).json();
    expect(books).toMatchObject({
      sales: [
        { resource: '/article/centimes', amountMinor: 250, currency: 'EUR', state: 'delivered' },
        { resource: '/article/minitel', amountMinor: 20, currency: 'EUR', receiptId, state: 'credited' },
      ],
      deliveredCount: 2,
      creditedMinor: 20,
    });
  });
  test('hold no preimage', async () => {
    const { preimage } = await shop.buy('/article/minitel');
    const books = await (await shop.get('/operator/books', bearer)).text();
    expect(books).not.toContain(preimage);
    expect(await (await shop.get('/operator', bearer)).text()).not.toContain(preimage);
  });
  test.each([
    {},
    { authorization: 'Bearer wrong' },
    { authorization: 'Bearer ' },
    { cookie: 'operator=9999999999.x' },
  ])('stay closed to %j, and no other origin may read them', async (headers: Record<string, string>) => {
    const answer = await shop.get('/operator/books', { ...headers, origin: 'https://evil.example' });
    expect(answer.status).toBe(401);
    expect(answer.headers.has('access-control-allow-origin')).toBe(false);
  });
});

describe('the page', () => {
  const signIn = (token: string, headers: Record<string, string> = form) =>
    shop.post('/operator/sign-in', new URLSearchParams({ token }).toString(), headers);

  test('asks for the token, and with it shows the sales until one signs out', async () => {
    await shop.buy('/article/minitel');
    const before = await shop.get('/operator');
    expect(before.status).toBe(401);
    expect(await before.text()).toContain('type="password"');
    const answer = await signIn(operatorToken);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/operator']);
    const setCookie = answer.headers.get('set-cookie') ?? '';
    expect(setCookie).toMatch(/; Path=\/operator; Max-Age=\d+; HttpOnly; SameSite=Strict$/);
    expect(setCookie).not.toContain(operatorToken);
    const cookie = setCookie.split(';')[0] ?? '';
    const page = await shop.get('/operator', { cookie });
    expect(page.status).toBe(200);
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(await page.text()).toContain('/article/minitel');
    const out = await shop.post('/operator/sign-out', '', { ...form, cookie });
    expect(out.headers.get('set-cookie')).toMatch(/^operator=; .*Max-Age=0/);
  });
  test('refuses a wrong token, an empty one and a form that is too long', async () => {
    for (const token of ['wrong', '', operatorToken.slice(0, -1)]) {
      const answer = await signIn(token);
      expect(answer.status).toBe(401);
      expect(answer.headers.has('set-cookie')).toBe(false);
    }
    expect((await signIn('x'.repeat(2000))).status).toBe(413);
  });
  test('takes no form of another site', async () => {
    for (const headers of [
      { ...form, origin: 'https://evil.example' },
      { ...form, origin: 'null' },
      { 'content-type': form['content-type'] },
      { ...form, 'content-type': 'text/plain' },
    ])
      expect((await signIn(operatorToken, headers)).status).toBe(403);
  });
  test('forgets a session after its hours, and refuses one that was altered', async () => {
    const cookie = (await signIn(operatorToken)).headers.get('set-cookie')?.split(';')[0] ?? '';
    const [, session = ''] = cookie.split('=');
    const later = `operator=${Number(session.split('.')[0]) + 1}.${session.split('.')[1]}`;
    expect((await shop.get('/operator', { cookie: later })).status).toBe(401);
    shop.wait(8 * 3600 + 1);
    expect((await shop.get('/operator', { cookie })).status).toBe(401);
  });
});

describe('a refund from the page', () => {
  const ask = (fields: Record<string, string>, headers: Record<string, string> = { ...form, ...bearer }) =>
    shop.post('/operator/refund', new URLSearchParams(fields).toString(), headers);
  const whereTo = (answer: Response) => [answer.status, answer.headers.get('location')];

  test('is given back by the intermediary, told on the page and booked', async () => {
    const world = shop.world;
    const played: TestIntermediary = new TestIntermediary(world, () => shop.merchant.now());
    shop = await createDemoShop(world, {}, { fetch: played.fetch });
    const { receiptId, res } = await shop.buy('/article/centimes');
    played.accept(res);
    const page = await (await shop.get('/operator', bearer)).text();
    expect(page).toContain('name="amount" required inputmode="decimal" autocomplete="off" value="2.50"');
    const fields = {
      receipt: receiptId,
      intermediary: 'INTERMEDIARY-1',
      reason: ' The last\tpage was missing. ',
    };
    expect(whereTo(await ask({ ...fields, amount: '1,00' }))).toEqual([303, '/operator?refund=refunded']);
    expect(played.refunded.get(receiptId)).toBe(100);
    const after = await (await shop.get('/operator?refund=refunded', bearer)).text();
    expect(after).toContain('role="status"');
    expect(after).toContain('value="1.50"');
    expect(whereTo(await ask({ ...fields, amount: '1.51' }))).toEqual([303, '/operator?refund=amount']);
    expect(whereTo(await ask({ ...fields, amount: 'all' }))).toEqual([303, '/operator?refund=amount']);
    played.outage = 'refusesConnection';
    expect(whereTo(await ask({ ...fields, amount: '1.50' }))).toEqual([303, '/operator?refund=unanswered']);
    played.outage = 'none';
    await ask({ ...fields, amount: '1.50' });
    const books = await (await shop.get('/operator/books', bearer)).json();
    expect(books).toMatchObject({ sales: [{ receiptId, amountMinor: 250, refundedMinor: 250 }] });
  });
  test('is not taken from another site, nor without the token', async () => {
    const fields = { receipt: 'r', intermediary: 'I', reason: 'x', amount: '1' };
    for (const headers of [form, { ...form, authorization: 'Bearer wrong' }])
      expect((await ask(fields, headers)).status).toBe(403);
    expect(whereTo(await ask(fields))).toEqual([303, '/operator?refund=unknownReceipt']);
  });
  test('says what the address says as text, never as markup', async () => {
    const page = await (await shop.get('/operator?refund=%3Cscript%3E', bearer)).text();
    expect(page).toContain('&lt;script&gt;');
  });
});
