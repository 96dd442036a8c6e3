/** SET's Error, plain and signed. */
import { beforeAll, describe, expect, test } from 'vitest';
import { encodeBase64Url } from './encoding/base64url.ts';
import {
  decodeErrorMessage,
  errorMessageFor,
  forRequest,
  openErrorMessage,
  rrpidIn,
  signErrorMessage,
} from './error-message.ts';
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

describe('an error names the request that it answers', () => {
  const rrpid = encodeBase64Url(new Uint8Array(20).fill(7));

  test('when it came of what the request asks', async () => {
    const refused = forRequest(rrpid, () => {
      throw new ProtocolError('ERR_MESSAGE_MISMATCH', { field: 'hod' });
    });
    const caught = await refused.catch((error: unknown) => error);
    expect(errorMessageFor(caught)).toMatchObject({ code: 'ERR_MESSAGE_MISMATCH', rrpid });
    await expect(forRequest('another', () => Promise.reject(caught))).rejects.toBe(caught);
  });

  test('and a bug stays the bug that it was', async () => {
    const bug = new TypeError('oops');
    await expect(forRequest(rrpid, () => Promise.reject(bug))).rejects.toBe(bug);
    expect(errorMessageFor(bug)).toBeUndefined();
  });

  test('by what the request says of itself: as JSON, in a PReq’s order half, or under a signature', async () => {
    expect(rrpidIn(JSON.stringify({ rrpid, lidC: 'x' }))).toBe(rrpid);
    expect(rrpidIn(JSON.stringify({ oiData: JSON.stringify({ rrpid }), pi: 'sealed' }))).toBe(rrpid);
    const named = await signErrorMessage({ ...error, rrpid }, world.gateway.signer, {
      errorNonce: rrpid,
      at,
    });
    expect(rrpidIn(named)).toBe(rrpid);
  });

  test.each([
    '',
    '{',
    '{}',
    'a.b.c',
    '{"rrpid":7}',
    '{"rrpid":"short"}',
    `{"rrpid": "${rrpid}"}`,
    `{"rrpid":"${rrpid}","rrpid":"${rrpid}"}`,
    '{"oiData":"nonsense"}',
    `{"oiData":"{\\"oiData\\":\\"{}\\"}"}`,
    `{"x":"${'x'.repeat(70_000)}","rrpid":"${rrpid}"}`,
  ])('and no request by %j', (message) => {
    expect(rrpidIn(message)).toBeUndefined();
  });
});
