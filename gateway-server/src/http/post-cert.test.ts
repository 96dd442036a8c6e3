/** CertReq over HTTP in process: whose card it is, with its PIN, gets a certificate; nobody else does. */
import {
  blindPan,
  type CertReq,
  decodeBase64Url,
  decodeChain,
  newIdentifier,
  panSecretOf,
  validatePath,
} from '@ecomm/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { expiryEnd } from '../issuer/card-expiry.ts';
import { codeOf } from '../testing/code-of.ts';
import type { TestCard } from '../testing/test-card.ts';
import { createTestHouse, type TestHouse, testRandom, testTime } from '../testing/test-house.ts';
import { prepareEnrolment, sendEnrolment } from '../testing/test-wallet.ts';

let house: TestHouse;
let card: TestCard;

beforeEach(async () => {
  house = await createTestHouse();
  card = await house.card('camille');
});
afterEach(() => house.remove());

const statusOf = async (bend?: (request: CertReq) => CertReq, ofCard = card) => {
  const enrolment = await prepareEnrolment(house, ofCard, bend === undefined ? {} : { bend });
  const { certStatus, chain, nonceCca } = await sendEnrolment(house, enrolment);
  expect(chain === undefined).toBe(certStatus !== 'requestComplete');
  expect(nonceCca === undefined).toBe(certStatus !== 'requestComplete');
  return certStatus;
};

const reason = () => house.events.findLast(({ event }) => event === 'enrolment')?.facts.reason;

describe('a good CertReq', () => {
  test('brings a cardholder certificate that names the card only blinded', async () => {
    const enrolment = await prepareEnrolment(house, card);
    const { certStatus, chain = [], nonceCca = '' } = await sendEnrolment(house, enrolment);
    expect(certStatus).toBe('requestComplete');
    const certificates = await decodeChain(chain);
    await validatePath(certificates, { anchors: house.trust.anchors, at: testTime });
    const { request } = enrolment;
    const secret = panSecretOf(decodeBase64Url(request.cardSecret), decodeBase64Url(nonceCca));
    expect(certificates[0]).toMatchObject({
      type: 'cardholder',
      commonName: await blindPan(card.file.pan, card.file.expiry, secret),
      brand: 'CB-demo',
      usages: { sign: true, agree: false, certify: false },
    });
    expect(certificates[0]?.subject).toContain('OU=Banque Un');
    expect(JSON.stringify(house.events)).not.toContain(card.file.pan);
  });

  test('brings one that ends with the card at the latest', async () => {
    house.clock.at = expiryEnd(card.file.expiry) - 24 * 3600;
    const { chain = [] } = await sendEnrolment(house, await prepareEnrolment(house, card));
    const [certificate] = await decodeChain(chain);
    expect(certificate?.notAfter).toBe(expiryEnd(card.file.expiry) - 1);
  });

  test('repeated gets the same bytes an hour later, after a restart', async () => {
    const { message } = await prepareEnrolment(house, card);
    const first = await (await house.post('/set/cert', message, 'application/jose')).text();
    house.clock.at += 3600;
    await house.reopen();
    expect(await (await house.post('/set/cert', message, 'application/jose')).text()).toBe(first);
  });

  test('may be followed by another wallet of the same card', async () => {
    expect(await statusOf()).toBe('requestComplete');
    expect(await statusOf()).toBe('requestComplete');
  });
});

describe('a CertReq is rejected by the issuer', () => {
  test('when the card is reported stolen', async () => {
    expect(await statusOf(undefined, await house.card('stolen'))).toBe('rejectedByIssuer');
    expect(reason()).toBe('cardStolen');
  });

  test('when the card is blocked', async () => {
    await house.operator('/operator/cards/camille/status', { status: 'blocked' });
    expect(await statusOf()).toBe('rejectedByIssuer');
    expect(reason()).toBe('cardBlocked');
  });

  test('when the card has expired', async () => {
    house.clock.at = expiryEnd(card.file.expiry);
    expect(await statusOf()).toBe('rejectedByIssuer');
    expect(reason()).toBe('cardExpired');
  });

  test('when the expiry is not the card’s', async () => {
    expect(await statusOf((request) => ({ ...request, cardExpiry: '203012' }))).toBe('rejectedByIssuer');
    expect(reason()).toBe('expiryDiffers');
  });

  test('when the number is of this bank but of no card', async () => {
    expect(await statusOf((request) => ({ ...request, pan: '4970100000000998' }))).toBe('rejectedByIssuer');
  });

  test('when the CAM is wrong', async () => {
    const status = await statusOf(({ chipCertificate, ...request }) => ({
      ...request,
      ...(chipCertificate && { chipCertificate: { ...chipCertificate, cryptogram: 'AAAAAAAAAAA' } }),
    }));
    expect(status).toBe('rejectedByIssuer');
    expect(reason()).toBe('camWrong');
  });

  test('when the card certified another key', async () => {
    const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
      'sign',
      'verify',
    ]);
    const honest = await prepareEnrolment(house, card);
    const thief = await prepareEnrolment(house, card, {
      keys,
      bend: (request) => ({ ...request, chipCertificate: honest.request.chipCertificate }),
    });
    expect((await sendEnrolment(house, thief)).certStatus).toBe('rejectedByIssuer');
    expect(reason()).toBe('transactionDataDiffers');
  });

  test('when the card’s counter has been seen', async () => {
    expect(await statusOf()).toBe('requestComplete');
    card.counter = 0;
    expect(await statusOf()).toBe('rejectedByIssuer');
    expect(reason()).toBe('counterReplayed');
  });

  test('when no PIN was verified', async () => {
    card.status = Uint8Array.of(0x00, 0x03);
    expect(await statusOf()).toBe('rejectedByIssuer');
    expect(reason()).toBe('pinNotVerified');
  });
});

