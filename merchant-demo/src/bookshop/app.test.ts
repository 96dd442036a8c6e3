/** The bookshop as its shoppers meet it: shelves, basket, till, and orders that only their own browser may see. */
import { beforeEach, describe, expect, test } from 'vitest';
import {
  type Browser,
  bookshopOrigin,
  createDemoBookshop,
  type DemoBookshop,
  goodAddress,
} from '../testing/demo-bookshop.ts';
import { allBooks } from './books/index.ts';
import { maxKeptOrders } from './orders/place-order.ts';

let shop: DemoBookshop;
let browser: Browser;

beforeEach(() => {
  shop = createDemoBookshop();
  browser = shop.newBrowser();
});

const textOf = async (path: string, headers: Record<string, string> = {}) =>
  (await browser.get(path, headers)).text();

describe('the shelves', () => {
  test('show every book with its price, in the shopper’s language', async () => {
    const french = await textOf('/');
    expect(french).toContain('<html lang="fr">');
    for (const { slug } of allBooks) expect(french).toContain(`href="/book/${slug}"`);
    const english = await textOf('/?lang=en');
    expect(english).toContain('€119.00');
    expect(await textOf('/book/candide')).toContain('<html lang="en">');
  });
  test('have a cover for every book', async () => {
    for (const { slug, author } of allBooks) {
      const answer = await browser.get(`/covers/${slug}.svg`);
      expect(answer.headers.get('content-type')).toMatch(/^image\/svg\+xml/);
      const cover = await answer.text();
      expect(cover).toContain(author);
      expect(cover).not.toMatch(/INK|SPOT|GROUND|style=|<script/);
    }
    expect((await browser.get('/covers/nowhere.svg')).status).toBe(404);
  });
});

