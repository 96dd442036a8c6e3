/** Me-AqCInit and CertReq of merchants and gateways: held keys, one type per message, renewal by the old certificate. */
import { beforeAll, describe, expect, test } from 'vitest';
import { encodeBase64Url } from '../encoding/base64url.ts';
import { seal } from '../jose/sealed.ts';
import type { Signer } from '../jose/signed-message.ts';
import { newIdentifier } from '../random.ts';
import {
  createTestWorld,
  recipientOf,
  type TestWorld,
  testRandom,
  testTime,
} from '../testing/demo-parties.ts';
import { type Identity, importIdentity } from '../trust/identity.ts';
import { authorityIdentity } from '../trust/trust-tree.ts';
import {
  decodeMeAqCInitReq,
  encodeMeAqCInitReq,
  type MeAqCInitReq,
  makePartyCertReq,
  meAqCInitRes,
  openPartyCertReq,
  type PartyCertReq,
  partyCertRes,
} from './party-enrolment.ts';

let world: TestWorld;
let authority: Identity;
let keys: CryptoKeyPair;
let request: PartyCertReq;

const id = () => newIdentifier(testRandom);
const idData = { bin: '497011', partyId: 'FLEURISTE' };
const newKeys = () =>
  crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);

async function jwkOf(key: CryptoKey) {
  const { x = '', y = '' } = await crypto.subtle.exportKey('jwk', key);
  return { kty: 'EC' as const, crv: 'P-256' as const, x, y };
}

beforeAll(async () => {
  world = await createTestWorld();
  authority = await importIdentity(await authorityIdentity(world.merchantCa));
  keys = await newKeys();
  request = {
    ...{ rrpid: id(), lidEE: id(), challEE: id(), lidCA: id(), challCA: id() },
    ...{ requestType: 'merInitialSig', requestDate: testTime, idData, regFormId: 'party-1' },
    ...{ regForm: [{ name: 'code', value: '123456' }], signatureKey: await jwkOf(keys.publicKey) },
  };
});

const make = async (changes: object = {}, key = keys.privateKey, oldSigner?: Signer) =>
  makePartyCertReq({ ...request, ...changes }, key, await recipientOf(authority), oldSigner);
const open = (sealed: string, at = testTime, { opener } = authority) =>
  openPartyCertReq(sealed, { trust: world.newTrust(), at, openers: opener === undefined ? [] : [opener] });

describe('a CertReq of a merchant', () => {
  test('is opened by the authority that it is sealed to', async () => {
    await expect(open(await make())).resolves.toEqual({ request, old: undefined });
  });
  test('to renew says whose certificate it renews', async () => {
    const { signer } = world.merchant1;
    const { old } = await open(await make({ requestType: 'merRenewalSig' }, keys.privateKey, signer));
    expect(old?.thumb).toBe(signer.thumb);
  });
});

describe('a CertReq of a merchant is refused', () => {
  test('for a key that its sender does not hold', async () => {
    const { privateKey } = await newKeys();
    await expect(open(await make({}, privateKey))).rejects.toMatchObject({ code: 'ERR_MESSAGE_SIGNATURE' });
  });
  test('that renews without the old certificate', async () => {
    await expect(open(await make({ requestType: 'merRenewalSig' }))).rejects.toMatchObject({
      code: 'ERR_MESSAGE_MISMATCH',
    });
  });
  test('that is a first one under an old certificate', async () => {
    const { signer } = world.merchant1;
    await expect(open(await make({}, keys.privateKey, signer))).rejects.toMatchObject({
      code: 'ERR_MESSAGE_MISMATCH',
      facts: { field: 'requestType' },
    });
  });
  test('that a cardholder’s certificate renews', async () => {
    const { identity } = await world.newCardholder();
    const changes = { requestType: 'merRenewalSig' };
    await expect(open(await make(changes, keys.privateKey, identity.signer))).rejects.toMatchObject({
      code: 'ERR_CERTIFICATE_ROLE',
    });
  });
  test.each([
    [testTime + 301, 'ERR_MESSAGE_TOO_OLD'],
    [testTime - 301, 'ERR_MESSAGE_TOO_NEW'],
  ])('read at %i', async (at, code) => {
    await expect(open(await make(), at)).rejects.toMatchObject({ code });
  });
  test('sealed to another authority', async () => {
    await expect(open(await make(), testTime, world.cardholderCaIdentity)).rejects.toMatchObject({
      code: 'ERR_MESSAGE_RECIPIENT',
    });
  });
  test('whose key is no point of the curve', async () => {
    const signatureKey = { ...request.signatureKey, x: encodeBase64Url(new Uint8Array(32).fill(1)) };
    await expect(open(await make({ signatureKey }))).rejects.toMatchObject({ code: 'ERR_MESSAGE_MALFORMED' });
  });
  test.each(['', 'x', '{}', 'a.b.c', 'e30.e30.e30'])('that says %j under the seal', async (text) => {
    const sealed = await seal(text, await recipientOf(authority));
    await expect(open(sealed)).rejects.toMatchObject({ code: 'ERR_MESSAGE_MALFORMED' });
  });
});

describe('Me-AqCInitReq', () => {
  const asked: MeAqCInitReq = {
    ...{ rrpid: id(), lidEE: id(), challEE: id(), requestType: 'merInitialBoth', idData },
    ...{ brand: 'CB-demo', language: 'fr' },
  };
  test('is read as it was written', () => {
    expect(decodeMeAqCInitReq(encodeMeAqCInitReq(asked))).toEqual(asked);
  });
  test.each([
    ['another request type', { requestType: 'cardInitialSig' }],
    ['a BIN of five digits', { idData: { ...idData, bin: '49701' } }],
    ['a name that is no identifier', { idData: { ...idData, partyId: '../M1' } }],
    ['a brand with a line break', { brand: 'CB\n' }],
    ['a language that is none', { language: 'français' }],
    ['a field too many', { code: '123456' }],
    ['a short challenge', { challEE: 'AAAA' }],
  ])('with %s is refused', (_what, changes) => {
    const message = JSON.stringify({ ...asked, ...changes });
    expect(() => decodeMeAqCInitReq(message)).toThrow(
      expect.objectContaining({ code: 'ERR_MESSAGE_MALFORMED' }),
    );
  });
});

describe('an answer of an authority', () => {
  const answer = { rrpid: id(), lidEE: id(), challEE: id(), certStatus: 'rejectedByCA' as const };
  const times = { iat: testTime, exp: testTime + 300 };
  test('is refused from anybody else', async () => {
    for (const { signer } of [world.merchant1, world.gateway, world.cardholderCaIdentity])
      await expect(
        partyCertRes.open(await partyCertRes.sign({ ...answer, ...times }, signer), {
          ...{ trust: world.newTrust(), at: testTime },
        }),
      ).rejects.toMatchObject({ code: 'ERR_CERTIFICATE_ROLE' });
  });
  test('is not another message: CertRes never passes for Me-AqCInitRes', async () => {
    const signed = await partyCertRes.sign({ ...answer, ...times }, authority.signer);
    await expect(meAqCInitRes.open(signed, { trust: world.newTrust(), at: testTime })).rejects.toMatchObject({
      code: 'ERR_MESSAGE_TYPE',
    });
  });
});
