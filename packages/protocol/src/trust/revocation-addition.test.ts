/** A bank revokes by its own authority's key what the brand has not published yet: it may add, and nothing else. */
import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { decodeBase64, encodeBase64 } from '../encoding/base64url.ts';
import { ProtocolError } from '../errors.ts';
import {
  createTestWorld,
  type TestCardholder,
  type TestWorld,
  testBrand,
  testTime,
} from '../testing/demo-parties.ts';
import {
  addTestRevocation,
  publishTestRevocation,
  type TestAddition,
} from '../testing/publish-revocation.ts';
import { RevocationStatus } from './revocation.ts';
import type { RevocationAddition, RevocationList } from './revocation-field.ts';

let world: TestWorld;
let elsewhere: TestWorld;
let [stolen, lost, other] = [] as unknown as [TestCardholder, TestCardholder, TestCardholder];
let published: RevocationList;
let status: RevocationStatus;

beforeAll(async () => {
  world = await createTestWorld();
  elsewhere = await createTestWorld();
  stolen = await world.newCardholder();
  lost = await world.newCardholder('4970100000000022');
  other = await world.newCardholder('4970100000000030');
  published = await publishTestRevocation(world, { revoked: [lost.identity.certificate], sequence: 5 });
});
beforeEach(async () => {
  status = new RevocationStatus({ anchors: [world.root.certificate], brand: testBrand, required: true });
  await status.load(published, testTime, []);
});

const certificatesOf = (...holders: TestCardholder[]) => holders.map(({ identity }) => identity.certificate);
const add = (holders: TestCardholder[], changes: Partial<TestAddition> = {}) =>
  addTestRevocation(world, { revoked: certificatesOf(...holders), crlNumber: 6, ...changes });
const load = (...additions: RevocationAddition[]) => status.load({ ...published, additions }, testTime, []);
const isRevoked = ({ identity }: TestCardholder) =>
  status.isRevoked(identity.certificate, world.cardholderCa.certificate, testTime);
const revokedNow = () => [stolen, lost, other].map(isRevoked);

describe('an authority’s own list', () => {
  test('counts beside what the brand published, and is passed on with it', async () => {
    const addition = await add([lost, stolen]);
    expect(await load(addition)).toBe(true);
    expect(revokedNow()).toEqual([true, true, false]);
    expect(status.list).toEqual({ ...published, additions: [addition] });
    expect(await load(addition)).toBe(false);
  });
  test('counts from the first moment when both come together', async () => {
    const fresh = new RevocationStatus({
      anchors: [world.root.certificate],
      brand: testBrand,
      required: true,
    });
    expect(await fresh.load({ ...published, additions: [await add([lost, stolen])] }, testTime, [])).toBe(
      true,
    );
    const { certificate } = stolen.identity;
    expect(fresh.isRevoked(certificate, world.cardholderCa.certificate, testTime)).toBe(true);
  });
  test('is followed by the next, which adds to it', async () => {
    await load(await add([lost, stolen]));
    expect(await load(await add([lost, stolen, other], { crlNumber: 7 }))).toBe(true);
    expect(revokedNow()).toEqual([true, true, true]);
  });
  test('stays when the brand publishes less, and goes when the brand has all of it', async () => {
    await load(await add([lost, stolen]));
    const less = await publishTestRevocation(world, { revoked: certificatesOf(lost), sequence: 9 });
    expect(await status.load(less, testTime, [])).toBe(true);
    expect(revokedNow()).toEqual([true, true, false]);
    const all = await publishTestRevocation(world, { revoked: certificatesOf(lost, stolen), sequence: 10 });
    expect(await status.load(all, testTime, [])).toBe(true);
    expect(revokedNow()).toEqual([true, true, false]);
    expect(status.list).toEqual(all);
  });
  test('says nothing once the brand’s publication has run out', async () => {
    await load(await add([lost, stolen]));
    expect(() =>
      status.isRevoked(other.identity.certificate, world.cardholderCa.certificate, testTime + 86_401),
    ).toThrow(expect.objectContaining({ code: 'ERR_BCI_EXPIRED' }));
  });
  test('is not lost to another that comes in the same moment', async () => {
    const merchants = await addTestRevocation(world, {
      revoked: [world.merchant1.certificate],
      ...{ crlNumber: 6, authority: world.merchantCa },
    });
    const cardholders = await add([lost, stolen]);
    expect(await Promise.all([load(merchants), load(cardholders)])).toEqual([true, true]);
    expect(isRevoked(stolen)).toBe(true);
    expect(status.isRevoked(world.merchant1.certificate, world.merchantCa.certificate, testTime)).toBe(true);
  });
});

