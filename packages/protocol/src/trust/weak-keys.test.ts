/** Keys that no certificate may name and no request may bring: other curves, RSA, points beside the curve, second spellings. */
import { beforeAll, describe, expect, test } from 'vitest';
import { encodeBase64, encodeBase64Url } from '../encoding/base64url.ts';
import { validate } from '../encoding/bounded-json.ts';
import { sha256 } from '../encoding/digest.ts';
import { importEcPublicKey, jwkField } from '../set/card-enrolment.ts';
import { type Bend, growBentChain, merchantPath } from '../testing/bent-chain.ts';
import { testTime } from '../testing/demo-parties.ts';
import { decodeCertificate } from './certificate.ts';
import { TrustStore } from './trust-store.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** SubjectPublicKeyInfo of P-256: 30 59 30 13 06 07 (ecPublicKey) 06 08 (curve) 03 42 00 04 ‖ X ‖ Y. */
const curveEnd = 22;
const point = 26;

/** What a receiver says of a merchant whose certificate, or whose bank's at depth 1, has such a key. */
async function refusalOf(bend: Bend, depth = 0): Promise<string> {
  const { chain, root } = await growBentChain({ [depth]: bend }, merchantPath);
  const x5c = chain.slice(0, -1).map(encodeBase64);
  const trust = new TrustStore({ anchors: [await decodeCertificate(root)] });
  const thumb = encodeBase64Url(await sha256(chain[0] ?? new Uint8Array()));
  const asked = { thumb, x5c, roles: ['merchant'], purpose: 'signature', at: testTime } as const;
  return trust.certificateFor(asked).then(
    () => 'accepted',
    (error: { code?: string; name: string }) => error.code ?? error.name,
  );
}

const changed = (spki: Bytes, at: number, byte: number) =>
  spki.map((old, index) => (index === at ? byte : old));

async function spkiOf(algorithm: RsaHashedKeyGenParams | EcKeyGenParams): Promise<Bytes> {
  const { publicKey } = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  return new Uint8Array(await crypto.subtle.exportKey('spki', publicKey));
}

const rsa = (modulusLength: number) =>
  spkiOf({
    ...{ name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength },
    publicExponent: Uint8Array.of(1, 0, 1),
  });

/** The same point by X and the parity of Y: 02 or 03 ‖ X. */
function compressed(spki: Bytes): Bytes {
  const parity = 0x02 | ((spki.at(-1) ?? 0) & 1);
  const key = Uint8Array.of(...spki.slice(0, point), parity, ...spki.slice(point + 1, point + 33));
  return changed(changed(key, 1, 0x39), 24, 0x22);
}

const weak: readonly [string, (spki: Bytes) => Bytes | Promise<Bytes>][] = [
  ['RSA of 1024 bits', () => rsa(1024)],
  ['RSA of 2048 bits', () => rsa(2048)],
  ['of P-384', () => spkiOf({ name: 'ECDSA', namedCurve: 'P-384' })],
  ['of P-521', () => spkiOf({ name: 'ECDSA', namedCurve: 'P-521' })],
  ['of another curve of the same length', (spki) => changed(spki, curveEnd, 0x06)],
  ['a point beside the curve', (spki) => changed(spki, 90, (spki[90] ?? 0) ^ 1)],
  ['the origin, which is no point', (spki) => spki.map((byte, at) => (at > point ? 0 : byte))],
  ['a coordinate beyond the field', (spki) => spki.map((byte, at) => (at > point ? 0xff : byte))],
  ['a point by its hybrid form', (spki) => changed(spki, point, 0x06)],
  ['a point in its second spelling, compressed', compressed],
];

describe('a certificate', () => {
  test('with the right key is accepted', async () => {
    expect(await refusalOf({ publicKey: (spki) => spki })).toBe('accepted');
  });
  test.each(weak)('whose key is %s is refused', async (_what, publicKey) => {
    expect(await refusalOf({ publicKey })).toMatch(/^ERR_CERTIFICATE_(ALGORITHM|MALFORMED)$/);
  });
  test.each(weak)('below an authority whose key is %s is refused', async (_what, publicKey) => {
    expect(await refusalOf({ publicKey }, 1)).toMatch(/^ERR_CERTIFICATE_(ALGORITHM|MALFORMED|SIGNATURE)$/);
  });
});

describe('a key that is asked to be certified', () => {
  let right: { kty: string; crv: string; x: string; y: string };
  const bytes = (fill: number, length = 32) => encodeBase64Url(new Uint8Array(length).fill(fill));

  beforeAll(async () => {
    const { publicKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
      'sign',
      'verify',
    ]);
    const { x = '', y = '' } = await crypto.subtle.exportKey('jwk', publicKey);
    right = { kty: 'EC', crv: 'P-256', x, y };
  });

  const take = async (jwk: unknown) => importEcPublicKey(validate(jwk, jwkField));

  test('is one of P-256', async () => {
    expect((await take(right)).algorithm).toMatchObject({ namedCurve: 'P-256' });
  });
  test.each<[string, () => object]>([
    ['of P-384', () => ({ ...right, crv: 'P-384' })],
    ['of secp256k1', () => ({ ...right, crv: 'secp256k1' })],
    ['of another kind', () => ({ kty: 'RSA', n: bytes(1, 128), e: 'AQAB' })],
    ['symmetric', () => ({ kty: 'oct', k: bytes(1) })],
    ['beside the curve', () => ({ ...right, y: bytes(1) })],
    ['with its coordinates exchanged', () => ({ ...right, x: right.y, y: right.x })],
    ['the origin', () => ({ ...right, x: bytes(0), y: bytes(0) })],
    ['beyond the field', () => ({ ...right, x: bytes(0xff), y: bytes(0xff) })],
    ['a byte short', () => ({ ...right, x: bytes(1, 31) })],
    ['a byte long', () => ({ ...right, x: bytes(1, 33) })],
    ['padded', () => ({ ...right, x: `${right.x}=` })],
    ['with its private half', () => ({ ...right, d: bytes(1) })],
    ['with uses that it names itself', () => ({ ...right, key_ops: ['sign'] })],
  ])('and refused when it is %s', async (_what, make) => {
    await expect((async () => take(make()))()).rejects.toMatchObject({ code: 'ERR_MESSAGE_MALFORMED' });
  });
});
