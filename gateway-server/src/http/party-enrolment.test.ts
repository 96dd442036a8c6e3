/** Merchants and gateways enrol and renew over HTTP; each way to be refused; what their certificates then say. */
import {
  encodeMeAqCInitReq,
  type Identity,
  importIdentity,
  makePartyCertReq,
  newIdentifier,
  type PartyCertReq,
} from '@ecomm/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  askForCertificates,
  type EnrolmentPorts,
  enrolParty,
  type PartyToEnrol,
  prepareParty,
} from '../client/enrol-party.ts';
import { registerParty } from '../enrolment/register-party.ts';
import { codeOf } from '../testing/code-of.ts';
import { createTestHouse, readIdentity, type TestHouse, testRandom } from '../testing/test-house.ts';
import { authorizePurchase } from '../testing/test-merchant.ts';
import { enrol, makePurchase } from '../testing/test-wallet.ts';

let house: TestHouse;
let code: string;

const florist = { type: 'merchant', partyId: 'FLEURISTE', name: 'Le Fleuriste', city: 'Lyon' } as const;

beforeEach(async () => {
  house = await createTestHouse();
  code = await registerParty(house.opened.store.parties, florist, testRandom);
});
afterEach(() => house.remove());

const ports = (): EnrolmentPorts => ({
  post: house.post,
  trust: house.trust,
  random: testRandom,
  at: house.clock.at,
});
const party = (changes: Partial<PartyToEnrol> = {}): PartyToEnrol => ({
  type: 'merchant',
  partyId: 'FLEURISTE',
  bin: '497011',
  brand: 'CB-demo',
  proof: { code },
  ...changes,
});
const statusOf = async (who: PartyToEnrol, bend = (request: PartyCertReq) => request) => {
  const prepared = await prepareParty(ports(), who);
  const bent = { ...prepared, request: bend(prepared.request) };
  return (await askForCertificates(ports(), bent, who)).certStatus;
};
const refusalOf = async (who: PartyToEnrol, bend: (request: PartyCertReq) => PartyCertReq) => {
  const { request, signature, authority } = await prepareParty(ports(), who);
  const oldSigner = 'old' in who.proof ? who.proof.old.signer : undefined;
  const body = await makePartyCertReq(bend(request), signature.privateKey, authority, oldSigner);
  return codeOf(await house.post('/set/meaqcert', body, 'application/jose'));
};
const reason = () => house.events.findLast(({ event }) => event === 'party enrolment')?.facts.reason;
const shop = () => readIdentity(house.directory, 'merchants', 'LIBRAIRIE');

describe('a registered merchant', () => {
  test('gets certificates that say what the desk wrote, and sells with them', async () => {
    const identity = await importIdentity(await enrolParty(ports(), party()));
    expect(identity.certificate).toMatchObject({ type: 'merchant', isIntermediary: false });
    expect(identity.certificate.merchantData).toEqual({
      merchantId: 'FLEURISTE',
      acquirerBin: '497011',
      name: 'Le Fleuriste',
      city: 'Lyon',
      country: '250',
    });
    const wallet = await enrol(house, 'camille');
    const purchase = await makePurchase(house, wallet, { merchantId: 'FLEURISTE' });
    const { response } = await authorizePurchase(house, purchase, { merchant: identity });
    expect(response.authCode).toBe('approved');
  });

  test('may ask for a signature certificate alone', async () => {
    const who = party();
    const prepared = await prepareParty(ports(), who);
    const { keyExchangeKey: _key, ...rest } = prepared.request;
    const request = { ...rest, requestType: 'merInitialSig' as const };
    const answer = await askForCertificates(ports(), { ...prepared, request }, who);
    expect(answer.signatureChain).toHaveLength(3);
    expect(answer.keyExchangeChain).toBeUndefined();
  });

  test('gets the same bytes when it sends the same bytes', async () => {
    const { request, signature, authority } = await prepareParty(ports(), party());
    const body = await makePartyCertReq(request, signature.privateKey, authority);
    const send = async () => (await house.post('/set/meaqcert', body, 'application/jose')).text();
    expect(await send()).toBe(await send());
    expect(house.opened.store.parties.certificatesOf('FLEURISTE', house.clock.at)).toHaveLength(2);
  });

  test('leaves no code in the journal', async () => {
    await enrolParty(ports(), party());
    expect(JSON.stringify(house.events)).not.toContain(code);
  });
});

