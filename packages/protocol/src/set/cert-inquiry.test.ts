/** CertInqReq: only the key of a pended request may ask about it. */
import { CompactSign } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import { utf8 } from '../encoding/bytes.ts';
import { newIdentifier } from '../random.ts';
import { testRandom, testTime } from '../testing/demo-parties.ts';
import type { EcPublicJwk } from './card-enrolment.ts';
import { type CertInqReq, makeCertInqReq, openCertInqReq } from './cert-inquiry.ts';

const id = () => newIdentifier(testRandom);
const request: CertInqReq = { rrpid: id(), lidEE: id(), challEE: id(), lidCA: id(), iat: testTime };

let keys: CryptoKeyPair;
let pended: EcPublicJwk;

const newKeys = () =>
  crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);

beforeAll(async () => {
  keys = await newKeys();
  const { x = '', y = '' } = await crypto.subtle.exportKey('jwk', keys.publicKey);
  pended = { kty: 'EC', crv: 'P-256', x, y };
});

const keyOf = (lidCA: string) => (lidCA === request.lidCA ? pended : undefined);
const open = (message: string, at = testTime) => openCertInqReq(message, { keyOf, at });
const signedAs = (header: { alg: string; typ: string }, payload: string) =>
  new CompactSign(utf8(payload)).setProtectedHeader(header).sign(keys.privateKey);

test('an inquiry of the pended key is opened', async () => {
  await expect(open(await makeCertInqReq(request, keys.privateKey))).resolves.toEqual(request);
});

describe('an inquiry is refused', () => {
  test('of another key', async () => {
    const { privateKey } = await newKeys();
    await expect(open(await makeCertInqReq(request, privateKey))).rejects.toMatchObject({
      code: 'ERR_MESSAGE_SIGNATURE',
    });
  });
  test('about a request that nobody made', async () => {
    await expect(
      open(await makeCertInqReq({ ...request, lidCA: id() }, keys.privateKey)),
    ).rejects.toMatchObject({
      code: 'ERR_MESSAGE_UNKNOWN_XID',
    });
  });
  test.each([
    [testTime + 301, 'ERR_MESSAGE_TOO_OLD'],
    [testTime - 301, 'ERR_MESSAGE_TOO_NEW'],
  ])('read at %i', async (at, code) => {
    await expect(open(await makeCertInqReq(request, keys.privateKey), at)).rejects.toMatchObject({ code });
  });
  test('under the type of another message', async () => {
    const message = await signedAs({ alg: 'ES256', typ: 'set-certreq+jwt' }, JSON.stringify(request));
    await expect(open(message)).rejects.toMatchObject({ code: 'ERR_MESSAGE_TYPE' });
  });
  test.each([
    ['a field too many', JSON.stringify({ ...request, pan: '4970100000000006' })],
    ['a field too few', JSON.stringify({ ...request, challEE: undefined })],
    ['spaces', JSON.stringify(request, null, 1)],
    ['no JSON', 'x'],
  ])('with %s', async (_what, payload) => {
    const message = await signedAs({ alg: 'ES256', typ: 'set-certinqreq+jwt' }, payload);
    await expect(open(message)).rejects.toMatchObject({ code: 'ERR_MESSAGE_MALFORMED' });
  });
  test.each(['', 'a.b', 'a.b.c.d', '{}', '..'])('that is %j', async (message) => {
    await expect(open(message)).rejects.toMatchObject({ code: 'ERR_MESSAGE_MALFORMED' });
  });
  test('without a signature under “none”', async () => {
    const [, payload = ''] = (await makeCertInqReq(request, keys.privateKey)).split('.');
    const header = btoa('{"alg":"none","typ":"set-certinqreq+jwt"}').replaceAll('=', '');
    await expect(open(`${header}.${payload}.`)).rejects.toMatchObject({ code: 'ERR_MESSAGE_MALFORMED' });
    await expect(open(`${header}.${payload}.${'A'.repeat(86)}`)).rejects.toMatchObject({
      code: 'ERR_MESSAGE_SIGNATURE',
    });
  });
});
