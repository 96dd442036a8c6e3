/** Our messages are JWS as others make and read them (RFC 7515, RFC 7518), by the library `jose` and in both platforms. */
import { CompactSign, compactVerify } from 'jose';
import * as v from 'valibot';
import { beforeAll, describe, expect, test } from 'vitest';
import { encodeBase64Url } from '../encoding/base64url.ts';
import * as web from '../encoding/platform.ts';
import * as node from '../encoding/platform-node.ts';
import { createTestWorld, type TestWorld, testTime } from '../testing/demo-parties.ts';
import { signedMessage } from './signed-message.ts';

const greeting = signedMessage({
  typ: 'greeting+jwt',
  roles: ['merchant'],
  schema: v.strictObject({ text: v.string() }),
  age: 'undated',
});

let world: TestWorld;
beforeAll(async () => {
  world = await createTestWorld();
});
const reading = () => ({ trust: world.newTrust(), at: testTime });
const publicKey = async () => {
  const { signer } = world.merchant1;
  const request = { roles: ['merchant'] as const, purpose: 'signature' as const, at: testTime };
  return (await world.newTrust().certificateFor({ thumb: signer.thumb, x5c: signer.chain, ...request }))
    .publicKey;
};

async function signedByJose(payload: string, changes: object = {}): Promise<string> {
  const { key, thumb, chain } = world.merchant1.signer;
  return new CompactSign(new TextEncoder().encode(payload))
    .setProtectedHeader({ alg: 'ES256', typ: 'greeting+jwt', 'x5t#S256': thumb, x5c: [...chain], ...changes })
    .sign(key);
}

describe('a signed message', () => {
  test('is read by jose', async () => {
    const message = await greeting.sign({ text: 'bonjour' }, world.merchant1.signer);
    const { payload, protectedHeader } = await compactVerify(message, await publicKey(), {
      algorithms: ['ES256'],
    });
    expect(new TextDecoder().decode(payload)).toBe('{"text":"bonjour"}');
    expect(protectedHeader).toMatchObject({ alg: 'ES256', typ: 'greeting+jwt' });
  });
  test('may be made by jose', async () => {
    const { payload } = await greeting.open(await signedByJose('{"text":"bonjour"}'), reading());
    expect(payload).toEqual({ text: 'bonjour' });
  });
  test.each([
    ['a critical header that we do not know', { crit: ['exp'], exp: 1 }],
    ['a payload that is not encoded (RFC 7797)', { b64: true, crit: ['b64'] }],
    ['a key of its own', { jwk: { kty: 'EC' } }],
    ['an address of a key', { jku: 'https://evil.example/keys' }],
  ])('with %s is refused', async (_, changes) => {
    const { key, thumb, chain } = world.merchant1.signer;
    const header = { alg: 'ES256', typ: 'greeting+jwt', 'x5t#S256': thumb, x5c: chain, ...changes };
    const [encodedHeader, payload] = [header, { text: 'x' }].map((part) =>
      encodeBase64Url(new TextEncoder().encode(JSON.stringify(part))),
    );
    const signature = await web.signEs256(key, `${encodedHeader}.${payload}`);
    await expect(
      greeting.open(`${encodedHeader}.${payload}.${encodeBase64Url(signature)}`, reading()),
    ).rejects.toMatchObject({ code: 'ERR_MESSAGE_MALFORMED' });
  });
  test.each([
    ['text instead of certificates', () => ['x'.repeat(6000), 'y'.repeat(6000)]],
    ['text after its certificates', (chain: readonly string[]) => [...chain, 'x'.repeat(6000)]],
    ['its own certificate once more', (chain: readonly string[]) => [...chain, chain[0]]],
    ['its own certificate alone', (chain: readonly string[]) => chain.slice(0, 1)],
  ])('with %s is refused also where its path is known', async (_what, changed) => {
    const known = reading();
    await greeting.open(await signedByJose('{"text":"bonjour"}'), known);
    const other = await signedByJose('{"text":"bonjour"}', { x5c: changed(world.merchant1.signer.chain) });
    await expect(greeting.open(other, known)).rejects.toMatchObject({
      code: expect.stringMatching(/^ERR_CERTIFICATE_/),
    });
    await greeting.open(await signedByJose('{"text":"bonjour"}'), known);
  });
  test('with any one bit of its signature changed is refused', async () => {
    const message = await greeting.sign({ text: 'bonjour' }, world.merchant1.signer);
    const [header, payload, signature = ''] = message.split('.');
    for (let bit = 0; bit < 512; bit += 37) {
      const bytes = Buffer.from(signature, 'base64url');
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      await expect(
        greeting.open(`${header}.${payload}.${bytes.toString('base64url')}`, reading()),
      ).rejects.toMatchObject({ code: 'ERR_MESSAGE_SIGNATURE' });
    }
  });
  test.each([
    ['zero', new Uint8Array(64)],
    ['all ones', new Uint8Array(64).fill(255)],
  ])('with a signature of %s is refused', async (_, signature) => {
    const [header, payload] = (await greeting.sign({ text: 'x' }, world.merchant1.signer)).split('.');
    await expect(
      greeting.open(`${header}.${payload}.${encodeBase64Url(signature)}`, reading()),
    ).rejects.toMatchObject({ code: 'ERR_MESSAGE_SIGNATURE' });
  });
});

describe.each([
  ['a browser', web, 'Node', node],
  ['Node', node, 'a browser', web],
] as const)('what is signed in %s', (_, signer, where, verifier) => {
  const data = 'header.payload';
  test(`is verified in ${where}, and nothing else is`, async () => {
    const { signer: identity } = world.merchant1;
    const signature = await signer.signEs256(identity.key, data);
    expect(signature).toHaveLength(64);
    expect(await verifier.verifyEs256(await publicKey(), signature, data)).toBe(true);
    expect(await verifier.verifyEs256(await publicKey(), signature, data.slice(1))).toBe(false);
    expect(await verifier.verifyEs256(await publicKey(), signature.subarray(1), data)).toBe(false);
  });
  test('needs a key for signatures', async () => {
    const pair = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, false, [
      'deriveBits',
    ]);
    await expect(signer.signEs256(pair.privateKey, data)).rejects.toThrow();
  });
});