describe('a registered gateway', () => {
  test('gets certificates that say what it processes', async () => {
    const gateway = {
      type: 'gateway',
      partyId: 'GATEWAY-3',
      name: 'x',
      city: 'Nice',
      readsChips: true,
    } as const;
    const gatewayCode = await registerParty(house.opened.store.parties, gateway, testRandom);
    const who = party({ type: 'gateway', partyId: 'GATEWAY-3', proof: { code: gatewayCode } });
    const { keyExchangeCertificate } = await importIdentity(await enrolParty(ports(), who));
    expect(keyExchangeCertificate).toMatchObject({ type: 'gateway', commonName: 'GATEWAY-3' });
    expect(keyExchangeCertificate?.setExtensions).toHaveLength(1);
  });

  test('can not enrol as a merchant, nor a merchant as a gateway', async () => {
    expect(await statusOf(party({ type: 'gateway' }))).toBe('rejectedByCA');
    expect(reason()).toBe('notRegistered');
  });
});

describe('a renewal', () => {
  test('says what the old certificate said, also of the intermediary', async () => {
    house.clock.at += 365 * 24 * 3600;
    const old = house.intermediary;
    const renewed = await importIdentity(
      await enrolParty(ports(), party({ partyId: 'INTERMEDIARY-1', proof: { old } })),
    );
    expect(renewed.certificate.merchantData).toEqual(old.certificate.merchantData);
    expect(renewed.certificate.isIntermediary).toBe(true);
    expect(renewed.certificate.subject).toBe(old.certificate.subject);
    expect(renewed.certificate.notAfter).toBeGreaterThan(old.certificate.notAfter);
  });

  test('of a gateway keeps what it processes', async () => {
    const old = await readIdentity(house.directory, 'gateway');
    const who = party({ type: 'gateway', partyId: 'GATEWAY-1', proof: { old } });
    const { keyExchangeCertificate } = await importIdentity(await enrolParty(ports(), who));
    expect(keyExchangeCertificate).toMatchObject({ cardCertRequired: false });
    expect(keyExchangeCertificate?.setExtensions).toEqual(old.keyExchangeCertificate?.setExtensions);
  });

  const renewal = (old: Identity, changes: Partial<PartyToEnrol> = {}) =>
    party({ partyId: old.partyId, proof: { old }, ...changes });

  test('under another party’s name is refused', async () => {
    expect(await statusOf(renewal(await shop(), { partyId: 'QUOTIDIEN' }))).toBe('rejectedByCA');
    expect(reason()).toBe('keyOfAnother');
  });

  test('by another acquirer’s merchant is refused', async () => {
    const old = await readIdentity(house.directory, 'merchants', 'BOEKENHUIS');
    expect(await statusOf(renewal(old))).toBe('rejectedByCA');
  });

  test('of a revoked certificate is refused', async () => {
    const old = await shop();
    house.opened.store.revocations.add({
      authority: 'merchants',
      serialNumber: old.certificate.serialNumber,
      reason: 'keyCompromise',
      revokedAt: house.clock.at,
    });
    expect(await statusOf(renewal(old))).toBe('rejectedByCA');
  });

  test('of the same key is refused', async () => {
    const old = await shop();
    const who = renewal(old);
    const prepared = await prepareParty(ports(), who);
    const { x = '', y = '' } = await crypto.subtle.exportKey(
      'jwk',
      (
        await house.trust.certificateFor({
          thumb: old.signer.thumb,
          x5c: old.signer.chain,
          roles: ['merchant'],
          purpose: 'signature',
          at: house.clock.at,
        })
      ).publicKey,
    );
    const request = { ...prepared.request, signatureKey: { kty: 'EC', crv: 'P-256', x, y } as const };
    const signature = { ...prepared.signature, privateKey: old.signer.key };
    const answer = await askForCertificates(ports(), { ...prepared, request, signature }, who);
    expect(answer.certStatus).toBe('rejectedByCA');
    expect(reason()).toBe('keyCertified');
  });

  test('of an expired certificate, or by a cardholder, is refused', async () => {
    const old = await shop();
    const wallet = await enrol(house, 'camille');
    const cardholder = { ...old, signer: wallet.signer };
    expect((await refusalOf(renewal(cardholder), (request) => request)).code).toBe('ERR_CERTIFICATE_ROLE');
    house.clock.at += 2 * 365 * 24 * 3600 + 1;
    expect((await refusalOf(renewal(old), (request) => request)).code).toBe('ERR_CERTIFICATE_EXPIRED');
  });
});

describe('the code', () => {
  test('serves once', async () => {
    await enrolParty(ports(), party());
    expect(await statusOf(party())).toBe('rejectedByCA');
    expect(reason()).toBe('codeSpent');
  });

  test('that is wrong is refused, and after five wrong ones the right one too', async () => {
    for (let count = 0; count < 5; count += 1)
      expect(await statusOf(party({ proof: { code: `guess ${count}` } }))).toBe('rejectedByCA');
    expect(reason()).toBe('codeWrong');
    expect(await statusOf(party())).toBe('rejectedByCA');
    expect(reason()).toBe('codeSpent');
  });

  test('of another party is refused', async () => {
    await registerParty(house.opened.store.parties, { ...florist, partyId: 'OTHER' }, testRandom);
    expect(await statusOf(party({ partyId: 'OTHER' }))).toBe('rejectedByCA');
  });

  test('is asked for by its field’s name', async () => {
    expect(await statusOf(party(), (request) => ({ ...request, regForm: [] }))).toBe(
      'regFormAnswerMalformed',
    );
    expect(house.opened.store.parties.findRegistration('FLEURISTE')?.triesLeft).toBe(5);
  });
});

