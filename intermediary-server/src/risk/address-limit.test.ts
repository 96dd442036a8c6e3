/** One address that asks without end, and the others that go on: by the socket, and behind a proxy by its header. */
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { Hono } from 'hono';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestWorld, type TestWorld } from '../../../packages/protocol/src/testing/demo-parties.ts';
import type { Policy } from '../policy.ts';
import { TestHouse } from '../testing/test-house.ts';
import { callerAddress } from './caller-address.ts';

const header = 'x-forwarded-for';
let house: TestHouse;
let world: TestWorld;

/** As Node's own server gives it along. */
const socketOf = (remoteAddress: string | undefined) => ({
  incoming: Object.assign(Readable.from([Buffer.from('x')]), { socket: { remoteAddress } }),
});

async function ask(from: string | undefined, named?: string, path = '/mset/mpreq'): Promise<number> {
  const headers = { 'content-type': 'application/jose', ...(named === undefined ? {} : { [header]: named }) };
  const { app } = house.opened;
  return (await app.request(path, { method: 'POST', body: 'x', headers }, socketOf(from))).status;
}
const askOften = async (count: number, from?: string, named?: string, path?: string) => {
  const statuses: number[] = [];
  for (let asked = 0; asked < count; asked += 1) statuses.push(await ask(from, named, path));
  return statuses;
};

beforeAll(async () => {
  world = await createTestWorld();
});
afterEach(() => house.close());

const open = async (policy: Partial<Policy> = {}) => {
  house = await TestHouse.open({ policy }, world);
};

describe('an address', () => {
  beforeEach(async () => {
    await open({ addressRequestsPerMinute: 3 });
  });
  test('that asks too often is told so, and others are not', async () => {
    expect(await askOften(5, '192.0.2.1')).toEqual([400, 400, 400, 429, 429]);
    expect(await ask('192.0.2.2')).toBe(400);
  });
  test('may ask again when some time has passed', async () => {
    await askOften(4, '192.0.2.1');
    house.now += 20;
    expect(await askOften(2, '192.0.2.1')).toEqual([400, 429]);
  });
  test('is not exchanged by a header that nobody named', async () => {
    expect(await askOften(3, '192.0.2.1')).not.toContain(429);
    expect(await ask('192.0.2.1', '198.51.100.7')).toBe(429);
  });
  test('of this machine, or none, is not counted', async () => {
    expect(await askOften(5, '127.0.0.1')).not.toContain(429);
    expect(await askOften(5, '::ffff:127.0.0.1')).not.toContain(429);
    expect(await askOften(5, undefined)).not.toContain(429);
  });
  test('says when to come again, in a code that a wallet can read', async () => {
    await askOften(3, '192.0.2.1');
    const init = { method: 'POST', headers: { origin: 'chrome-extension://wallet' } };
    const answer = await house.opened.app.request('/set/pinit', init, socketOf('192.0.2.1'));
    expect(await answer.json()).toMatchObject({ code: 'ERR_ADDRESS_LIMIT' });
    expect(answer.headers.get('retry-after')).toBe('20');
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('access-control-expose-headers')).toBe('retry-after');
  });
});

test('behind a proxy the last address of its header counts, not what the caller put before it', async () => {
  await open({ addressRequestsPerMinute: 2, addressHeader: header });
  expect(await askOften(2, '10.0.0.1', '192.0.2.1')).toEqual([400, 400]);
  expect(await ask('10.0.0.1', '198.51.100.7, 192.0.2.1')).toBe(429);
  expect(await ask('10.0.0.1', '192.0.2.2')).toBe(400);
});

test.each([
  ['another address each time', (count: number) => `198.51.100.${count}`],
  ['this machine', () => '127.0.0.1'],
  ['nonsense', (count: number) => `x${count}`],
])('a caller that is no proxy is not believed that it is %s', async (_what, named) => {
  await open({ addressRequestsPerMinute: 2, addressHeader: header });
  const statuses: number[] = [];
  for (const count of [1, 2, 3]) statuses.push(await ask('192.0.2.1', named(count)));
  expect(statuses).toEqual([400, 400, 429]);
});

test.each([
  ['one /64', {}, (count: number) => socketOf(`2001:db8:1:2::${count}`), () => ({})],
  [
    'one address behind a proxy',
    { addressHeader: header },
    () => socketOf('127.0.0.1'),
    () => ({ [header]: '192.0.2.1' }),
  ],
])(
  'tries to sign in are counted of %s, whatever the names, and others may try',
  async (_whom, policy, socket, named) => {
    await open(policy);
    const signIn = async (name: string, from: object, headers: object) => {
      const init = {
        ...{ method: 'POST', body: `username=${name}&token=wrong` },
        headers: {
          'sec-fetch-site': 'same-origin',
          'content-type': 'application/x-www-form-urlencoded',
          ...headers,
        },
      };
      return (await house.opened.app.request('/operator/session', init, from)).status;
    };
    for (let count = 0; count < 20; count += 1) await signIn('operator', socket(count), named());
    expect(await signIn('somebody', socket(21), named())).toBe(429);
    const other = Object.keys(named()).length > 0 ? { [header]: '192.0.2.2' } : {};
    const from = Object.keys(other).length > 0 ? socket(0) : socketOf('2001:db8:1:3::1');
    expect(await signIn('somebody', from, other)).toBe(401);
  },
);

test('pushed lists have a limit of their own, so that they keep nobody from paying', async () => {
  await open({ addressPushesPerMinute: 2 });
  expect(await askOften(4, '192.0.2.1', undefined, '/set/revocation')).toEqual([400, 400, 429, 429]);
  expect(await ask('192.0.2.1')).toBe(400);
});

test('0 is no limit', async () => {
  await open({ addressRequestsPerMinute: 0, addressPushesPerMinute: 0 });
  expect(await askOften(5, '192.0.2.1')).not.toContain(429);
});

describe('the address of a caller', () => {
  beforeEach(async () => {
    await open();
  });
  const addressOf = async (remoteAddress: string): Promise<string | undefined> => {
    let address: string | undefined;
    const app = new Hono().get('/', (context) => {
      address = callerAddress(context, undefined);
      return context.text('');
    });
    await app.request('/', {}, { incoming: { socket: { remoteAddress } } });
    return address;
  };
  test.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002::6', '2001:db8:1:2::/64'],
    ['2001:db8::6', '2001:db8:0:0::/64'],
    ['FE80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', undefined],
    ['127.9.9.9', undefined],
    ['not an address', undefined],
    ['', undefined],
  ])('%s is %s', async (remoteAddress, expected) => {
    expect(await addressOf(remoteAddress)).toBe(expected);
  });
  test('of IPv6 is the same all over its /64', async () => {
    await fc.assert(
      fc.asyncProperty(fc.ipV6(), async (address) => {
        const prefix = await addressOf(address);
        if (prefix?.endsWith('::/64') === true)
          expect(await addressOf(prefix.replace('::/64', ':1:2:3:4'))).toBe(prefix);
      }),
      { numRuns: 200 },
    );
  });
});
