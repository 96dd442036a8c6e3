/** Browsers and Node compute the same: what one signs the other verifies. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as web from './platform.ts';
import * as node from './platform-node.ts';

const platforms = [
  ['in a browser', web],
  ['in Node', node],
] as const;

const ascii = (text: string) => new TextEncoder().encode(text);
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe.each(platforms)('%s', (_, { sha256, hmacSha256, encodeBase64, decodeBase64 }) => {
  // FIPS 180-4, examples by NIST.
  test.each([
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [
      'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    ],
  ])('SHA-256 of %j is NIST’s', async (text, digest) => {
    expect(hex(await sha256(ascii(text)))).toBe(digest);
  });

  // RFC 4231 section 4.3.
  test('HMAC-SHA-256 is RFC 4231’s', async () => {
    const mac = await hmacSha256(ascii('Jefe'), ascii('what do ya want for nothing?'));
    expect(hex(mac)).toBe('5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843');
  });

  // RFC 4648 section 10.
  test.each([
    ['', ''],
    ['f', 'Zg=='],
    ['foob', 'Zm9vYg=='],
    ['foobar', 'Zm9vYmFy'],
  ])('base64 of %j is RFC 4648’s', (text, encoded) => {
    expect(encodeBase64(ascii(text))).toBe(encoded);
    expect(hex(decodeBase64(encoded))).toBe(hex(ascii(text)));
  });
});

test('both encode and digest every byte string alike, also a part of a longer one', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 20_000 }), fc.nat(50), async (whole, from) => {
      const bytes = whole.subarray(from);
      expect(node.encodeBase64(bytes)).toBe(web.encodeBase64(bytes));
      expect(node.encodeBase64Url(bytes)).toBe(web.encodeBase64Url(bytes));
      expect(hex(node.decodeBase64(web.encodeBase64(bytes)))).toBe(hex(bytes));
      expect(hex(await node.sha256(bytes))).toBe(hex(await web.sha256(bytes)));
    }),
  );
});

test('both write every text as the same UTF-8, also half a character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 5000 }), (text) => {
      expect(hex(node.utf8(text))).toBe(hex(web.utf8(text)));
      expect(node.utf8Length(text)).toBe(web.utf8(text).length);
    }),
  );
  expect(hex(node.utf8('\ud800é'))).toBe('efbfbdc3a9');
});

test('both digest and sign every text as its UTF-8, also a longer one than is kept room for', async () => {
  const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, [
    'sign',
    'verify',
  ]);
  const lengths = [0, 1, 43_690, 43_691, 131_072, 200_000];
  for (const text of ['\ud800é', ...lengths.map((length) => 'é'.repeat(length))]) {
    expect(await node.sha256OfText(text)).toBe(await web.sha256OfText(text));
    const [byNode, byWeb] = [
      await node.signEs256(keys.privateKey, text),
      await web.signEs256(keys.privateKey, text),
    ];
    expect(await web.verifyEs256(keys.publicKey, byNode, text)).toBe(true);
    expect(await node.verifyEs256(keys.publicKey, byWeb, text)).toBe(true);
    expect(await node.verifyEs256(keys.publicKey, byWeb, `${text}x`)).toBe(false);
  }
});

test('both read a text from its one encoding, and nothing from another', () => {
  const read = ({ textOfBase64Url }: typeof web, encoded: string) => {
    try {
      return textOfBase64Url(encoded);
    } catch (error) {
      return (error as Error).name;
    }
  };
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 3000 }), (text) => {
      const encoded = web.encodeBase64Url(web.utf8(text));
      expect([read(node, encoded), read(web, encoded)]).toEqual([text, text]);
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      const encoded = web.encodeBase64Url(bytes);
      expect(read(node, encoded)).toBe(read(web, encoded));
    }),
  );
  for (const second of ['YQ==', 'YR', 'Y Q', 'a+b/', 'a', 'YQ\n', 'é'])
    expect([read(node, second), read(web, second)]).toEqual([undefined, undefined]);
  const long = 'x'.repeat(200_000);
  expect(read(node, web.encodeBase64Url(web.utf8(`\ufeff${long}`)))).toBe(`\ufeff${long}`);
});

test('signatures by threads are those of one thread', async () => {
  const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, [
    'sign',
    'verify',
  ]);
  const data = 'a payment';
  const before = await node.signEs256(keys.privateKey, data);
  node.spreadSignatures(true);
  try {
    const made = await Promise.all(Array.from({ length: 20 }, () => node.signEs256(keys.privateKey, data)));
    for (const signature of [before, ...made]) {
      expect(await node.verifyEs256(keys.publicKey, signature, data)).toBe(true);
      expect(await web.verifyEs256(keys.publicKey, signature, data)).toBe(true);
      expect(await node.verifyEs256(keys.publicKey, signature, 'another')).toBe(false);
    }
  } finally {
    node.spreadSignatures(false);
  }
  expect(await node.verifyEs256(keys.publicKey, before, data)).toBe(true);
});
