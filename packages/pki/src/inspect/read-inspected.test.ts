/** Whatever bytes are looked at, there is an answer or a refusal with a code, and no private key in either. */
import {
  authorityIdentity,
  createAuthority,
  createRoot,
  encodeBase64,
  issueCrl,
  ProtocolError,
} from '@ecomm/protocol';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { PkiError } from '../errors.ts';
import { readInspected } from './read-inspected.ts';

const at = 1_795_435_200;
const clock = { at, random: (byteCount: number) => crypto.getRandomValues(new Uint8Array(byteCount)) };
const bytesOf = (text: string) => new TextEncoder().encode(text);
const pem = (label: string, der: Uint8Array) =>
  `-----BEGIN ${label}-----\n${encodeBase64(der).replace(/(.{64})/g, '$1\n')}\n-----END ${label}-----\n`;

let der: Uint8Array;
let list: Uint8Array;
let identity: string;
let chain: readonly string[];

beforeAll(async () => {
  const root = await createRoot('Root', clock);
  const name = { country: 'FR', brand: 'B', commonName: 'B' };
  const brand = await createAuthority(root, 'brandCa', name, clock);
  der = brand.certificate.der;
  const issuer = { certificate: brand.certificate, privateKey: brand.key };
  list = await issueCrl({ issuer, revoked: [], crlNumber: 1, thisUpdate: at, nextUpdate: at + 60 });
  const file = await authorityIdentity(brand);
  identity = JSON.stringify(file);
  chain = file.signature.chain;
});

test('DER, PEM, chains, trust and identity files are told apart', async () => {
  const kindOf = async (bytes: Uint8Array) => (await readInspected('x', bytes)).kind;
  expect(await kindOf(der)).toBe('certificate');
  expect(await kindOf(list)).toBe('list');
  expect(await kindOf(bytesOf(pem('CERTIFICATE', der)))).toBe('certificate');
  expect(await kindOf(bytesOf(pem('CERTIFICATE', der).repeat(2)))).toBe('chain');
  expect(await kindOf(bytesOf(pem('X509 CRL', list)))).toBe('list');
  expect(await kindOf(bytesOf(JSON.stringify(chain)))).toBe('chain');
  expect(await kindOf(bytesOf(JSON.stringify({ anchors: chain, brand: 'B' })))).toBe('trust');
  expect(await kindOf(bytesOf(identity))).toBe('identity');
});

test('a private key is passed over, in JSON and beside a certificate in PEM', async () => {
  const { d } = JSON.parse(identity).signature.privateKey;
  expect(JSON.stringify(await readInspected('x', bytesOf(identity)))).not.toContain(d);
  const both = pem('PRIVATE KEY', bytesOf('secret')) + pem('CERTIFICATE', der);
  expect(await readInspected('x', bytesOf(both))).toMatchObject({ kind: 'certificate' });
});

test.each([
  ['nothing', () => new Uint8Array()],
  ['a key alone', () => bytesOf(pem('PRIVATE KEY', bytesOf('secret')))],
  ['a label that does not end', () => bytesOf(pem('CERTIFICATE', der).replace('END CERTIFICATE', 'END'))],
  ['bytes that are no text', () => Uint8Array.of(0xff, 0xfe)],
  ['JSON of something else', () => bytesOf('{"hello":1}')],
  ['an empty chain', () => bytesOf('[]')],
])('%s is refused', async (_what, bytes) => {
  await expect(readInspected('x', bytes())).rejects.toMatchObject({ code: 'ERR_PKI_FILE' });
});

test('a certificate that lost a byte, or gained one, is refused', async () => {
  for (const bytes of [der.slice(0, -1), Uint8Array.of(...der, 0)])
    await expect(readInspected('x', bytes)).rejects.toMatchObject({ code: 'ERR_CERTIFICATE_MALFORMED' });
});

test('any bytes, and any certificate with changed bytes, are read or refused with a code', async () => {
  const changed = fc
    .array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 })
    .map((changes) => (original: Uint8Array) => {
      const bytes = Uint8Array.from(original);
      for (const [place, value] of changes) bytes[place % bytes.length] = value;
      return bytes;
    });
  const outcome = (bytes: Uint8Array) =>
    readInspected('x', bytes).then(
      () => true,
      (error: unknown) => error instanceof PkiError || error instanceof ProtocolError,
    );
  await fc.assert(
    fc.asyncProperty(changed, fc.uint8Array({ maxLength: 200 }), async (change, junk) => {
      for (const bytes of [change(der), change(list), change(bytesOf(identity)), junk])
        expect(await outcome(bytes)).toBe(true);
    }),
    { numRuns: 60 },
  );
});
