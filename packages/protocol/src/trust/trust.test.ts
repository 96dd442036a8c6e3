/** The trust tree: which paths lead to the root, and the typed reason of each that does not. */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { createTestWorld, type TestWorld, testBrand, testRandom, testTime } from '../testing/demo-parties.ts';
import { type Certificate, decodeCertificate, decodeChain } from './certificate.ts';
import { assertDer } from './der.ts';
import { type CertificateRequest, issueCertificate } from './issue-certificate.ts';
import { oids } from './oids.ts';
import { TrustStore } from './trust-store.ts';
import { type Authority, newSerialNumber } from './trust-tree.ts';
import { validatePath } from './validate-path.ts';

let world: TestWorld;
let leaf: Certificate;
let path: Certificate[];

beforeAll(async () => {
  world = await createTestWorld();
  path = await decodeChain(world.merchant1.signer.chain);
  leaf = world.merchant1.certificate;
});

const validate = (chain: readonly Certificate[], at = testTime) =>
  validatePath(chain, { anchors: [world.root.certificate], at });

async function issue(issuer: Authority, changes: Partial<CertificateRequest>): Promise<Certificate> {
  const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
    'sign',
    'verify',
  ]);
  return issueCertificate(
    {
      subject: { country: 'FR', brand: testBrand, commonName: 'Someone' },
      type: 'merchant',
      purpose: 'signature',
      publicKey: keys.publicKey,
      serialNumber: newSerialNumber(testRandom),
      notBefore: testTime - 60,
      notAfter: testTime + 86_400,
      ...changes,
    },
    { certificate: issuer.certificate, privateKey: issuer.key },
  );
}

describe('a certificate', () => {
  test('carries its role, its brand and what the acquirer certified', () => {
    expect(leaf).toMatchObject({ type: 'merchant', brand: testBrand, isCa: false, isIntermediary: false });
    expect(leaf.merchantData).toEqual({
      merchantId: 'M1',
      acquirerBin: '497011',
      name: 'Le Quotidien',
      city: 'Paris',
      country: '250',
    });
    expect(world.intermediary.certificate.isIntermediary).toBe(true);
  });
  test('of a gateway lists the message extensions it processes', () => {
    expect(world.gateway.certificate).toMatchObject({
      cardCertRequired: true,
      setExtensions: [oids.chipCertificate],
    });
  });
  test('with any one byte changed is refused, or keeps a signature that fails', async () => {
    const { der } = leaf;
    for (const at of [0, 1, 3, 9, 30, 80, 150, 220, 300, 360, der.length - 1]) {
      const changed = Uint8Array.from(der);
      changed[at] = (changed[at] ?? 0) ^ 0x01;
      const outcome = decodeCertificate(changed).then((certificate) =>
        validate([certificate, ...path.slice(1)]),
      );
      await expect(outcome, `byte ${at}`).rejects.toMatchObject({
        code: expect.stringMatching(/^ERR_CERTIFICATE_/),
      });
    }
  });
  test('is read once: the same bytes are the same certificate', async () => {
    expect(await decodeCertificate(Uint8Array.from(leaf.der))).toBe(await decodeCertificate(leaf.der));
  });
  test('with a byte after its end is refused', async () => {
    const longer = new Uint8Array([...leaf.der, 0]);
    await expect(decodeCertificate(longer)).rejects.toMatchObject({ code: 'ERR_CERTIFICATE_MALFORMED' });
  });
  test('of random bytes never does anything but refuse', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        try {
          assertDer(bytes);
        } catch (error) {
          expect(error).toMatchObject({ code: 'ERR_CERTIFICATE_MALFORMED' });
        }
      }),
    );
  });
  test.each([
    ['a long length form', [0x04, 0x81, 0x01, 0x00]],
    ['an indefinite length', [0x30, 0x80, 0x00, 0x00]],
    ['a boolean that is neither 00 nor FF', [0x01, 0x01, 0x01]],
    ['an integer with a leading zero', [0x02, 0x02, 0x00, 0x01]],
    ['an empty integer', [0x02, 0x00]],
    ['a constructed string', [0x24, 0x03, 0x04, 0x01, 0x00]],
    ['content that ends early', [0x30, 0x05, 0x02, 0x01]],
    ['a set for its sequence', [0x31, 0x03, 0x02, 0x01, 0x01]],
    ['no bytes', []],
  ])('whose DER has %s is refused', (_, bytes) => {
    expect(() => assertDer(Uint8Array.from(bytes))).toThrow(
      expect.objectContaining({ code: 'ERR_CERTIFICATE_MALFORMED' }),
    );
  });
});

