/** What a party believes of who is revoked: the brand’s newest word, whole and in time; else what it knew before. */
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { encodeBase64 } from '../encoding/base64url.ts';
import {
  createTestWorld,
  type TestCardholder,
  type TestWorld,
  testBrand,
  testTime,
} from '../testing/demo-parties.ts';
import { publishTestRevocation } from '../testing/publish-revocation.ts';
import { RevocationStatus } from './revocation.ts';
import type { RevocationList } from './revocation-field.ts';

let world: TestWorld;
let holder: TestCardholder;
let known: RevocationList;
let status: RevocationStatus;

beforeAll(async () => {
  world = await createTestWorld();
  holder = await world.newCardholder();
  known = await publishTestRevocation(world, { revoked: [holder.identity.certificate], sequence: 5 });
});

const statusOf = (required = false, brand = testBrand) =>
  new RevocationStatus({ anchors: [world.root.certificate], brand, required });
const isRevoked = (of = status, at = testTime) =>
  of.isRevoked(holder.identity.certificate, world.cardholderCa.certificate, at);

beforeEach(async () => {
  status = statusOf();
  await status.load(known, testTime, []);
});

describe('a list', () => {
  test('names who is revoked, and nobody else', async () => {
    expect(isRevoked()).toBe(true);
    const other = await world.newCardholder('4970100000000022');
    expect(status.isRevoked(other.identity.certificate, world.cardholderCa.certificate, testTime)).toBe(
      false,
    );
  });
  test('of a merchant’s authority says nothing of a cardholder with the same number', () => {
    const { certificate } = world.merchant1;
    const { serialNumber } = holder.identity.certificate.path;
    const same = { ...certificate, path: { ...certificate.path, serialNumber } };
    expect(status.isRevoked(same, world.merchantCa.certificate, testTime)).toBe(false);
  });
  test('that is known is no news', async () => {
    expect(await status.load(known, testTime, [])).toBe(false);
  });
  test('is checked against its authority’s own signature where that is known', async () => {
    const fresh = statusOf();
    expect(await fresh.load(known, testTime, [world.cardholderCa.certificate])).toBe(true);
  });
  test('is sent along to who holds another, and to nobody who holds it', () => {
    expect(status.listUnlessHeld(['another'])).toEqual(known);
    expect(status.listUnlessHeld([status.digest ?? ''])).toBeUndefined();
    expect(statusOf().listUnlessHeld([])).toBeUndefined();
  });
  test('that is too long for a message is fetched instead', async () => {
    const revoked = Array.from({ length: 700 }, (_, at) => {
      const { certificate } = holder.identity;
      return {
        ...certificate,
        path: { ...certificate.path, serialNumber: `4${String(at).padStart(19, '0')}` },
      };
    });
    const long = statusOf();
    await long.load(await publishTestRevocation(world, { revoked, sequence: 6 }), testTime, []);
    expect(long.listUnlessHeld([])).toBeUndefined();
    expect(long.list).toBeDefined();
  });
});

