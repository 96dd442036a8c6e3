/** Browsers and Node seal alike: what one encrypts the other decrypts, and both refuse the same. */
import { createCipheriv, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { CompactEncrypt } from 'jose';
import { describe, expect, test } from 'vitest';
import * as web from './jwe.ts';
import * as node from './jwe-node.ts';

const platforms = { 'a browser': web, Node: node } as const;
const pairs = [
  ['a browser', 'Node'],
  ['Node', 'a browser'],
  ['Node', 'Node'],
] as const;
const thumb = 'A'.repeat(43);
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();
const pair = (namedCurve = 'P-256') =>
  crypto.subtle.generateKey({ name: 'ECDH', namedCurve }, false, ['deriveBits']);
const own = await pair();

// RFC 7518, appendix C: Alice and Bob agree on a key for A128GCM.
test('the key derivation is RFC 7518’s', () => {
  const shared = new Uint8Array([
    ...[158, 86, 217, 29, 129, 113, 53, 211, 114, 131, 66, 131, 191, 132, 38, 156],
    ...[251, 49, 110, 163, 218, 128, 106, 72, 246, 218, 167, 121, 140, 254, 144, 196],
  ]);
  const key = node.deriveKey(shared, { enc: 'A128GCM', keyBits: 128, apu: 'Alice', apv: 'Bob' });
  expect(Buffer.from(key).toString('base64url')).toBe('VqqN6vgjbSBcIijNcacQGg');
});

describe.each(pairs)('what %s encrypts %s decrypts', (from, to) => {
  test('to a key of P-256', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 3000 }), async (plaintext) => {
        const message = await platforms[from].encryptTo(own.publicKey, thumb, plaintext);
        expect(Buffer.from(await platforms[to].decryptWith(own.privateKey, message))).toEqual(
          Buffer.from(plaintext),
        );
      }),
      { numRuns: 20 },
    );
  });

  test('under a shared key', async () => {
    const key = new Uint8Array(randomBytes(32));
    const message = await platforms[from].encryptUnder(key, Buffer.from('token'));
    expect(text(await platforms[to].decryptUnder(key, message))).toBe('token');
  });
});

describe('Node refuses', () => {
  const sealed = () => node.encryptTo(own.publicKey, thumb, Buffer.from('payment instructions'));
  const headerOf = (message: string) =>
    JSON.parse(Buffer.from(message.split('.')[0] ?? '', 'base64url').toString());
  const withHeader = (message: string, header: object) =>
    [Buffer.from(JSON.stringify(header)).toString('base64url'), ...message.split('.').slice(1)].join('.');

  test('a message with any one character changed', async () => {
    const message = await sealed();
    for (let at = 0; at < message.length; at += 1) {
      const other = message[at] === 'A' ? 'B' : 'A';
      const changed = message.slice(0, at) + other + message.slice(at + 1);
      await expect(node.decryptWith(own.privateKey, changed)).rejects.toThrow();
    }
  });

  test('a message for another key', async () => {
    const message = await sealed();
    await expect(node.decryptWith((await pair()).privateKey, message)).rejects.toThrow();
  });

  test('a one-time key that is not on the curve', async () => {
    const message = await sealed();
    const header = headerOf(message);
    header.epk.y = header.epk.x;
    await expect(node.decryptWith(own.privateKey, withHeader(message, header))).rejects.toThrow();
  });

  test.each([
    ['another way to agree on a key', { alg: 'ECDH-ES+A128KW' }],
    ['none', { alg: 'none' }],
    ['another encryption', { enc: 'A128CBC-HS256' }],
    ['compression', { zip: 'DEF' }],
    ['what it must understand and does not', { crit: ['exp'], exp: 1 }],
    ['a second party’s word in the key', { apu: 'QWxpY2U' }],
    ['another curve', { epk: { kty: 'EC', crv: 'P-384', x: 'A'.repeat(43), y: 'A'.repeat(43) } }],
    ['a private one-time key', { epk: { kty: 'EC', crv: 'P-256', x: thumb, y: thumb, d: thumb } }],
  ])('a header that says %s', async (_, change) => {
    const message = await sealed();
    const bent = withHeader(message, { ...headerOf(message), ...change });
    await expect(node.decryptWith(own.privateKey, bent)).rejects.toThrow();
  });

  test.each([
    ['four parts', (parts: string[]) => parts.slice(0, 4)],
    ['six parts', (parts: string[]) => [...parts, 'AA']],
    ['an encrypted key', ([header = '', _, ...rest]: string[]) => [header, 'AAAA', ...rest]],
    ['a short tag', (parts: string[]) => [...parts.slice(0, 4), (parts[4] ?? '').slice(0, 11)]],
    ['padding', (parts: string[]) => [...parts.slice(0, 4), `${parts[4]}==`]],
  ])('a message with %s', async (_, change) => {
    const message = change((await sealed()).split('.')).join('.');
    await expect(node.decryptWith(own.privateKey, message)).rejects.toThrow();
  });

  test('a header with white space, though its tag is right', async () => {
    const key = new Uint8Array(randomBytes(32));
    const header = Buffer.from('{"alg":"dir", "enc":"A256GCM"}').toString('base64url');
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(header));
    const ciphertext = Buffer.concat([cipher.update('x'), cipher.final()]);
    const rest = [iv, ciphertext, cipher.getAuthTag()].map((bytes) => bytes.toString('base64url'));
    await expect(node.decryptUnder(key, [header, '', ...rest].join('.'))).rejects.toThrow();
  });

  test('a key agreement where a shared key is expected, and the other way round', async () => {
    const key = new Uint8Array(randomBytes(32));
    await expect(node.decryptUnder(key, await sealed())).rejects.toThrow();
    const direct = await new CompactEncrypt(Buffer.from('x'))
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
      .encrypt(key);
    await expect(node.decryptWith(own.privateKey, direct)).rejects.toThrow();
  });

  test('to encrypt to a key that signs, or of another curve', async () => {
    const signing = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']);
    await expect(node.encryptTo(signing.publicKey, thumb, Buffer.from('x'))).rejects.toThrow(TypeError);
    await expect(node.encryptTo((await pair('P-384')).publicKey, thumb, Buffer.from('x'))).rejects.toThrow();
  });
});