describe('a path', () => {
  test('from merchant to root is valid, and so is that of every party', async () => {
    await expect(validate(path)).resolves.toBe(world.root.certificate);
    const shopper = await world.newCardholder();
    for (const { signer, keyExchangeChain } of [world.gateway, world.intermediary, shopper.identity]) {
      await expect(validate(await decodeChain(signer.chain))).resolves.toBeDefined();
      await expect(validate(await decodeChain(keyExchangeChain))).resolves.toBeDefined();
    }
  });
  const refused = (chain: Promise<Certificate[]> | Certificate[], code: string, at?: number) =>
    expect(Promise.resolve(chain).then((certificates) => validate(certificates, at))).rejects.toMatchObject({
      code,
    });

  test('of no certificate is refused', () => refused([], 'ERR_CERTIFICATE_MISSING'));
  test('that is too long is refused', () =>
    refused([leaf, leaf, leaf, leaf, leaf], 'ERR_CERTIFICATE_PATH_LENGTH'));
  test('with a certificate twice is refused', () => refused([leaf, leaf], 'ERR_CERTIFICATE_PATH_LENGTH'));
  test('without its intermediate is refused', () => refused(path.slice(0, 2), 'ERR_CERTIFICATE_UNTRUSTED'));
  test('in the wrong order is refused', () => refused([...path].reverse(), 'ERR_CERTIFICATE_UNTRUSTED'));
  test('before its time is refused', () => refused(path, 'ERR_CERTIFICATE_NOT_YET_VALID', testTime - 7200));
  test('after its time is refused', () =>
    refused(path, 'ERR_CERTIFICATE_EXPIRED', testTime + 3 * 365 * 86_400));
  test('below another root of the same name is refused', async () => {
    const other = await createTestWorld();
    await refused(decodeChain(other.merchant1.signer.chain), 'ERR_CERTIFICATE_SIGNATURE');
  });
  test('in which a merchant certifies is refused', async () => {
    const merchant = {
      certificate: leaf,
      key: world.merchant1.signer.key,
      chain: path,
      root: world.root.certificate,
    };
    await refused([await issue(merchant, {}), ...path], 'ERR_CERTIFICATE_ROLE');
  });
  test('in which the merchants’ authority certifies a cardholder is refused', async () => {
    const cardholder = await issue(world.merchantCa, { type: 'cardholder' });
    await refused([cardholder, ...world.merchantCa.chain], 'ERR_CERTIFICATE_ROLE');
  });
  test('in which the cardholders’ authority certifies a merchant is refused', async () => {
    const merchant = await issue(world.cardholderCa, { type: 'merchant' });
    await refused([merchant, ...world.cardholderCa.chain], 'ERR_CERTIFICATE_ROLE');
  });
  test('that changes its brand is refused', async () => {
    const subject = { country: 'FR', brand: 'Other brand', commonName: 'Someone' };
    await refused(
      [await issue(world.merchantCa, { subject }), ...world.merchantCa.chain],
      'ERR_CERTIFICATE_NAME',
    );
  });
  test('with a revoked certificate is refused', async () => {
    const options = { anchors: [world.root.certificate], at: testTime };
    const isRevoked = (certificate: Certificate) => certificate.thumb === path[1]?.thumb;
    await expect(validatePath(path, { ...options, isRevoked })).rejects.toMatchObject({
      code: 'ERR_CERTIFICATE_REVOKED',
    });
  });
});

describe('the trust store', () => {
  const request = (changes: object = {}) => ({
    thumb: leaf.thumb,
    x5c: world.merchant1.signer.chain,
    roles: ['merchant' as const],
    purpose: 'signature' as const,
    at: testTime,
    ...changes,
  });
  test('knows a chain that it has seen, so it need not be sent again', async () => {
    const trust = world.newTrust();
    await trust.certificateFor(request());
    await expect(trust.certificateFor(request({ x5c: undefined }))).resolves.toMatchObject({
      thumb: leaf.thumb,
    });
  });
  test('asks for a chain that it has not seen', async () => {
    await expect(world.newTrust().certificateFor(request({ x5c: undefined }))).rejects.toMatchObject({
      code: 'ERR_CERTIFICATE_MISSING',
    });
  });
  test('does not remember beyond the validity', async () => {
    const trust = world.newTrust();
    await trust.certificateFor(request());
    const later = testTime + 3 * 365 * 86_400;
    await expect(trust.certificateFor(request({ x5c: undefined, at: later }))).rejects.toMatchObject({
      code: 'ERR_CERTIFICATE_EXPIRED',
    });
  });
  test('refuses a chain under another thumb', async () => {
    const thumb = world.merchant2.certificate.thumb;
    await expect(world.newTrust().certificateFor(request({ thumb }))).rejects.toMatchObject({
      code: 'ERR_CERTIFICATE_MALFORMED',
    });
  });
  test('gives no signature key for sealing', async () => {
    await expect(world.newTrust().certificateFor(request({ purpose: 'keyExchange' }))).rejects.toMatchObject({
      code: 'ERR_CERTIFICATE_KEY_USAGE',
    });
  });
  test.each([
    ['its certificate', 0],
    ['its bank’s authority', 1],
    ['the brand', 2],
  ])('forgets a chain once %s is revoked', async (_, depth) => {
    const revoked = new Set<string>();
    const trust = new TrustStore({
      anchors: [world.root.certificate],
      isRevoked: (certificate) => revoked.has(certificate.thumb),
    });
    await trust.certificateFor(request());
    revoked.add(path[depth]?.thumb ?? '');
    await expect(trust.certificateFor(request())).rejects.toMatchObject({ code: 'ERR_CERTIFICATE_REVOKED' });
  });
});
