/**
 * A root commits to the one that follows (SET Book 2, HashedRootKey): whoever knows the first needs no other way to trust
 * the second, and nobody else can put one in its place.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { encodeBase64 } from '../encoding/base64url.ts';
import { createTestWorld, type TestWorld, testBrand, testRandom, testTime } from '../testing/demo-parties.ts';
import { publishTestRevocation } from '../testing/publish-revocation.ts';
import type { Certificate } from './certificate.ts';
import { issueCertificate } from './issue-certificate.ts';
import { acceptNextRoot, hashedKeyOf } from './next-root.ts';
import { RevocationStatus } from './revocation.ts';
import { TrustStore } from './trust-store.ts';
import { type Authority, createAuthority, newSerialNumber } from './trust-tree.ts';

const year = 365 * 24 * 3600;
const newKeys = () =>
  crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);

interface RootWish {
  readonly commonName?: string;
  readonly keys: CryptoKeyPair;
  /** Who follows. */
  readonly next?: CryptoKeyPair;
  readonly notBefore?: number;
  readonly notAfter?: number;
  readonly signedBy?: CryptoKeyPair;
}

async function rootOf({
  commonName = 'Root 2',
  keys,
  next,
  signedBy = keys,
  ...dates
}: RootWish): Promise<Certificate> {
  const subject = { country: 'FR', brand: 'SET Root', commonName };
  return issueCertificate(
    {
      ...{ subject, type: 'rootCa', purpose: 'signature', publicKey: keys.publicKey, pathLength: 3 },
      ...{
        serialNumber: newSerialNumber(testRandom),
        notBefore: testTime - 3600,
        notAfter: testTime + year,
        ...dates,
      },
      ...(next === undefined ? {} : { hashedRootKey: await hashedKeyOf(next.publicKey) }),
    },
    { certificate: 'self', privateKey: signedBy.privateKey },
  );
}

let world: TestWorld;
let keys: readonly CryptoKeyPair[];
let first: Certificate;
let second: Certificate;

beforeAll(async () => {
  world = await createTestWorld();
  keys = await Promise.all([newKeys(), newKeys(), newKeys()]);
  first = await rootOf({ commonName: 'Root 1', keys: keyOf(0), next: keyOf(1) });
  second = await rootOf({ keys: keyOf(1), next: keyOf(2) });
});

function keyOf(index: number): CryptoKeyPair {
  const pair = keys[index];
  if (pair === undefined) throw new Error('no such key');
  return pair;
}

const refusedAs = (code: string) => expect.objectContaining({ code });

describe('the next root', () => {
  test('is accepted by whoever knows the one that commits to its key', async () => {
    expect((await acceptNextRoot(first, second.der, testTime)).thumb).toBe(second.thumb);
  });
  test('need not be the same certificate: the key is what was committed to', async () => {
    const renewed = await rootOf({ commonName: 'Root 2, renewed', keys: keyOf(1) });
    expect((await acceptNextRoot(first, renewed.der, testTime)).thumb).toBe(renewed.thumb);
  });
  test.each([
    ['nobody committed to', async () => rootOf({ keys: await newKeys() }), 'ERR_ROOT_NOT_COMMITTED'],
    ['is the one after next', async () => rootOf({ keys: keyOf(2) }), 'ERR_ROOT_NOT_COMMITTED'],
    ['is the first once more', async () => first, 'ERR_ROOT_NOT_COMMITTED'],
    [
      'has the right key and another’s signature',
      async () => rootOf({ keys: keyOf(1), signedBy: await newKeys() }),
      'ERR_CERTIFICATE_SIGNATURE',
    ],
    [
      'has run out',
      async () => rootOf({ keys: keyOf(1), notAfter: testTime - 1 }),
      'ERR_CERTIFICATE_EXPIRED',
    ],
    [
      'is not in force yet',
      async () => rootOf({ keys: keyOf(1), notBefore: testTime + 1 }),
      'ERR_CERTIFICATE_NOT_YET_VALID',
    ],
    ['is a bank', async () => world.cardholderCa.certificate, 'ERR_CERTIFICATE_ROLE'],
    ['is a shop', async () => world.merchant1.certificate, 'ERR_CERTIFICATE_ROLE'],
  ])('that %s is refused', async (_, make, code) => {
    await expect(acceptNextRoot(first, (await make()).der, testTime)).rejects.toEqual(refusedAs(code));
  });
  test('of a root that commits to none is refused', async () => {
    const last = await rootOf({ keys: keyOf(0) });
    await expect(acceptNextRoot(last, second.der, testTime)).rejects.toEqual(
      refusedAs('ERR_ROOT_NOT_COMMITTED'),
    );
  });
  test('with any one byte changed is refused', async () => {
    for (let at = 0; at < second.der.length; at += 41) {
      const changed = second.der.slice();
      changed[at] = (changed[at] ?? 0) ^ 0x01;
      await expect(acceptNextRoot(first, changed, testTime)).rejects.toHaveProperty('code');
    }
  });
  test.each([
    ['nothing', new Uint8Array()],
    ['no DER', Uint8Array.of(1, 2, 3)],
    ['5 kB', new Uint8Array(5000)],
  ])('that is %s is refused', async (_, der) => {
    await expect(acceptNextRoot(first, der, testTime)).rejects.toEqual(
      refusedAs('ERR_CERTIFICATE_MALFORMED'),
    );
  });
});

