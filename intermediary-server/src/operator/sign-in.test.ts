/** Signing in: who is let in, how often one may be wrong, and what is noted of it. */
import { beforeEach, describe, expect, test } from 'vitest';
import { testRandom } from '../../../packages/protocol/src/testing/demo-parties.ts';
import type { AuditNote } from '../ledger/audit-entry.ts';
import type { OperatorUser } from '../ledger/operator-users.ts';
import { RateLimit } from '../rate-limit.ts';
import { hashPassword, isPassword } from './password.ts';
import { type OperatorAccess, operatorAccess } from './sign-in.ts';

const cheap = { N: 1024, r: 8, p: 1 };
const password = 'correct horse battery';
const token = 'token-of-the-file-0123456789abcdef';
let now: number;
let users: Map<string, OperatorUser>;
let notes: AuditNote[];
let access: OperatorAccess;

beforeEach(async () => {
  now = 1000;
  notes = [];
  const hash = await hashPassword(password, testRandom, cheap);
  users = new Map([
    [
      'camille',
      { name: 'camille', role: 'clerk', status: 'active', password: hash, isOneTime: false, setAt: 1 },
    ],
  ]);
  access = operatorAccess({
    ...{ token, random: testRandom, clock: () => now, passwordCost: cheap },
    findOperator: async (name) => users.get(name),
    addAudit: async (note) => void notes.push(note),
  });
});

const signIn = (name: string, secret: string, address = '127.0.0.1') =>
  access.signIn({ name, secret, address });
const session = async (name = 'camille', secret = password) => {
  const result = await signIn(name, secret);
  if (typeof result === 'string') throw new Error(result);
  return result.session;
};
const set = (change: Partial<OperatorUser>) => {
  const user = users.get('camille');
  if (user !== undefined) users.set('camille', { ...user, ...change });
};

describe('a session', () => {
  test('is a user’s, with its role of this moment', async () => {
    const given = await session();
    expect(await access.operatorOf(given)).toEqual({ name: 'camille', role: 'clerk' });
    set({ role: 'viewer' });
    expect(await access.operatorOf(given)).toEqual({ name: 'camille', role: 'viewer' });
  });
  test('of the token’s holder is an admin’s', async () => {
    expect(await access.operatorOf(await session('operator', token))).toEqual({
      name: 'operator',
      role: 'admin',
    });
  });
  test.each<[string, () => void | Promise<void>]>([
    ['its user is disabled', () => set({ status: 'disabled' })],
    [
      'its user has another password',
      async () => set({ password: await hashPassword('quite another one', testRandom, cheap) }),
    ],
    [
      'half a day is over',
      () => {
        now += 12 * 3600 + 1;
      },
    ],
  ])('ends when %s', async (_what, happens) => {
    const given = await session();
    await happens();
    expect(await access.operatorOf(given)).toBeUndefined();
  });
  test('ends by signing out, once', async () => {
    const given = await session();
    await access.end(given);
    await access.end(given);
    expect(await access.operatorOf(given)).toBeUndefined();
    expect(notes.map(({ action }) => action)).toEqual(['signIn', 'signOut']);
  });
});

describe('a password that an admin was shown', () => {
  beforeEach(() => set({ isOneTime: true, setAt: now }));

  test('lets in, to set another', async () => {
    expect(await access.operatorOf(await session())).toEqual({
      ...{ name: 'camille', role: 'clerk', mustSetPassword: true },
    });
  });
  test('lets nobody in after a day, and is refused as a wrong one is', async () => {
    now += 24 * 3600 + 1;
    expect(await signIn('camille', password)).toBe('wrong');
  });
});

test('a password that is only looked at counts as a try, and gives no session', async () => {
  const attempt = { name: 'camille', secret: password, address: 'a' };
  expect(await access.check(attempt)).toEqual({ password: users.get('camille')?.password });
  expect(await access.check({ ...attempt, name: 'operator', secret: token })).toBe('wrong');
  const wrong = Array.from({ length: 8 }, () => access.check({ ...attempt, secret: 'wrong' }));
  expect((await Promise.all(wrong)).filter((outcome) => outcome === 'tooOften')).toHaveLength(3);
  expect(notes).toEqual([]);
});

