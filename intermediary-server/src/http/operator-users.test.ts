/** Users over HTTP: added with a password that lets in once, locked at once, and what the pages show of them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hashPassword } from '../operator/password.ts';
import { TestHouse, testToken } from '../testing/test-house.ts';

const ownPage = { 'sec-fetch-site': 'same-origin' };
const own = 'correct horse battery';
const random = (count: number) => crypto.getRandomValues(new Uint8Array(count));
const note = { operator: 'test', role: 'admin', action: 'operator.add', subject: '', outcome: 'done' };
let house: TestHouse;

beforeAll(async () => {
  house = await TestHouse.open();
  const password = await hashPassword(own, random, { N: 1024, r: 8, p: 1 });
  await house.store.addOperator({ name: 'ann', role: 'admin', password }, note, house.now);
});
afterAll(() => house.close());

const formHeaders = { 'content-type': 'application/x-www-form-urlencoded', ...ownPage };
const cookieOf = (response: Response) => response.headers.get('set-cookie')?.split(';')[0] ?? '';
const signIn = (username: string, token: string) =>
  house.request('/operator/session', {
    ...{ method: 'POST', headers: formHeaders },
    body: new URLSearchParams({ username, token }).toString(),
  });
const get = (path: string, cookie: string) =>
  house.request(path, { headers: { cookie, accept: 'text/html' } });
const setOwn = (cookie: string, fields: Record<string, string>) =>
  house.request('/operator/password', {
    ...{ method: 'POST', headers: { ...formHeaders, cookie } },
    body: new URLSearchParams(fields).toString(),
  });
const ask = <T>(path: string, body: object) => house.operator<T>(`/operator/users${path}`, body);
const add = async (name: string, role = 'clerk') =>
  (await ask<{ password: string; until: number }>('', { name, role })).body;

describe('a user who is added', () => {
  test('signs in by the password that was shown once, and does nothing before it has set another', async () => {
    const { password, until } = await add('bob');
    expect(password).toMatch(/^(?:[a-z2-9]{4}-){4}[a-z2-9]{4}$/);
    expect(until).toBe(house.now + 24 * 3600);
    const page = await (await get('/operator/users', cookieOf(await signIn('ann', own)))).text();
    expect(page).toContain('has a one-time password');
    expect(page).not.toContain(password);
    const cookie = cookieOf(await signIn('bob', password));
    for (const path of ['/operator', '/operator/search', '/operator/panel']) {
      const response = await get(path, cookie);
      expect([response.status, response.headers.get('location')]).toEqual([303, '/operator/password']);
    }
    const state = await house.request('/operator/state', { headers: { cookie } });
    expect([state.status, await state.json()]).toMatchObject([403, { code: 'ERR_OPERATOR_PASSWORD_DUE' }]);
    const form = await (await get('/operator/password', cookie)).text();
    expect(form).toContain('somebody else has seen');
    expect(form).not.toContain('href="/operator/search"');

    for (const [fields, words] of [
      [{ current: password, new: 'a password', again: 'another' }, 'not the same both times'],
      [{ current: password, new: password, again: password }, 'is the old one'],
      [{ current: password, new: 'short', again: 'short' }, '12 to 200 characters'],
      [{ current: 'wrong', new: own, again: own }, 'is another'],
    ] as const) {
      const refused = await setOwn(cookie, fields);
      expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining(words)]);
    }
    const spaced = ` ${own} `;
    const set = await setOwn(cookie, { current: password, new: spaced, again: spaced });
    expect([set.status, set.headers.get('location')]).toEqual([303, '/operator']);
    expect((await get('/operator/search', cookie)).headers.get('location')).toBe('/operator');
    expect((await get('/operator/search', cookieOf(set))).status).toBe(200);
    expect((await signIn('bob', password)).status).toBe(401);
    expect((await signIn('bob', spaced)).status).toBe(303);
    const trail = JSON.stringify((await house.operator('/operator/audit')).body);
    for (const secret of [password, own, 'scrypt']) expect(trail).not.toContain(secret);
    expect(trail).toContain('"action":"operator.ownPassword","subject":"bob"');
  });
  test.each([
    ['under a name that is taken', { name: 'ann', role: 'clerk' }, 409, 'ERR_OPERATOR_NAME_TAKEN'],
    [
      'under the name of the token’s holder',
      { name: 'operator', role: 'clerk' },
      400,
      'ERR_INTERMEDIARY_REQUEST',
    ],
    ['under a name that is none', { name: '<b>', role: 'clerk' }, 400, 'ERR_INTERMEDIARY_REQUEST'],
    ['in a role that is none', { name: 'dora', role: 'root' }, 400, 'ERR_INTERMEDIARY_REQUEST'],
    [
      'with a password that was chosen',
      { name: 'dora', role: 'clerk', password: own },
      400,
      'ERR_INTERMEDIARY_REQUEST',
    ],
  ])('%s is refused', async (_what, body, status, code) => {
    expect(await ask('', body)).toMatchObject({ status, body: { code } });
  });
});

describe('what did not work', () => {
  test('is told in words to a person, as JSON to a program, each with its code', async () => {
    const cookie = cookieOf(await signIn('ann', own));
    const [page, json] = [
      await get('/operator/purchases/none', cookie),
      await house.request('/operator/purchases/none', { headers: { cookie } }),
    ];
    const text = await page.text();
    expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html; charset=UTF-8']);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(text).toContain('There is no such receipt.');
    expect(text).toContain('<code>ERR_INTERMEDIARY_NOT_FOUND</code>');
    expect([json.status, await json.json()]).toMatchObject([404, { code: 'ERR_INTERMEDIARY_NOT_FOUND' }]);
    // Whoever is not signed in learns nothing of the pages.
    expect((await get('/operator/purchases/none', '')).headers.get('location')).toBe('/operator');
  });
});

describe('an admin', () => {
  const because = { reason: 'has left' };

  test('locks a user, whose session ends at once, and who can not sign in', async () => {
    const { password } = await add('cid');
    const cookie = cookieOf(await signIn('cid', password));
    expect((await get('/operator/password', cookie)).status).toBe(200);
    expect(await ask('/cid/status', { status: 'disabled', ...because })).toMatchObject({ status: 200 });
    expect((await get('/operator/password', cookie)).headers.get('location')).toBe('/operator');
    expect((await signIn('cid', password)).status).toBe(401);
    expect((await house.operator('/operator/audit')).body).toMatchObject({
      entries: expect.arrayContaining([
        expect.objectContaining({ action: 'operator.disable', subject: 'cid', outcome: 'done: has left' }),
      ]),
    });
  });
  test('gives another role, which holds from the next request on', async () => {
    const cookie = cookieOf(await signIn('ann', own));
    await house.store.addOperator({ name: 'eve', role: 'admin', password: 'none' }, note, house.now);
    expect((await get('/operator/users', cookie)).status).toBe(200);
    expect(await ask('/ann/role', { role: 'clerk', ...because })).toMatchObject({ status: 200 });
    expect((await get('/operator/users', cookie)).status).toBe(403);
    expect(await ask('/eve/role', { role: 'clerk', ...because })).toMatchObject({
      ...{ status: 409, body: { code: 'ERR_OPERATOR_LAST_ADMIN' } },
    });
    expect((await ask('/ann/role', { role: 'admin', ...because })).status).toBe(200);
  });
  test('makes no password for itself, and for others one that ends their sessions', async () => {
    const cookie = cookieOf(await signIn('ann', own));
    const self = await house.request('/operator/users/ann/password', {
      ...{ method: 'POST', headers: { cookie, ...ownPage }, body: JSON.stringify(because) },
    });
    expect(self.status).toBe(400);
    expect((await ask<{ password: string }>('/ann/password', because)).body.password).toHaveLength(24);
    expect((await get('/operator/users', cookie)).headers.get('location')).toBe('/operator');
  });
  test.each(['/nobody/status', '/nobody/role', '/nobody/password'])('%s finds nobody', async (path) => {
    const change = { status: { status: 'active' }, role: { role: 'clerk' }, password: {} }[
      path.split('/')[2] ?? ''
    ];
    expect((await ask(path, { ...change, ...because })).status).toBe(404);
    expect((await ask(path, { ...change })).status).toBe(400);
  });
  test('who has the token has no password to set', async () => {
    const response = await house.request('/operator/password', {
      headers: { authorization: `Bearer ${testToken}` },
    });
    expect(response.status).toBe(400);
  });
});
