/** Renewal of a cardholder's certificate over HTTP: the old key speaks, no card and no PIN is asked for. */
import {
  blindPan,
  type CertReq,
  decodeBase64,
  decodeBase64Url,
  decodeCertificate,
  encodeBase64Url,
  makeCertReq,
  panSecretOf,
  type Signer,
} from '@ecomm/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { codeOf } from '../testing/code-of.ts';
import { meetAuthority, newKeys, prepareRenewal } from '../testing/test-holder.ts';
import { createTestHouse, type TestHouse } from '../testing/test-house.ts';
import { enrol, sendEnrolment } from '../testing/test-wallet.ts';

let house: TestHouse;
let old: Signer;
let card: { pan: string; cardExpiry: string };
let cardSecret: string;

beforeEach(async () => {
  house = await createTestHouse();
  const wallet = await enrol(house, 'camille');
  old = wallet.signer;
  card = { pan: wallet.card.file.pan, cardExpiry: wallet.card.file.expiry };
  cardSecret = encodeBase64Url(wallet.cardSecret);
});
afterEach(() => house.remove());

const year = 365 * 24 * 3600;
const reason = () => house.events.findLast(({ event }) => event === 'enrolment')?.facts.reason;
const post = (message: string) => house.post('/set/cert', message, 'application/jose');

describe('a certificate is renewed', () => {
  const withCardSecret = (request: CertReq) => ({ ...request, cardSecret });

  test('by its key, for the same card, with the same name and a later end', async () => {
    const before = await decodeCertificate(decodeBase64(old.chain[0] ?? ''));
    house.clock.at += year;
    const renewal = await prepareRenewal(house, card, { old, bend: withCardSecret });
    const { certStatus, chain, nonceCca = '' } = await sendEnrolment(house, renewal);
    expect(certStatus).toBe('requestComplete');
    const after = await decodeCertificate(decodeBase64(chain?.[0] ?? ''));
    expect(after.notAfter).toBeGreaterThan(before.notAfter);
    expect(after.commonName).toBe(before.commonName);
    const panSecret = panSecretOf(decodeBase64Url(cardSecret), decodeBase64Url(nonceCca));
    expect(after.commonName).toBe(await blindPan(card.pan, card.cardExpiry, panSecret));
    expect(after.thumb).not.toBe(before.thumb);
    expect(house.opened.store.enrolment.certificatesOf('camille', house.clock.at)).toHaveLength(2);
  });

  test('and the new one renews in its turn', async () => {
    const first = await prepareRenewal(house, card, { old, bend: withCardSecret });
    const { chain = [] } = await sendEnrolment(house, first);
    const { thumb, commonName } = await decodeCertificate(decodeBase64(chain[0] ?? ''));
    const signer = { key: first.keys.privateKey, thumb, chain };
    const second = await prepareRenewal(house, card, { old: signer, bend: withCardSecret });
    const answer = await sendEnrolment(house, second);
    expect(answer.certStatus).toBe('requestComplete');
    const last = await decodeCertificate(decodeBase64(answer.chain?.[0] ?? ''));
    expect(last.commonName).toBe(commonName);
  });

  test('under a new name when the wallet knows its CardSecret no more', async () => {
    const before = await decodeCertificate(decodeBase64(old.chain[0] ?? ''));
    const { certStatus, chain } = await sendEnrolment(house, await prepareRenewal(house, card, { old }));
    expect(certStatus).toBe('requestComplete');
    const after = await decodeCertificate(decodeBase64(chain?.[0] ?? ''));
    expect(after.commonName).not.toBe(before.commonName);
  });

  test('once: the same message gets the same bytes', async () => {
    const { message } = await prepareRenewal(house, card, { old });
    const first = await (await post(message)).text();
    expect(await (await post(message)).text()).toBe(first);
  });
});

describe('a renewal is refused', () => {
  test('when the card was stolen', async () => {
    await house.operator('/operator/cards/camille/status', { status: 'stolen' });
    const renewal = await prepareRenewal(house, card, { old });
    expect((await sendEnrolment(house, renewal)).certStatus).toBe('rejectedByIssuer');
    expect(reason()).toBe('cardStolen');
  });

  test('by a revoked certificate, also when the card is in use again', async () => {
    await house.operator('/operator/cards/camille/status', { status: 'stolen' });
    await house.operator('/operator/cards/camille/status', { status: 'active' });
    const renewal = await prepareRenewal(house, card, { old });
    expect((await sendEnrolment(house, renewal)).certStatus).toBe('rejectedByIssuer');
    expect(reason()).toBe('keyOfAnother');
  });

  test('for another holder’s card', async () => {
    const { file } = await house.card('lowfunds');
    const other = { pan: file.pan, cardExpiry: file.expiry };
    const renewal = await prepareRenewal(house, other, { old });
    expect((await sendEnrolment(house, renewal)).certStatus).toBe('rejectedByIssuer');
    expect(reason()).toBe('keyOfAnother');
  });

  test('of the very key that is certified', async () => {
    const first = await prepareRenewal(house, card, { old });
    await sendEnrolment(house, first);
    const again = await prepareRenewal(house, card, { old, keys: first.keys });
    expect((await sendEnrolment(house, again)).certStatus).toBe('rejectedByCA');
  });

  test('when the certificate has expired', async () => {
    house.clock.at += 2 * year + 1;
    const { message } = await prepareRenewal(house, card, { old });
    expect(await codeOf(await post(message))).toEqual({ status: 401, code: 'ERR_CERTIFICATE_EXPIRED' });
  });

  test('by a merchant’s certificate', async () => {
    const { message } = await prepareRenewal(house, card, { old: house.intermediary.signer });
    expect(await codeOf(await post(message))).toEqual({ status: 401, code: 'ERR_CERTIFICATE_ROLE' });
  });

  test('when another key than the certified one signed it', async () => {
    const { privateKey } = await newKeys();
    const { message } = await prepareRenewal(house, card, { old: { ...old, key: privateKey } });
    expect(await codeOf(await post(message))).toEqual({ status: 401, code: 'ERR_MESSAGE_SIGNATURE' });
  });

  test('when the new key alone signed it', async () => {
    const { keys, request } = await prepareRenewal(house, card, { old });
    const { authority } = await meetAuthority(house);
    const message = await makeCertReq(request, keys.privateKey, authority);
    expect(await codeOf(await post(message))).toEqual({ status: 400, code: 'ERR_MESSAGE_MISMATCH' });
  });

  test('when it is old, or its challenge is', async () => {
    const { message } = await prepareRenewal(house, card, { old });
    house.clock.at += 301;
    expect((await codeOf(await post(message))).code).toBe('ERR_MESSAGE_TOO_OLD');
    const { challCA, lidEE } = await meetAuthority(house);
    house.clock.at += 601;
    const late = await prepareRenewal(house, card, {
      old,
      bend: (request) => ({ ...request, challCA, lidEE }),
    });
    expect((await codeOf(await post(late.message))).code).toBe('ERR_MESSAGE_CHALLENGE');
  });
});
