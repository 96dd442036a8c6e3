/** Each address of the operator wants the role that the table says, and is in the table. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hashPassword } from '../operator/password.ts';
import { isAtLeast, type OperatorRole, roles } from '../operator/roles.ts';
import { TestHouse } from '../testing/test-house.ts';
import { leastRoleFor, routes } from './routes.ts';

const password = 'correct horse battery';
const ownPage = { 'sec-fetch-site': 'same-origin' };
const note = { operator: 'test', role: 'admin', action: 'operator.add', subject: '', outcome: 'done' };
const guarded = routes.filter(({ path, access }) => path.startsWith('/operator') && access !== 'open');
const cookies = new Map<OperatorRole, string>();
let house: TestHouse;

beforeAll(async () => {
  house = await TestHouse.open();
  const random = (count: number) => crypto.getRandomValues(new Uint8Array(count));
  for (const role of roles) {
    const hash = await hashPassword(password, random, { N: 1024, r: 8, p: 1 });
    await house.store.addOperator({ name: `the-${role}`, role, password: hash }, note, house.now);
    const response = await house.request('/operator/session', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...ownPage },
      body: new URLSearchParams({ username: `the-${role}`, token: password }).toString(),
    });
    cookies.set(role, response.headers.get('set-cookie')?.split(';')[0] ?? '');
  }
});
afterAll(() => house.close());

test('every address that there is is described, and every one that is described is there', () => {
  const there = house.opened.app.routes.filter(({ method }) => method !== 'ALL' && method !== 'OPTIONS');
  const known = new Set(there.map(({ method, path }) => `${method} ${path}`));
  expect([...known].sort()).toEqual(routes.map(({ method, path }) => `${method} ${path}`).sort());
});

describe.each(roles)('as %s', (role) => {
  test.each(guarded.map(({ method, path, access }) => [method, path, access as OperatorRole] as const))(
    '%s %s, for %s',
    async (method, path, least) => {
      // Nothing that exists: what passes the guard finds nothing, or refuses the body.
      const response = await house.request(path.replace(/:[A-Za-z]+/g, 'none'), {
        method,
        headers: { cookie: cookies.get(role) ?? '', ...ownPage },
        ...(method === 'GET' || method === 'DELETE' ? {} : { body: '-' }),
      });
      const text = await response.text();
      expect(response.status === 403).toBe(!isAtLeast(role, least));
      if (response.status === 403) expect(text).toContain('ERR_INTERMEDIARY_OPERATOR_ROLE');
      expect(response.status).not.toBe(401);
      expect(response.status).toBeLessThan(500);
    },
  );
});

test('what is in no table is an admin’s', () => {
  expect(leastRoleFor('POST', '/operator/none')).toBe('admin');
  expect(leastRoleFor('PATCH', '/operator/state')).toBe('admin');
  expect(leastRoleFor('HEAD', '/operator/state')).toBe('viewer');
});

test('a page offers a role no more than it may do', async () => {
  const page = async (role: OperatorRole) =>
    (await house.request('/operator', { headers: { cookie: cookies.get(role) ?? '' } })).text();
  expect(await page('viewer')).not.toContain('id="close-period"');
  expect(await page('admin')).toContain('id="close-period"');
});

test('a person without a session is led to the form, a program is told', async () => {
  const person = await house.request('/operator/search', { headers: { accept: 'text/html,*/*' } });
  expect([person.status, person.headers.get('location')]).toEqual([303, '/operator']);
  expect((await house.request('/operator/search')).status).toBe(401);
});

test('too many wrong tries are told so in the form', async () => {
  const wrong = () =>
    house.request('/operator/session', {
      method: 'POST',
      headers: ownPage,
      body: 'username=operator&token=wrong',
    });
  const answers = [];
  for (let count = 0; count < 6; count += 1) answers.push((await wrong()).status);
  expect(answers).toEqual([401, 401, 401, 401, 401, 429]);
});

test('accounts and closes are on the trail, with what became of them', async () => {
  await house.operator('/operator/close', {});
  const { entries } = (
    await house.operator<{ entries: { action: string; outcome: string }[] }>('/operator/audit')
  ).body;
  const closes = entries.filter(({ action }) => action === 'period.close').map(({ outcome }) => outcome);
  expect(closes).toEqual(['done', 'begun']);
});