describe('a request is refused', () => {
  test.each([
    [
      'without the key that its type names',
      ({ keyExchangeKey: _key, ...request }: PartyCertReq) => request,
      'ERR_MESSAGE_MISMATCH',
    ],
    [
      'for another acquirer',
      (request: PartyCertReq) => ({ ...request, idData: { ...request.idData, bin: '497012' } }),
      'ERR_MESSAGE_MISMATCH',
    ],
    [
      'as a renewal without the old signature',
      (request: PartyCertReq) => ({ ...request, requestType: 'merRenewalBoth' as const }),
      'ERR_MESSAGE_MISMATCH',
    ],
    [
      'as a gateway’s at the merchants’ authority',
      (request: PartyCertReq) => ({ ...request, requestType: 'pgwyInitialBoth' as const }),
      'ERR_MESSAGE_MISMATCH',
    ],
    [
      'with another challenge',
      (request: PartyCertReq) => ({ ...request, challCA: newIdentifier(testRandom) }),
      'ERR_MESSAGE_CHALLENGE',
    ],
    [
      'under another label',
      (request: PartyCertReq) => ({ ...request, lidEE: newIdentifier(testRandom) }),
      'ERR_MESSAGE_CHALLENGE',
    ],
    [
      'of ten minutes ago',
      (request: PartyCertReq) => ({ ...request, requestDate: request.requestDate - 600 }),
      'ERR_MESSAGE_TOO_OLD',
    ],
  ])('%s', async (_what, bend, expected) => {
    expect((await refusalOf(party(), bend)).code).toBe(expected);
  });

  test('with one key for both purposes', async () => {
    const bend = (request: PartyCertReq) => ({ ...request, keyExchangeKey: request.signatureKey });
    expect(await statusOf(party(), bend)).toBe('rejectedByCA');
  });

  test('when its key is not the one that signed', async () => {
    const { request, authority } = await prepareParty(ports(), party());
    const other = await prepareParty(ports(), party());
    const body = await makePartyCertReq(request, other.signature.privateKey, authority);
    expect((await codeOf(await house.post('/set/meaqcert', body, 'application/jose'))).code).toBe(
      'ERR_MESSAGE_SIGNATURE',
    );
  });

  test('when it is sealed to somebody else', async () => {
    const { request, signature } = await prepareParty(ports(), party());
    const body = await makePartyCertReq(request, signature.privateKey, house.gateway);
    expect((await codeOf(await house.post('/set/meaqcert', body, 'application/jose'))).code).toBe(
      'ERR_MESSAGE_RECIPIENT',
    );
  });

  test.each(['', 'x', '{}', 'a.b.c.d.e'])('when it says %j', async (body) => {
    expect((await codeOf(await house.post('/set/meaqcert', body, 'application/jose'))).status).toBe(400);
    expect((await codeOf(await house.post('/set/meaqcinit', body))).status).toBe(400);
  });

  test.each([
    ['brand', { brand: 'other' }],
    ['bin', { bin: '497012' }],
  ])('at once for another %s', async (_field, changes) => {
    const { brand = 'CB-demo', bin = '497011' } = changes as Partial<PartyToEnrol>;
    const [rrpid, lidEE, challEE] = [1, 2, 3].map(() => newIdentifier(testRandom)) as [
      string,
      string,
      string,
    ];
    const body = encodeMeAqCInitReq({
      ...{ rrpid, lidEE, challEE, brand, language: 'en' },
      requestType: 'merInitialBoth',
      idData: { bin, partyId: 'FLEURISTE' },
    });
    expect((await codeOf(await house.post('/set/meaqcinit', body))).code).toBe('ERR_MESSAGE_MISMATCH');
  });
});

test.each([
  ['', 'Le Fleuriste'],
  ['A B', 'Le Fleuriste'],
  ['x'.repeat(31), 'Le Fleuriste'],
  ['FLEURISTE', ''],
  ['FLEURISTE', 'x'.repeat(61)],
  ['FLEURISTE', 'Le\nFleuriste'],
])('the desk does not register %j as %j', async (partyId, name) => {
  const { parties } = house.opened.store;
  await expect(registerParty(parties, { ...florist, partyId, name }, testRandom)).rejects.toMatchObject({
    code: 'ERR_GATEWAY_OPTION',
  });
});