describe('a list that changes nothing', () => {
  const refused = async (list: unknown, at = testTime) => {
    const code = await status.load(list, at, []).then(
      (isNews) => (isNews ? 'taken' : 'no news'),
      (error: { code: string }) => error.code,
    );
    expect(isRevoked()).toBe(true);
    expect(status.list).toEqual(known);
    return code;
  };
  const publish = (changes: object = {}) =>
    publishTestRevocation(world, { revoked: [], sequence: 6, ...changes });

  test.each([4, 5, 1])('is number %i after number 5: who was revoked stays so', async (sequence) => {
    expect(await refused(await publish({ sequence }))).toBe('no news');
  });
  test.each(['cardholderCa', 'merchantCa', 'gatewayCa'] as const)(
    'is signed by the %s',
    async (authority) => {
      expect(await refused(await publish({ signer: world[authority] }))).toBe('ERR_CERTIFICATE_ROLE');
    },
  );
  test('is of another brand below the same root', async () => {
    const other = statusOf(false, 'Other');
    await expect(other.load(known, testTime, [])).rejects.toMatchObject({ code: 'ERR_CERTIFICATE_NAME' });
    expect(other.list).toBeUndefined();
  });
  test('is signed below another root', async () => {
    const elsewhere = await createTestWorld();
    const list = await publishTestRevocation(elsewhere, { revoked: [], sequence: 9 });
    expect(await refused(list)).toBe('ERR_CERTIFICATE_SIGNATURE');
  });
  test('lacks a list that it names', async () => {
    const { bci, crls } = await publish();
    expect(await refused({ bci, crls: crls.slice(1) })).toBe('ERR_CRL_UNUSABLE');
    expect(await refused({ bci, crls: [] })).toBe('ERR_CRL_UNUSABLE');
  });
  test('brings a list that it does not name', async () => {
    const { bci, crls } = await publish();
    expect(await refused({ bci, crls: [...crls, known.crls[0] ?? ''] })).toBe('ERR_CRL_UNUSABLE');
  });
  test('brings an older list in the place of a newer', async () => {
    const { bci, crls } = await publish();
    expect(await refused({ bci, crls: [known.crls[0] ?? '', ...crls.slice(1)] })).toBe('ERR_CRL_UNUSABLE');
  });
  test('has run out, or lists that have', async () => {
    const until = testTime - 1;
    expect(await refused(await publish({ until }))).toBe('ERR_MESSAGE_TOO_OLD');
    expect(await refused(await publish(), testTime + 2 * 86_400)).toMatch(
      /^ERR_(MESSAGE_TOO_OLD|CRL_UNUSABLE)$/,
    );
  });
  test('is of tomorrow', async () => {
    expect(await refused(await publish(), testTime - 86_400)).toMatch(
      /^ERR_(MESSAGE_TOO_NEW|CERTIFICATE_NOT_YET_VALID)$/,
    );
  });
  test('has one character of its signature changed', async () => {
    const { bci, crls } = await publish();
    const at = bci.length - 20;
    const changed = `${bci.slice(0, at)}${bci[at] === 'A' ? 'B' : 'A'}${bci.slice(at + 1)}`;
    expect(await refused({ bci: changed, crls })).toBe('ERR_MESSAGE_SIGNATURE');
  });
  test('has a damaged list', async () => {
    const { bci, crls } = await publish();
    const der = Uint8Array.from(atob(crls[0] ?? ''), (letter) => letter.charCodeAt(0));
    const cut = encodeBase64(der.slice(0, -1));
    expect(await refused({ bci, crls: [cut, ...crls.slice(1)] })).toBe('ERR_CRL_MALFORMED');
  });
  test.each([
    ['nothing', undefined],
    ['a text', 'x'],
    ['an empty object', {}],
    ['lists that are no texts', { bci: 'x', crls: [7] }],
    ['seventeen lists', { bci: 'x', crls: Array(17).fill('AA==') }],
    ['an identifier without end', { bci: 'x'.repeat(16_385), crls: [] }],
    ['a member too many', { bci: 'x', crls: [], sequence: 99 }],
    ['an identifier that is none', { bci: 'a.b', crls: [] }],
  ])('is %s', async (_what, list) => {
    expect(await refused(list)).toBe('ERR_MESSAGE_MALFORMED');
  });
});

describe('where it must be known who is revoked', () => {
  test('nobody is trusted before', () => {
    expect(() => isRevoked(statusOf(true))).toThrow(expect.objectContaining({ code: 'ERR_BCI_MISSING' }));
  });
  test('nobody is trusted after', async () => {
    const required = statusOf(true);
    await required.load(known, testTime, []);
    expect(isRevoked(required)).toBe(true);
    expect(() => isRevoked(required, testTime + 86_401)).toThrow(
      expect.objectContaining({ code: 'ERR_BCI_EXPIRED' }),
    );
  });
  test('elsewhere the last that was known goes on to count', () => {
    expect(isRevoked(statusOf())).toBe(false);
    expect(isRevoked(status, testTime + 86_401)).toBe(true);
  });
});
