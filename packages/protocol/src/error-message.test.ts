/** SET's Error, plain and signed. */
import { beforeAll, describe, expect, test } from 'vitest';
import { encodeBase64Url } from './encoding/base64url.ts';
import { decodeErrorMessage, errorMessageFor, openErrorMessage, signErrorMessage } from './error-message.ts';
import { ProtocolError } from './errors.ts';
import { createTestWorld, type TestWorld, testRandom, testTime } from './testing/demo-parties.ts';

let world: TestWorld;
let signed: string;

const error = { code: 'ERR_MESSAGE_TOO_OLD', setCode: 'messageTooOld', message: 'too old' };
const at = testTime;

const signAs = (party: 'gateway' | 'merchant1') =>
  signErrorMessage(error, world[party].signer, { errorNonce: encodeBase64Url(testRandom(20)), at });

beforeAll(async () => {
  world = await createTestWorld();
  signed = await signAs('gateway');
});

const reading = () => ({ trust: world.newTrust(), at });

describe('a signed error', () => {
  test('says what was wrong, and who says so', async () => {
    const { payload, sender } = await openErrorMessage(signed, reading());
    expect(payload).toMatchObject(error);
    expect(sender.thumb).toBe(world.gateway.signer.thumb);
  });

  test('is unlike any other', async () => {
    const { payload } = await openErrorMessage(signed, reading());
    const other = await openErrorMessage(await signAs('gateway'), reading());
    expect(other.payload.errorNonce).not.toBe(payload.errorNonce);
  });

  test('is read without its signature like a plain one', () => {
    expect(decodeErrorMessage(signed)).toEqual(error);
    expect(decodeErrorMessage(JSON.stringify(error))).toEqual(error);
  });

  test('is refused after five minutes', async () => {
    await expect(openErrorMessage(signed, { ...reading(), at: at + 301 })).rejects.toMatchObject({
      code: 'ERR_MESSAGE_TOO_OLD',
    });
  });

  test('is refused under another’s signature, from a cardholder, and as another message', async () => {
    const [header, payload] = signed.split('.');
    const foreign = (await signAs('gateway')).split('.')[2];
    await expect(openErrorMessage([header, payload, foreign].join('.'), reading())).rejects.toMatchObject({
      code: 'ERR_MESSAGE_SIGNATURE',
    });
    const { identity } = await world.newCardholder();
    const byCardholder = await signErrorMessage(error, identity.signer, {
      errorNonce: encodeBase64Url(testRandom(20)),
      at,
    });
    await expect(openErrorMessage(byCardholder, reading())).rejects.toMatchObject({
      code: 'ERR_CERTIFICATE_ROLE',
    });
  });
});

describe('a text that is no error', () => {
  test.each(['', 'null', '{}', '{"code":"x"}', 'a.b.c', `{"code":"${'E'.repeat(4000)}"}`])(
    '%j is refused',
    (text) => {
      expect(() => decodeErrorMessage(text)).toThrow(ProtocolError);
    },
  );
});

test('a bug is no message of the protocol', () => {
  expect(errorMessageFor(new Error('bug'))).toBeUndefined();
  expect(errorMessageFor(new ProtocolError('ERR_SEAL_BROKEN'))).toMatchObject({ setCode: 'decodingFailure' });
});
