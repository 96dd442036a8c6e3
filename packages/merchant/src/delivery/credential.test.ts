/** Delivery credentials open one resource, for one purpose, for a time; anything else is the same refusal. */
import { encodeBase64Url, newIdentifier, utf8 } from '@ecomm/protocol';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { testRandom, testTime } from '../../../protocol/src/testing/demo-parties.ts';
import { credentialLifeSeconds, issueCredential, openCredential } from './credential.ts';

const holder = {
  credentialKey: testRandom(32),
  origin: 'https://journal.example',
  now: () => testTime,
};
const sold = {
  offerId: newIdentifier(testRandom),
  receiptId: newIdentifier(testRandom),
  resource: '/article/minitel',
};
const invalid = { code: 'ERR_CREDENTIAL_INVALID' };

describe('a delivery credential', () => {
  test('gives back what it was issued for, until it expires', async () => {
    const credential = await issueCredential(holder, 'deliver', sold);
    const exp = testTime + credentialLifeSeconds.deliver;
    expect(await openCredential(holder, 'deliver', credential)).toEqual({ ...sold, exp });
    expect(await openCredential({ ...holder, now: () => exp }, 'deliver', credential)).toMatchObject(sold);
    await expect(
      openCredential({ ...holder, now: () => exp + 1 }, 'deliver', credential),
    ).rejects.toMatchObject(invalid);
  });
  test('of a link is no cookie, and a cookie is no link', async () => {
    const link = await issueCredential(holder, 'deliver', sold);
    const cookie = await issueCredential(holder, 'read', sold);
    await expect(openCredential(holder, 'read', link)).rejects.toMatchObject(invalid);
    await expect(openCredential(holder, 'deliver', cookie)).rejects.toMatchObject(invalid);
  });
  test('of another shop opens nothing', async () => {
    const credential = await issueCredential({ ...holder, credentialKey: testRandom(32) }, 'deliver', sold);
    await expect(openCredential(holder, 'deliver', credential)).rejects.toMatchObject(invalid);
  });
  test('with its resource exchanged opens nothing', async () => {
    const [payload = '', mac] = (await issueCredential(holder, 'deliver', sold)).split('.');
    const text = Buffer.from(payload, 'base64url').toString().replace('minitel', 'centimes');
    const tampered = `${encodeBase64Url(utf8(text))}.${mac}`;
    await expect(openCredential(holder, 'deliver', tampered)).rejects.toMatchObject(invalid);
  });
  test('with any one character changed opens nothing', async () => {
    const credential = await issueCredential(holder, 'deliver', sold);
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=';
    await fc.assert(
      fc.asyncProperty(
        fc.nat(credential.length - 1),
        fc.constantFrom(...alphabet),
        async (index, character) => {
          fc.pre(credential[index] !== character);
          const tampered = credential.slice(0, index) + character + credential.slice(index + 1);
          await expect(openCredential(holder, 'deliver', tampered)).rejects.toMatchObject(invalid);
        },
      ),
    );
  });
  test.each(['', '.', '..', 'a', 'a.b', 'a.b.c', 'é.é', `${'A'.repeat(5000)}.AA`])(
    'that is %j is refused',
    async (text) => {
      await expect(openCredential(holder, 'deliver', text)).rejects.toMatchObject(invalid);
    },
  );
});
