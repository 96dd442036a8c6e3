/** The operator's page: sign-in, session, what a foreign page may not do, and that nothing shown is markup. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { escapeHtml, html } from '../operator/html.ts';
import { TestHouse, testToken } from '../testing/test-house.ts';

let house: TestHouse;

beforeAll(async () => {
  house = await TestHouse.open();
  const wallet = await house.newWallet();
  const { receipt, preimage } = await wallet.buy(house.merchant1, house.merchant1.makeOffer(500, 'FRF'));
  await house.merchant1.claim([{ receiptId: receipt.receiptId, preimage }]);
  await house.closePeriod();
  await wallet.buy(house.merchant2, house.merchant2.makeOffer(1500, 'FRF'));
});
afterAll(() => house.close());

const ownPage = { 'sec-fetch-site': 'same-origin' };
const signIn = (token: string, headers: Record<string, string> = ownPage) =>
  house.request('/operator/session', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams({ username: 'operator', token }).toString(),
  });
const session = async () => (await signIn(testToken)).headers.get('set-cookie')?.split(';')[0] ?? '';

describe('the operator’s page', () => {
  test('asks for the token first', async () => {
    const page = await (await house.request('/operator')).text();
    expect(page).toContain('action="/operator/session"');
    expect(page).not.toContain('Open To Buys');
  });
  test('shows the books to a session, which a script can not read and a foreign page can not use', async () => {
    const response = await signIn(testToken);
    expect([response.status, response.headers.get('location')]).toEqual([303, '/operator']);
    const cookie = response.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Strict/);
    expect(cookie).toMatch(/Path=\/operator/);
    expect(cookie).not.toContain(testToken);
    const page = await (await house.request('/operator', { headers: { cookie: await session() } })).text();
    expect(page).toContain('FRF 15.00');
    expect(page).toContain('Balanced');
    expect(page).toContain('captured');
  });
  test('refuses a wrong token and says so', async () => {
    const response = await signIn('wrong');
    expect(response.status).toBe(401);
    expect(response.headers.get('set-cookie')).toBeNull();
    expect(await response.text()).toContain('Name and password do not fit.');
  });
  test('sends a strict content security policy and nothing inline', async () => {
    const response = await house.request('/operator', { headers: { cookie: await session() } });
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('unsafe');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('x-frame-options')).toBe('DENY');
    const page = await response.text();
    expect(page).not.toMatch(/ on[a-z]+=|<style| style=|javascript:|<script(?! type="module" src=)/);
    expect(page).not.toMatch(/https?:\/\//);
  });
  test('is refreshed in parts, and not at all when nothing changed', async () => {
    const cookie = await session();
    const first = await house.request('/operator/panel', { headers: { cookie } });
    const etag = first.headers.get('etag') ?? '';
    const again = await house.request('/operator/panel', { headers: { cookie, 'if-none-match': etag } });
    expect([first.status, again.status]).toEqual([200, 304]);
    expect(await first.text()).toContain('data-part="summary"');
  });
  test('ends with its session', async () => {
    const cookie = await session();
    const end = await house.request('/operator/session/end', {
      method: 'POST',
      headers: { cookie, ...ownPage },
    });
    expect(end.status).toBe(303);
    expect((await house.request('/operator/panel', { headers: { cookie } })).status).toBe(401);
    house.now += 13 * 3600;
  });
  test('ends after half a day', async () => {
    const cookie = await session();
    house.now += 12 * 3600 + 1;
    expect((await house.request('/operator/panel', { headers: { cookie } })).status).toBe(401);
  });
  test.each(['operator.css', 'operator.js', 'users.js', 'icon.svg'])('has its %s', async (name) => {
    const response = await house.request(`/operator/${name}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });
});

describe('a foreign page', () => {
  test.each<[string, Record<string, string>]>([
    ['of another site', { 'sec-fetch-site': 'cross-site' }],
    ['of another origin of this site', { 'sec-fetch-site': 'same-site' }],
    ['in an older browser', { origin: 'https://evil.example', host: '127.0.0.1:8402' }],
    ['without an origin', {}],
  ])('%s can not close a period with the operator’s cookie', async (_what, headers) => {
    const { period } = await house.state();
    const response = await house.request('/operator/close', {
      method: 'POST',
      headers: { cookie: await session(), 'content-type': 'application/json', ...headers },
      body: '{}',
    });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: 'ERR_INTERMEDIARY_CROSS_SITE' });
    expect((await house.state()).period).toBe(period);
  });
  test('can not sign the operator in or out', async () => {
    expect((await signIn(testToken, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    const cookie = await session();
    const headers = { cookie, 'sec-fetch-site': 'cross-site' };
    expect((await house.request('/operator/session/end', { method: 'POST', headers })).status).toBe(403);
  });
  test('but the page itself may, in an older browser by its origin', async () => {
    const response = await house.request('/operator/close', {
      method: 'POST',
      headers: {
        ...{ cookie: await session(), 'content-type': 'application/json' },
        ...{ origin: 'http://127.0.0.1:8402', host: '127.0.0.1:8402' },
      },
      body: '{}',
    });
    expect(response.status).toBe(200);
  });
});

test('what is shown is text, never markup', () => {
  expect(html`<b>${'<script>"\'&'}</b>`.text).toBe('<b>&lt;script&gt;&quot;&#39;&amp;</b>');
  expect(html`${[html`<i>${1}</i>`, '<', false, undefined]}`.text).toBe('<i>1</i>&lt;');
  expect(escapeHtml('plain')).toBe('plain');
});
