/** Errors over HTTP in process: plain for most, signed by whoever was asked for those that accept it. */
import { newIdentifier, openErrorMessage, partyIdOf, pCertReq, seal } from '@ecomm/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestHouse, type TestHouse, testRandom } from '../testing/test-house.ts';

let house: TestHouse;

beforeAll(async () => {
  house = await createTestHouse();
});
afterAll(() => house.remove());

const ask = (path: string, body: string, accept: string, type = 'application/json') =>
  house.opened.app.request(path, { method: 'POST', body, headers: { 'content-type': type, accept } });

async function opened(response: Response) {
  expect(response.headers.get('content-type')).toBe('application/jose');
  return openErrorMessage(await response.text(), { trust: house.trust, at: house.clock.at });
}

describe('an asker that accepts application/jose', () => {
  test('gets the error signed by the gateway, with SET’s code', async () => {
    const response = await ask('/set/authreq', '{"enc":"a.b.c"}', 'application/jose');
    expect(response.status).toBe(400);
    const { payload, sender } = await opened(response);
    expect(payload).toMatchObject({ code: 'ERR_SEAL_BROKEN', setCode: 'decodingFailure' });
    expect(partyIdOf(sender)).toBe('GATEWAY-1');
  });

  test('gets it from the gateway that the message was sealed to', async () => {
    const enc = await seal('not a message', house.gatewayAbroad);
    const { sender } = await opened(await ask('/set/capreq', JSON.stringify({ enc }), 'application/jose'));
    expect(partyIdOf(sender)).toBe('GATEWAY-2');
  });

  test.each(['/set/cardcinit', '/set/cert', '/set/regform', '/set/certinq'])(
    'gets it from the cardholders’ authority at %s',
    async (path) => {
      const { sender } = await opened(await ask(path, 'x', 'application/jose', 'text/plain'));
      expect(sender.type).toBe('cardholderCa');
    },
  );

  test('among others, in any spelling and with any weight', async () => {
    const accept = 'application/json;q=0.5, Application/JOSE;q=0.9';
    await opened(await ask('/set/authreq', '', accept));
  });

  test('and asks for nothing that is there gets that signed too', async () => {
    const { payload } = await opened(await ask('/set/nothing', '', 'application/jose'));
    expect(payload.code).toBe('ERR_GATEWAY_NOT_FOUND');
  });

  test('and whose message is answered gets the answer', async () => {
    const message = await pCertReq.sign(
      {
        rrpid: newIdentifier(testRandom),
        merchantId: house.intermediary.partyId,
        brands: [{ brand: 'CB-demo' }],
        iat: house.clock.at,
        exp: house.clock.at + 300,
      },
      house.intermediary.signer,
    );
    expect((await ask('/set/pcertreq', message, 'application/jose', 'application/jose')).status).toBe(200);
  });
});

describe('an asker that says nothing of it', () => {
  test.each(['', '*/*', 'application/json', 'application/jose+json'])(
    '%j gets plain JSON',
    async (accept) => {
      const response = await ask('/set/authreq', '{"enc":"a.b.c"}', accept);
      expect(await response.json()).toMatchObject({ code: 'ERR_SEAL_BROKEN', setCode: 'decodingFailure' });
    },
  );
});
