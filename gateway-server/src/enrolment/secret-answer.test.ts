/** What people type is compared as they mean it, and nothing else passes. */
import { describe, expect, test } from 'vitest';
import { isSecret, makeSecretVerifier } from './secret-answer.ts';

const random = (byteCount: number) => crypto.getRandomValues(new Uint8Array(byteCount));

describe('a passphrase', () => {
  test.each(['été bleu', ' ÉTÉ  BLEU ', 'e\u0301te\u0301 bleu'])('is right as %j', async (answer) => {
    expect(await isSecret(answer, await makeSecretVerifier('été bleu', random))).toBe(true);
  });

  test.each(['', ' ', 'ete bleu', 'étébleu', 'été bleu.', 'été bleu\0'])('is wrong as %j', async (answer) => {
    expect(await isSecret(answer, await makeSecretVerifier('été bleu', random))).toBe(false);
  });

  test('is kept under a salt of its own each time', async () => {
    const [left, right] = [await makeSecretVerifier('a', random), await makeSecretVerifier('a', random)];
    expect(left.hash).not.toBe(right.hash);
  });
});