describe('an authority’s own list that changes nothing', () => {
  const refused = async (addition: RevocationAddition, at = testTime) => {
    const code = await status.load({ ...published, additions: [addition] }, at, []).then(
      (isNews) => (isNews ? 'taken' : 'no news'),
      (error: { code: string }) => error.code,
    );
    expect(revokedNow()).toEqual([false, true, false]);
    expect(status.list).toEqual(published);
    return code;
  };
  test.each([5, 4, 1])('is number %i after number 5', async (crlNumber) => {
    expect(await refused(await add([lost, stolen], { crlNumber }))).toBe('no news');
  });
  test('takes back what the brand published', async () => {
    expect(await refused(await add([stolen]))).toBe('ERR_CRL_UNUSABLE');
    expect(await refused(await add([]))).toBe('ERR_CRL_UNUSABLE');
  });
  test('is signed by the merchants’ authority, or by one of the same name below another root', async () => {
    expect(await refused(await add([lost, stolen], { signer: world.merchantCa }))).toBe('ERR_CRL_UNUSABLE');
    expect(await refused(await add([lost, stolen], { signer: elsewhere.cardholderCa }))).toBe(
      'ERR_CERTIFICATE_SIGNATURE',
    );
    const { crl } = await add([lost, stolen], { signer: elsewhere.cardholderCa });
    expect(await refused({ crl, chain: (await add([])).chain })).toBe('ERR_CRL_UNUSABLE');
  });
  test('is the brand’s own, which only an identifier may replace', async () => {
    expect(await refused(await add([lost, stolen], { authority: world.brandCa }))).toBe('ERR_CRL_UNUSABLE');
  });
  test('is of an authority that was itself revoked', async () => {
    const crl = await addTestRevocation(world, {
      revoked: [world.cardholderCa.certificate],
      ...{ crlNumber: 6, authority: world.brandCa },
    });
    expect(await refused(crl)).toBe('ERR_CRL_UNUSABLE');
  });
  test('comes with the chain of a cardholder, or with none', async () => {
    const { crl } = await add([lost, stolen]);
    const { chain } = stolen.identity.signer;
    expect(await refused({ crl, chain: [...chain] })).toMatch(/^ERR_CERTIFICATE_ROLE$/);
    expect(await refused({ crl, chain: [] })).toBe('ERR_MESSAGE_MALFORMED');
  });
  test('has run out, or is of tomorrow', async () => {
    expect(await refused(await add([lost, stolen], { until: testTime - 1 }))).toBe('ERR_CRL_UNUSABLE');
    expect(await refused(await add([lost, stolen]), testTime - 3600)).toBe('ERR_CRL_UNUSABLE');
  });
  test('is written in a second spelling', async () => {
    const { crl, chain } = await add([lost, stolen]);
    expect(await refused({ crl: `${crl}\n`, chain })).toMatch(/^ERR_(MESSAGE|CRL)_MALFORMED$/);
  });
  test('has a byte changed that no signature is over', async () => {
    const { crl, chain } = await add([lost, stolen]);
    const bent = decodeBase64(crl);
    bent[0] = 0x31;
    expect(await refused({ crl: encodeBase64(bent), chain })).toBe('ERR_CRL_MALFORMED');
  });
  test('has any one byte changed', async () => {
    const { crl, chain } = await add([lost, stolen]);
    const der = decodeBase64(crl);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: der.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        async (place, flip) => {
          const bent = Uint8Array.from(der, (byte, index) => (index === place ? byte ^ flip : byte));
          const outcome = await status
            .load({ ...published, additions: [{ crl: encodeBase64(bent), chain }] }, testTime, [])
            .catch((error: unknown) => error);
          expect(outcome === false || outcome instanceof ProtocolError).toBe(true);
          expect(revokedNow()).toEqual([false, true, false]);
        },
      ),
      { numRuns: 150 },
    );
  });
});
