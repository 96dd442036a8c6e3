/** CardCInitReq over HTTP in process. */
import { cardCInitRes, encodeCardCInitReq, newIdentifier } from '@ecomm/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { maxOpenChallenges } from '../enrolment/challenge.ts';
import { codeOf } from '../testing/code-of.ts';
import { createTestHouse, type TestHouse, testRandom, testTime } from '../testing/test-house.ts';

let house: TestHouse;

beforeEach(async () => {
  house = await createTestHouse();
});
afterEach(() => house.remove());

const newRequest = () => ({
  rrpid: newIdentifier(testRandom),
  lidEE: newIdentifier(testRandom),
  challEE: newIdentifier(testRandom),
  brand: 'CB-demo',
});

describe('CardCInitReq', () => {
  test('gets a challenge, signed by the authority, and the certificate to seal to', async () => {
    const request = newRequest();
    const response = await house.post('/set/cardcinit', encodeCardCInitReq(request));
    expect(response.headers.get('content-type')).toBe('application/jose');
    expect(response.headers.get('cache-control')).toBe('no-store');
    const { payload, sender } = await cardCInitRes.open(await response.text(), {
      trust: house.trust,
      at: testTime,
    });
    const { rrpid, lidEE, challEE } = request;
    expect(payload).toMatchObject({ rrpid, lidEE, challEE, exp: testTime + 600 });
    expect(sender.commonName).toBe('Banque Un Cardholders');
    const certificate = await house.trust.certificateFor({
      thumb: payload.caThumb,
      x5c: payload.caChain,
      roles: ['cardholderCa'],
      purpose: 'keyExchange',
      at: testTime,
    });
    expect(certificate.brand).toBe('CB-demo');
  });

  test('may come from any origin, without credentials', async () => {
    const preflight = await house.opened.app.request('/set/cardcinit', {
      method: 'OPTIONS',
      headers: { origin: 'https://journal.example', 'access-control-request-method': 'POST' },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
    expect(preflight.headers.get('access-control-allow-credentials')).toBeNull();
  });

  test('for another brand is refused', async () => {
    const body = encodeCardCInitReq({ ...newRequest(), brand: 'Other' });
    expect(await codeOf(await house.post('/set/cardcinit', body))).toEqual({
      status: 400,
      code: 'ERR_MESSAGE_MISMATCH',
    });
  });

  test('with a critical extension that nobody knows is refused', async () => {
    const extensions = [{ oid: '1.2.3', critical: true, value: 1 }];
    const body = encodeCardCInitReq({ ...newRequest(), extensions });
    expect((await codeOf(await house.post('/set/cardcinit', body))).code).toBe('ERR_MESSAGE_EXTENSION');
  });

  test.each(['', '{}', '{"rrpid":"short"}', ' {}', 'null'])('that says %j is refused', async (body) => {
    expect(await codeOf(await house.post('/set/cardcinit', body))).toEqual({
      status: 400,
      code: 'ERR_MESSAGE_MALFORMED',
    });
  });

  test('is refused while too many enrolments are open, and not when they have lapsed', async () => {
    const { work, enrolment } = house.opened.store;
    work.perform(() => {
      for (let count = 0; count < maxOpenChallenges; count += 1)
        enrolment.addChallenge({
          purpose: 'card',
          challCA: `open ${count}`,
          rrpid: '',
          lidEE: '',
          challEE: '',
          expiresAt: testTime + 600,
        });
    });
    const body = encodeCardCInitReq(newRequest());
    expect(await codeOf(await house.post('/set/cardcinit', body))).toEqual({
      status: 503,
      code: 'ERR_GATEWAY_BUSY',
    });
    house.clock.at += 601;
    expect((await house.post('/set/cardcinit', body)).status).toBe(200);
  });
});