test('a wrong password, a name that nobody has and a disabled user are refused alike', async () => {
  expect(await signIn('camille', 'wrong')).toBe('wrong');
  expect(await signIn('my secret password', '')).toBe('wrong');
  expect(await signIn('operator', password)).toBe('wrong');
  set({ status: 'disabled' });
  expect(await signIn('camille', password)).toBe('wrong');
  expect(notes.map(({ operator, outcome }) => `${operator} ${outcome}`)).toEqual([
    ...['camille refused', 'nobody refused', 'operator refused', 'camille refused'],
  ]);
});

test('after five wrong tries a name waits, also with the right password, and then may try once more', async () => {
  const tries = await Promise.all(Array.from({ length: 8 }, () => signIn('operator', 'wrong')));
  expect(tries.filter((outcome) => outcome === 'wrong')).toHaveLength(5);
  expect(await signIn('operator', token)).toBe('tooOften');
  expect(await signIn('camille', password)).toHaveProperty('session');
  now += 30;
  expect(await signIn('operator', token)).toHaveProperty('session');
  expect(notes).toHaveLength(7);
});

describe('a guesser elsewhere', () => {
  /** From ever other addresses, as often as a name lets it. */
  const guess = async (times: number) => {
    const outcomes = [];
    for (let count = 0; count < times; count += 1)
      outcomes.push(await signIn('camille', `guess ${count}`, `192.0.2.${count}`));
    return outcomes;
  };

  test('keeps nobody out who signed in from its address before', async () => {
    await session();
    await guess(6);
    for (let count = 0; count < 20; count += 1) {
      now += 30;
      await guess(1);
      expect(await signIn('camille', password)).toHaveProperty('session');
    }
  });
  test('may guess no oftener for that, nor by spelling a name with an address', async () => {
    await session();
    expect((await guess(20)).filter((outcome) => outcome === 'wrong')).toHaveLength(5);
    expect(await signIn('camille', password, '192.0.2.99')).toBe('tooOften');
    for (let count = 0; count < 8; count += 1) await signIn('camille 127.0.0.1', 'guess', '192.0.2.99');
    expect(await signIn('camille', password)).toHaveProperty('session');
  });
  test('keeps out who was not here before, for half a minute', async () => {
    await guess(6);
    expect(await signIn('camille', password)).toBe('tooOften');
    now += 30;
    expect(await signIn('camille', password)).toHaveProperty('session');
  });
  test('who sits at that very address guesses as seldom', async () => {
    await session();
    const tries = await Promise.all(Array.from({ length: 8 }, () => signIn('camille', 'wrong')));
    expect(tries.filter((outcome) => outcome === 'wrong')).toHaveLength(5);
    expect(await signIn('camille', password)).toBe('tooOften');
  });
  test('is not taken for one of those whose address is not known', async () => {
    expect(await signIn('camille', password, '')).toHaveProperty('session');
    await guess(6);
    expect(await signIn('camille', password, '')).toBe('tooOften');
  });
});

test('an address that tries many names waits, whatever the names', async () => {
  const limit = new RateLimit(() => now, { perSecond: 1 / 30, burst: 3 });
  expect([1, 2, 3, 4].map(() => limit.take('address'))).toEqual([true, true, true, false]);
  limit.giveBack('address');
  expect([limit.take('address'), limit.take('address')]).toEqual([true, false]);
  now += 3000;
  expect([1, 2, 3, 4].map(() => limit.take('address'))).toEqual([true, true, true, false]);
});

describe('a hash', () => {
  test('has its parameters and a salt of its own', async () => {
    const hashes = await Promise.all(
      [1, 2].map(() =>
        hashPassword(password, (count) => crypto.getRandomValues(new Uint8Array(count)), cheap),
      ),
    );
    expect(hashes[0]).toMatch(/^scrypt\$1024\$8\$1\$/);
    expect(hashes[0]).not.toBe(hashes[1]);
    expect(await isPassword(password, hashes[0])).toBe(true);
    expect(await isPassword(password.toUpperCase(), hashes[0])).toBe(false);
  });
  test.each([
    undefined,
    '',
    'plain',
    'scrypt$1024$8$1$short$short',
    'bcrypt$1024$8$1$AAAAAAAAAAAAAAAAAAAAAA$x',
  ])('that is none (%s) is nobody’s', async (kept) => {
    expect(await isPassword('', kept, cheap)).toBe(false);
  });
});