describe('a CertReq is refused', () => {
  test('for a card of another bank', async () => {
    expect(await statusOf((request) => ({ ...request, pan: '4111111111111111' }))).toBe('invalidBIN');
  });

  test('for a key that was certified before', async () => {
    const first = await prepareEnrolment(house, card);
    await sendEnrolment(house, first);
    const second = await prepareEnrolment(house, card, { keys: first.keys });
    expect((await sendEnrolment(house, second)).certStatus).toBe('rejectedByCA');
    expect(reason()).toBe('keyCertified');
  });

  test('with other bytes under the RRPID and key of an answered one', async () => {
    const first = await prepareEnrolment(house, card);
    await sendEnrolment(house, first);
    const { rrpid } = first.request;
    const second = await prepareEnrolment(house, card, {
      keys: first.keys,
      bend: (request) => ({ ...request, rrpid }),
    });
    expect(await codeOf(await house.post('/set/cert', second.message, 'application/jose'))).toEqual({
      status: 409,
      code: 'ERR_RRPID_REUSED',
    });
  });

  test.each(['challCA', 'challEE', 'lidEE', 'rrpid'] as const)(
    'with another %s than CardCInitRes has',
    async (field) => {
      const { message } = await prepareEnrolment(house, card, {
        bend: (request) => ({ ...request, [field]: newIdentifier(testRandom) }),
      });
      expect(await codeOf(await house.post('/set/cert', message, 'application/jose'))).toEqual({
        status: 400,
        code: 'ERR_MESSAGE_CHALLENGE',
      });
    },
  );

  test('when its challenge has served', async () => {
    const first = await prepareEnrolment(house, card);
    await sendEnrolment(house, first);
    const { challCA, challEE, lidEE, rrpid } = first.request;
    const again = await prepareEnrolment(house, card, {
      bend: (request) => ({ ...request, challCA, challEE, lidEE, rrpid }),
    });
    expect((await codeOf(await house.post('/set/cert', again.message, 'application/jose'))).code).toBe(
      'ERR_MESSAGE_CHALLENGE',
    );
  });

  test('when its challenge is older than ten minutes', async () => {
    const { message } = await prepareEnrolment(house, card, {
      bend: (request) => ({ ...request, requestDate: testTime + 601 }),
    });
    house.clock.at += 601;
    expect((await codeOf(await house.post('/set/cert', message, 'application/jose'))).code).toBe(
      'ERR_MESSAGE_CHALLENGE',
    );
  });

  test('when it is older than five minutes', async () => {
    const { message } = await prepareEnrolment(house, card);
    house.clock.at += 301;
    expect((await codeOf(await house.post('/set/cert', message, 'application/jose'))).code).toBe(
      'ERR_MESSAGE_TOO_OLD',
    );
  });

  test.each(['', 'x', 'a.b.c.d.e', '{}'])('when it says %j', async (body) => {
    const { status, code } = await codeOf(await house.post('/set/cert', body, 'application/jose'));
    expect(status).toBe(400);
    expect(['ERR_SEAL_BROKEN', 'ERR_MESSAGE_RECIPIENT', 'ERR_MESSAGE_MALFORMED']).toContain(code);
  });

  test('when it is longer than 64 kB or of another content type', async () => {
    expect(await codeOf(await house.post('/set/cert', 'x'.repeat(65_537), 'application/jose'))).toEqual({
      status: 413,
      code: 'ERR_MESSAGE_TOO_BIG',
    });
    expect(await codeOf(await house.post('/set/cert', 'x', 'application/json'))).toEqual({
      status: 415,
      code: 'ERR_GATEWAY_CONTENT_TYPE',
    });
  });
});
