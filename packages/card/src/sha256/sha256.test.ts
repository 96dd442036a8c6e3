/** Browsers and Node compute the same. */
import { describe, expect, test } from 'vitest';
import * as web from './sha256.ts';
import * as node from './sha256-node.ts';

// FIPS 180-4, examples by NIST.
describe.each([
  ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  [
    'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
    '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
  ],
])('SHA-256 of %j', (text, digest) => {
  test.each([
    ['in a browser', web.sha256],
    ['in Node', node.sha256],
  ])('is NIST’s %s', async (_, sha256) => {
    const bytes = new Uint8Array(new TextEncoder().encode(text));
    expect(Buffer.from(await sha256(bytes)).toString('hex')).toBe(digest);
  });
});