describe('every page', () => {
  test('loads nothing from elsewhere and runs nothing inline', async () => {
    const reference = await shop.order(browser, { candide: '2' });
    await browser.send('/cart', { add: 'horla', count: '1' });
    const paths = [
      ...['/', '/book/cyrano', '/cart', '/checkout', '/orders', '/nowhere', '/operator'],
      ...[`/pay/${reference}`, `/order/${reference}`, `/order/${reference}/success`],
      ...[`/card-form/${reference}`, '/set/initiation/order-1'],
    ];
    for (const path of paths) {
      const answer = await browser.get(path, { 'accept-language': 'en' });
      const policy = answer.headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toMatch(/unsafe|https?:|\*/);
      const page = await answer.text();
      expect(page).not.toMatch(/<style|<script(?![^>]* src="\/)|\son\w+=|\sstyle=/);
      expect(page).not.toMatch(/(src|href|action)="(https?:)?\/\//);
      expect(page).toContain('<html lang="en">');
      expect(page).toMatch(/<main[ >]/);
    }
  });
  test('takes no form of another site, nor one that hides where it is from', async () => {
    for (const path of ['/cart', '/checkout', '/order/ABCDEFGH/give-up'])
      for (const origin of ['https://evil.example', 'null', ''])
        expect((await browser.send(path, { add: 'candide', count: '1' }, { origin })).status).toBe(403);
    expect(browser.cookies.has('cart')).toBe(false);
  });
  test('that fails says so without details', async () => {
    const reference = await shop.order(browser, { candide: '1' });
    shop.desk.factsOf = () => Promise.reject(new Error('the secret is 42'));
    const answer = await browser.get(`/order/${reference}`);
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('42');
    expect(shop.failures).toHaveLength(1);
  });
});

describe('the basket', () => {
  test('is filled, changed and emptied by forms', async () => {
    const added = await browser.send('/cart', { add: 'candide', count: '2' });
    expect([added.status, added.headers.get('location')]).toEqual([303, '/cart?added=yes']);
    expect(added.headers.get('set-cookie')).toMatch(/^cart=candide\.2; .*HttpOnly; SameSite=Lax/);
    await browser.send('/cart', { add: 'candide', count: '1' });
    expect(browser.cookies.get('cart')).toBe('candide.3');
    await browser.send('/cart', { set: 'candide', count: '1' });
    expect(browser.cookies.get('cart')).toBe('candide.1');
    expect(await textOf('/cart')).toContain('6,60'); // 3.60 and 3 of postage
    await browser.send('/cart', { set: 'candide', count: '1', remove: 'yes' });
    expect(browser.cookies.has('cart')).toBe(false);
  });
  test.each([
    { add: 'nowhere', count: '1' },
    { add: 'candide', count: '0' },
    { add: 'candide', count: '10' },
    { add: 'candide', count: 'x' },
    { add: 'candide', count: '' },
    { count: '1' },
  ])('takes no %j', async (fields) => {
    const answer = await browser.send('/cart', fields as Record<string, string>);
    expect(answer.status).toBe(404);
    expect(browser.cookies.has('cart')).toBe(false);
  });
  test('takes no form that is too long', async () => {
    expect((await browser.send('/cart', { add: 'x'.repeat(9000) })).status).toBe(413);
  });
  test('that is empty leads to no till', async () => {
    expect((await browser.get('/checkout')).headers.get('location')).toBe('/cart');
    expect((await browser.send('/checkout', goodAddress)).headers.get('location')).toBe('/cart');
    expect(shop.desk.opened).toEqual([]);
  });
});

describe('the checkout', () => {
  test('asks again for what is wrong, and keeps what was typed', async () => {
    await browser.send('/cart', { add: 'candide', count: '1' });
    const answer = await browser.send('/checkout', { ...goodAddress, postcode: '7', name: '<b>Camille</b>' });
    expect(answer.status).toBe(422);
    const page = await answer.text();
    expect(page).toContain('aria-invalid="true" aria-describedby="postcode-wrong"');
    expect(page).toContain('value="&lt;b&gt;Camille&lt;/b&gt;"');
    expect(shop.desk.opened).toEqual([]);
    expect(browser.cookies.has('cart')).toBe(true);
  });
  test('opens a payment for the whole amount, whose description says what is bought', async () => {
    const reference = await shop.order(browser, { 'monte-cristo': '1', candide: '2' });
    const [opened] = shop.desk.opened;
    expect(opened).toMatchObject({ currency: 'EUR', amountMinor: 12_621 });
    expect(opened?.successUrl).toBe(`${bookshopOrigin}/order/${reference}/success`);
    expect(opened?.description.split('\n')).toEqual([
      `Commande ${reference.slice(0, 4)}-${reference.slice(4)}`,
      '1 × Le Comte de Monte-Cristo\u00a0: 119,00\u00a0€',
      '2 × Candide\u00a0: 7,20\u00a0€',
      'Port\u00a0: 0,01\u00a0€',
      'Livraison\u00a0: Camille Dubois, 12 rue des Écoles, 75005 Paris, France',
    ]);
    expect(browser.cookies.has('cart')).toBe(false);
  });
  test('takes no more orders than a day has room for, and keeps the basket', async () => {
    shop.book.keptCount = () => maxKeptOrders;
    await browser.send('/cart', { add: 'candide', count: '1' });
    const answer = await browser.send('/checkout', goodAddress);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '3600']);
    expect(browser.cookies.get('cart')).toBe('candide.1');
    expect(shop.desk.opened).toEqual([]);
  });
  test('charges the post abroad by the country of the address', async () => {
    await browser.send('/cart', { add: 'candide', count: '1' });
    await browser.send('/checkout', { ...goodAddress, country: 'BE', postcode: '1000' });
    expect(shop.desk.opened[0]?.amountMinor).toBe(360 + 850);
  });
});

describe('the till', () => {
  test('names the payment initiation in its head and on its button', async () => {
    const reference = await shop.order(browser, { candide: '1' });
    const page = await textOf(`/pay/${reference}`);
    const attributes = 'href="/set/initiation/order-1" type="application/set-payment-initiation"';
    expect(page).toContain(`${attributes} data-set-initiation>`);
    expect(page).toContain(
      '<link rel="payment-initiation" type="application/set-payment-initiation" href="/set/initiation/order-1">',
    );
  });
  test('explains itself to people where wallets read the initiation', async () => {
    const reference = await shop.order(browser, { candide: '1' });
    const answer = await browser.get('/set/initiation/order-1', { accept: 'text/html,*/*;q=0.8' });
    expect(answer.headers.get('vary')).toContain('Accept');
    expect(await answer.text()).toContain(`href="/card-form/${reference}"`);
  });
  test('hands the initiation to the payment part when a wallet asks', async () => {
    const endpoints = { handle: async () => new Response('SET-Initiation-Type: Payment-Initiation') };
    shop = createDemoBookshop({ endpoints });
    const headers = { accept: 'application/set-payment-initiation' };
    const answer = await shop.newBrowser().get('/set/initiation/order-1', headers);
    expect(await answer.text()).toMatch(/^SET-Initiation-Type/);
  });
  test('is closed once the order is paid', async () => {
    const reference = await shop.order(browser, { candide: '1' });
    shop.desk.play('order-1', { state: 'authorized' });
    for (const path of [`/pay/${reference}`, `/card-form/${reference}`])
      expect((await browser.get(path)).headers.get('location')).toBe(`/order/${reference}`);
  });
  test('has a card form whose card inputs have no name and whose form has no address', async () => {
    const reference = await shop.order(browser, { candide: '1' });
    const page = await textOf(`/card-form/${reference}`);
    const form = /<form[^>]*data-card-form.*?<\/form>/s.exec(page)?.[0] ?? '';
    expect(form).toContain('autocomplete="cc-number"');
    expect(form).not.toMatch(/\sname=|\saction=|\smethod=/);
    expect(form).toContain('<noscript>');
    expect(form).toMatch(/<button[^>]* disabled /);
  });
  test('offers no card form that was not built', async () => {
    shop = createDemoBookshop({ cardFormScript: undefined });
    browser = shop.newBrowser();
    const reference = await shop.order(browser, { candide: '1' });
    expect((await browser.get(`/card-form/${reference}`)).status).toBe(404);
    expect(await textOf(`/pay/${reference}`)).not.toContain('/card-form/');
  });
});

describe('an order', () => {
  test('says what the payment part knows, whatever address the wallet led to', async () => {
    const reference = await shop.order(browser, { candide: '1' });
    expect(await textOf(`/order/${reference}/success?lang=en`)).toContain(
      'We have not received your payment yet',
    );
    shop.desk.play('order-1', { state: 'declined', authCode: 'expiredCard' });
    const refused = await textOf(`/order/${reference}/success`);
    expect(refused).toContain('Payment refused');
    expect(refused).toContain('This card has expired.');
    shop.desk.play('order-1', { state: 'authorized' });
    expect(await textOf(`/order/${reference}/failure`)).toContain('Paid: the parcel is being packed');
    expect(await textOf(`/order/${reference}/success`)).toContain('Thank you. We are wrapping.');
  });
  test('that is being settled asks by itself how it stands', async () => {
    const reference = await shop.order(browser, { candide: '1' });
    shop.desk.play('order-1', { state: 'unknown', isMoving: true });
    expect(await textOf(`/order/${reference}`)).toContain(`data-state-path="/order/${reference}/state"`);
    expect(await (await browser.get(`/order/${reference}/state`)).json()).toEqual({ state: 'unknown' });
    expect(await textOf(`/pay/${reference}`)).not.toContain('data-set-initiation');
  });
  test('is shown to no other browser', async () => {
    const reference = await shop.order(browser, { candide: '1' });
    const stranger = shop.newBrowser();
    await shop.order(stranger, { horla: '1' });
    for (const path of ['/order/', '/pay/', '/card-form/'])
      expect((await stranger.get(`${path}${reference}`)).status).toBe(404);
    expect((await stranger.get(`/order/${reference}/state`)).status).toBe(404);
    expect((await stranger.get('/set/initiation/order-1')).status).toBe(404);
    expect((await stranger.send(`/order/${reference}/give-up`, {})).status).toBe(404);
    expect(await (await stranger.get('/orders')).text()).not.toContain(reference.slice(0, 4));
    expect(await textOf('/orders')).toContain(reference.slice(0, 4));
    expect(shop.desk.asked).toEqual([]);
  });
  test('can be given up while it is not paid, and not after', async () => {
    const reference = await shop.order(browser, { candide: '1' });
    await browser.send(`/order/${reference}/give-up`, {});
    expect(shop.desk.asked).toEqual(['cancel']);
    shop.desk.play('order-1', { state: 'authorized' });
    await browser.send(`/order/${reference}/give-up`, {});
    expect(shop.desk.asked).toEqual(['cancel']);
  });
  test('under a reference that is none is not looked for', async () => {
    for (const reference of ['abcdefgh', 'ABCDEFG', 'ABCDEFGHI', 'ILOU0000', "'--"])
      expect((await browser.get(`/order/${encodeURIComponent(reference)}`)).status).toBe(404);
  });
});
