/** Enrolment: the bank certifies the key that asked, and nobody else's. */
import { beforeAll, describe, expect, test } from 'vitest';
import { encodeBase64Url } from '../encoding/base64url.ts';
import { newIdentifier } from '../random.ts';
import {
  createTestWorld,
  recipientOf,
  type TestWorld,
  testRandom,
  testTime,
} from '../testing/demo-parties.ts';
import { oids } from '../trust/oids.ts';
import {
  type CertReq,
  enrolmentDigest,
  makeCertReq,
  makeCertRes,
  openCertReq,
  openCertRes,
} from './card-enrolment.ts';

let world: TestWorld;
let request: CertReq;
let keys: CryptoKeyPair;

const newKeys = () =>
  crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
    'sign',
    'verify',
  ]) as Promise<CryptoKeyPair>;

beforeAll(async () => {
  world = await createTestWorld();
  keys = await newKeys();
  const { x = '', y = '' } = await crypto.subtle.exportKey('jwk', keys.publicKey);
  request = {
    rrpid: newIdentifier(testRandom),
    lidEE: newIdentifier(testRandom),
    challEE: newIdentifier(testRandom),
    challCA: newIdentifier(testRandom),
    requestDate: testTime,
    publicKey: { kty: 'EC', crv: 'P-256', x, y },
    pan: '4970100000000006',
    cardExpiry: '202912',
    cardSecret: newIdentifier(testRandom),
    exNonce: newIdentifier(testRandom),
    chipCertificate: {
      tokenType: oids.tokenB0Prime,
      profile: 1,
      txData: encodeBase64Url(testRandom(62)),
      cardData: encodeBase64Url(testRandom(7)),
      cryptogram: encodeBase64Url(testRandom(8)),
      cvm: 'pinPad',
    },
    caBackKey: encodeBase64Url(testRandom(32)),
  };
});

const open = (sealed: string, at = testTime) => {
  const opener = world.cardholderCaIdentity.opener;
  return openCertReq(sealed, { openers: opener === undefined ? [] : [opener], at });
};
const make = async (changes: object = {}, key = keys.privateKey) =>
  makeCertReq({ ...request, ...changes }, key, await recipientOf(world.cardholderCaIdentity));

describe('a certificate request', () => {
  test('reaches the authority whole', async () => {
    await expect(open(await make())).resolves.toEqual(request);
  });
  test('shows nobody else the card number', async () => {
    expect(await make()).not.toContain(btoa(request.pan).slice(0, 12));
    const opener = world.gateway.opener;
    await expect(
      openCertReq(await make(), { openers: opener === undefined ? [] : [opener], at: testTime }),
    ).rejects.toMatchObject({ code: 'ERR_MESSAGE_RECIPIENT' });
  });
  test('for a key that its sender does not hold is refused', async () => {
    const other = await newKeys();
    await expect(open(await make({}, other.privateKey))).rejects.toMatchObject({
      code: 'ERR_MESSAGE_SIGNATURE',
    });
  });
  test('of yesterday is refused, and so is one of tomorrow', async () => {
    const sealed = await make();
    await expect(open(sealed, testTime + 86_400)).rejects.toMatchObject({ code: 'ERR_MESSAGE_TOO_OLD' });
    await expect(open(sealed, testTime - 86_400)).rejects.toMatchObject({ code: 'ERR_MESSAGE_TOO_NEW' });
  });
  test('whose key is no point of the curve is refused', async () => {
    const publicKey = { ...request.publicKey, x: encodeBase64Url(new Uint8Array(32).fill(1)) };
    await expect(open(await make({ publicKey }))).rejects.toMatchObject({ code: 'ERR_MESSAGE_MALFORMED' });
  });
  test('binds the card’s cryptogram to one key and one challenge', async () => {
    const digest = await enrolmentDigest(request.challCA, request.publicKey);
    expect(await enrolmentDigest(newIdentifier(testRandom), request.publicKey)).not.toBe(digest);
    const other = { ...request.publicKey, x: request.publicKey.y };
    expect(await enrolmentDigest(request.challCA, other)).not.toBe(digest);
  });
});

describe('the authority’s answer', () => {
  const answer = (changes: object = {}) =>
    makeCertRes(
      {
        rrpid: request.rrpid,
        challEE: request.challEE,
        certStatus: 'requestComplete',
        nonceCca: newIdentifier(testRandom),
        chain: [...world.merchant1.signer.chain],
        iat: testTime,
        exp: testTime + 3600,
        ...changes,
      },
      world.cardholderCaIdentity.signer,
      request.caBackKey,
    );
  const expected = () => ({
    trust: world.newTrust(),
    at: testTime,
    rrpid: request.rrpid,
    challEE: request.challEE,
    caBackKey: request.caBackKey,
  });
  test('opens for the wallet that asked', async () => {
    await expect(openCertRes(await answer(), expected())).resolves.toMatchObject({
      certStatus: 'requestComplete',
    });
  });
  test('to another request is refused', async () => {
    const sealed = await answer({ rrpid: newIdentifier(testRandom) });
    await expect(openCertRes(sealed, expected())).rejects.toMatchObject({ code: 'ERR_MESSAGE_MISMATCH' });
  });
  test('to another challenge is refused', async () => {
    const sealed = await answer({ challEE: newIdentifier(testRandom) });
    await expect(openCertRes(sealed, expected())).rejects.toMatchObject({ code: 'ERR_MESSAGE_CHALLENGE' });
  });
  test('stays closed without the key of the request', async () => {
    const caBackKey = encodeBase64Url(testRandom(32));
    await expect(openCertRes(await answer(), { ...expected(), caBackKey })).rejects.toMatchObject({
      code: 'ERR_SEAL_BROKEN',
    });
  });
});
