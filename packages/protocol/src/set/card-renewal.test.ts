/** Renewal: the new key shows that it is held, the old certificate who asks; neither alone will do. */
import { beforeAll, describe, expect, test } from 'vitest';
import { encodeBase64Url } from '../encoding/base64url.ts';
import { seal } from '../jose/sealed.ts';
import type { Signer } from '../jose/signed-message.ts';
import { newIdentifier } from '../random.ts';
import {
  createTestWorld,
  recipientOf,
  type TestCardholder,
  type TestWorld,
  testRandom,
  testTime,
} from '../testing/demo-parties.ts';
import { type CertReq, signCertReq } from './card-enrolment.ts';
import { makeCertRenewReq, openCertRenewReq } from './card-renewal.ts';

let world: TestWorld;
let holder: TestCardholder;
let keys: CryptoKeyPair;
let request: CertReq;

const id = () => newIdentifier(testRandom);
const newKeys = () =>
  crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);

beforeAll(async () => {
  world = await createTestWorld();
  holder = await world.newCardholder();
  keys = await newKeys();
  const { x = '', y = '' } = await crypto.subtle.exportKey('jwk', keys.publicKey);
  request = {
    ...{ rrpid: id(), lidEE: id(), challEE: id(), challCA: id(), requestDate: testTime },
    ...{ requestType: 'cardRenewalSig', publicKey: { kty: 'EC', crv: 'P-256', x, y } },
    ...{ pan: holder.card.pan, cardExpiry: '203112', cardSecret: encodeBase64Url(holder.card.cardSecret) },
    ...{ exNonce: id(), caBackKey: encodeBase64Url(testRandom(32)) },
  };
});

interface Bent {
  readonly request?: Partial<CertReq>;
  readonly key?: CryptoKey;
  readonly oldSigner?: Signer;
  readonly at?: number;
}

async function make(bent: Bent = {}): Promise<string> {
  const { key = keys.privateKey, oldSigner = holder.identity.signer, at = testTime } = bent;
  const authority = await recipientOf(world.cardholderCaIdentity);
  return makeCertRenewReq({ ...request, ...bent.request }, { key, oldSigner, at }, authority);
}

const open = (sealed: string, at = testTime, opener = world.cardholderCaIdentity.opener) =>
  openCertRenewReq(sealed, { trust: world.newTrust(), at, openers: opener === undefined ? [] : [opener] });

test('a renewal by old and new key is opened, and says whose certificate it renews', async () => {
  const { request: opened, old } = await open(await make());
  expect(opened).toEqual(request);
  expect(old.thumb).toBe(holder.identity.signer.thumb);
});

describe('a renewal is refused', () => {
  test('of a new key that is not held', async () => {
    const { privateKey } = await newKeys();
    await expect(open(await make({ key: privateKey }))).rejects.toMatchObject({
      code: 'ERR_MESSAGE_SIGNATURE',
    });
  });
  test('by an old key that is not the certificate’s', async () => {
    const { privateKey: key } = await newKeys();
    const { thumb, chain } = holder.identity.signer;
    await expect(open(await make({ oldSigner: { key, thumb, chain } }))).rejects.toMatchObject({
      code: 'ERR_MESSAGE_SIGNATURE',
    });
  });
  test.each(['merchant1', 'gateway', 'intermediary'] as const)('by %s', async (party) => {
    await expect(open(await make({ oldSigner: world[party].signer }))).rejects.toMatchObject({
      code: 'ERR_CERTIFICATE_ROLE',
    });
  });
  test('of a first request: it has no certificate to renew', async () => {
    await expect(open(await make({ request: { requestType: 'cardInitialSig' } }))).rejects.toMatchObject({
      code: 'ERR_MESSAGE_MISMATCH',
      facts: { field: 'requestType' },
    });
  });
  test('sealed to somebody else', async () => {
    await expect(open(await make(), testTime, world.gateway.opener)).rejects.toMatchObject({
      code: 'ERR_MESSAGE_RECIPIENT',
    });
  });
  test.each([
    [testTime + 301, 'ERR_MESSAGE_TOO_OLD'],
    [testTime - 301, 'ERR_MESSAGE_TOO_NEW'],
  ])('read at %i', async (at, code) => {
    await expect(open(await make(), at)).rejects.toMatchObject({ code });
  });
  test('of yesterday’s request under today’s signature', async () => {
    const requestDate = testTime - 86_400;
    await expect(open(await make({ request: { requestDate } }))).rejects.toMatchObject({
      code: 'ERR_MESSAGE_TOO_OLD',
    });
  });
  test('that the old certificate did not sign', async () => {
    const alone = await seal(
      await signCertReq(request, keys.privateKey),
      await recipientOf(world.cardholderCaIdentity),
    );
    await expect(open(alone)).rejects.toHaveProperty('code');
  });
  test('whose seal has one character changed', async () => {
    const sealed = await make();
    await expect(open(`${sealed.slice(0, -5)}AAAAA`)).rejects.toMatchObject({ code: 'ERR_SEAL_BROKEN' });
  });
});