describe('a publication that brings roots', () => {
  let brandBelowSecond: Authority;

  beforeAll(async () => {
    const root = { certificate: second, key: keyOf(1).privateKey, chain: [], root: second };
    const name = { country: 'FR', brand: testBrand, commonName: 'CB-demo brand' };
    brandBelowSecond = await createAuthority(root, 'brandCa', name, { random: testRandom, at: testTime });
  });

  const publish = async (roots: readonly Certificate[], sequence = 1) => ({
    ...(await publishTestRevocation(world, { revoked: [], sequence, signer: brandBelowSecond })),
    roots: roots.map(({ der }) => encodeBase64(der)),
  });
  const statusOf = (anchor: Certificate) =>
    new RevocationStatus({ anchors: [anchor], brand: testBrand, required: true });
  const merchantUnder = async (authority: Authority) => {
    const merchantCa = await createAuthority(
      authority,
      'merchantCa',
      { country: 'FR', brand: testBrand, commonName: 'merchants' },
      { random: testRandom, at: testTime },
    );
    return world.newParty(merchantCa, {
      ...{ partyId: 'M9', type: 'merchant' as const },
      subject: { country: 'FR', brand: testBrand, unit: 'Banque', commonName: 'M9' },
      merchantData: { merchantId: 'M9', acquirerBin: '497011', name: 'M9', city: 'Paris', country: '250' },
    });
  };

  test('is taken by who knows the first root, who then trusts what stands below the second', async () => {
    const status = statusOf(first);
    const trust = new TrustStore({ anchors: [first], laterRoots: () => status.roots });
    const { signer } = await merchantUnder(brandBelowSecond);
    const asked = {
      thumb: signer.thumb,
      x5c: signer.chain,
      roles: ['merchant'],
      purpose: 'signature',
    } as const;
    await expect(trust.certificateFor({ ...asked, at: testTime })).rejects.toEqual(
      refusedAs('ERR_CERTIFICATE_UNTRUSTED'),
    );
    expect(await status.load(await publish([second]), testTime, [])).toBe(true);
    expect((await trust.certificateFor({ ...asked, at: testTime })).anchor.thumb).toBe(second.thumb);
  });
  test('may skip one: each is committed to by the one before', async () => {
    const third = await rootOf({ commonName: 'Root 3', keys: keyOf(2) });
    const status = statusOf(first);
    await status.load(await publish([second, third]), testTime, []);
    expect(status.roots.map(({ thumb }) => thumb)).toEqual([second.thumb, third.thumb]);
  });
  test('again teaches nothing twice, and who began with the second learns no earlier one', async () => {
    const status = statusOf(second);
    await status.load(await publish([first, second]), testTime, []);
    expect(status.roots).toEqual([]);
  });
  test('that nobody trusted commits to is no root, and what it signed is refused', async () => {
    const status = statusOf(world.root.certificate);
    await expect(status.load(await publish([second]), testTime, [])).rejects.toEqual(
      refusedAs('ERR_CERTIFICATE_UNTRUSTED'),
    );
    expect(status.roots).toEqual([]);
  });
  test('of which one is committed to but expired is refused whole', async () => {
    const expired = await rootOf({ keys: keyOf(1), notAfter: testTime - 1 });
    const status = statusOf(first);
    await expect(status.load(await publish([expired]), testTime, [])).rejects.toEqual(
      refusedAs('ERR_CERTIFICATE_EXPIRED'),
    );
    expect(status.roots).toEqual([]);
  });
  test('whose identifier the brand did not sign teaches no root', async () => {
    const { bci, ...rest } = await publish([second]);
    const status = statusOf(first);
    const forged = `${bci.slice(0, -6)}AAAAAA`;
    await expect(status.load({ ...rest, bci: forged }, testTime, [])).rejects.toHaveProperty('code');
    expect(status.roots).toEqual([]);
  });
  test.each([
    ['too many', Array.from({ length: 9 }, () => 'AA==')],
    ['none', []],
    ['no base64', ['%']],
  ])('with %s of them is refused', async (_, roots) => {
    const status = statusOf(first);
    await expect(status.load({ ...(await publish([second])), roots }, testTime, [])).rejects.toEqual(
      refusedAs('ERR_MESSAGE_MALFORMED'),
    );
  });
});
