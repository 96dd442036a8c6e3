/** AuthReq over HTTP in process, with real keys and a real database: what is stored, repeated and refused. */
import { authReq, newIdentifier } from '@ecomm/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { accountOf, booksOf } from '../testing/accounts-of.ts';
import { codeOf } from '../testing/code-of.ts';
import { createTestHouse, type TestHouse, testRandom, testTime } from '../testing/test-house.ts';
import {
  askForAuthorization,
  authorizePurchase,
  makeAuthReq,
  makeAuthRevReq,
} from '../testing/test-merchant.ts';
import { enrol, makePurchase, type TestWallet } from '../testing/test-wallet.ts';

let house: TestHouse;
let wallet: TestWallet;

beforeEach(async () => {
  house = await createTestHouse();
  wallet = await enrol(house, 'camille');
});
afterEach(() => house.remove());

describe('a good AuthReq', () => {
  test('holds the amount and brings a token, a number and thirty days to capture', async () => {
    const { request, response } = await authorizePurchase(house, await makePurchase(house, wallet));
    expect(response).toMatchObject({
      rrpid: request.rrpid,
      transIds: request.transIds,
      authCode: 'approved',
      authAmt: { currency: 'EUR', value: 2000 },
      authDate: testTime,
      capExpires: testTime + 30 * 24 * 3600,
    });
    expect(response.authorizationNumber).toMatch(/^[A-Z0-9]{6}$/);
    expect(response.capToken?.split('.')).toHaveLength(5);
    expect(await accountOf(house, 'camille')).toMatchObject({
      openingMinor: 25_000,
      availableMinor: 23_000,
      heldMinor: 2000,
      debitedMinor: 0,
    });
    const { authorizations } = await booksOf(house);
    expect(authorizations).toEqual([
      {
        xid: request.transIds.xid,
        authRrpid: request.rrpid,
        merchantId: 'INTERMEDIARY-1',
        amountMinor: 2000,
        capturedMinor: 0,
        creditedMinor: 0,
        state: 'held',
        counter: 2,
      },
    ]);
  });

  test('with captureNow holds and debits in one step', async () => {
    const { response } = await authorizePurchase(house, await makePurchase(house, wallet), {
      captureNow: true,
    });
    expect(response.authCode).toBe('approved');
    expect(await accountOf(house, 'camille')).toMatchObject({
      availableMinor: 23_000,
      heldMinor: 0,
      debitedMinor: 2000,
    });
    expect((await booksOf(house)).authorizations[0]).toMatchObject({
      state: 'captured',
      capturedMinor: 2000,
    });
  });

  test('may ask for less than the cardholder signed', async () => {
    const { response } = await authorizePurchase(house, await makePurchase(house, wallet), {
      bend: (request) => ({ ...request, authReqAmt: { currency: 'EUR', value: 1500 } }),
    });
    expect(response.authAmt).toEqual({ currency: 'EUR', value: 1500 });
    expect(await accountOf(house, 'camille')).toMatchObject({ heldMinor: 1500 });
  });

  test('leaves no card number in the journal', async () => {
    await authorizePurchase(house, await makePurchase(house, wallet));
    const journal = JSON.stringify(house.events);
    expect(journal).toContain('approved');
    expect(journal).not.toContain(wallet.card.file.pan);
    expect(journal).not.toContain(wallet.card.file.pan.slice(6, 15));
  });
});

describe('a repeated AuthReq', () => {
  test('gets the same bytes, and one hold stands', async () => {
    const { body } = await makeAuthReq(house, await makePurchase(house, wallet));
    const answers = await Promise.all([1, 2, 3, 4].map(() => house.post('/set/authreq', body)));
    const [first, ...others] = await Promise.all(answers.map((answer) => answer.text()));
    for (const other of others) expect(other).toBe(first);
    expect(await accountOf(house, 'camille')).toMatchObject({ heldMinor: 2000 });
  });

  test('gets the same bytes a day later from a program started anew', async () => {
    const { body } = await makeAuthReq(house, await makePurchase(house, wallet));
    const first = await (await house.post('/set/authreq', body)).text();
    house.clock.at += 24 * 3600;
    await house.reopen();
    house.opened.tidy();
    const again = await house.post('/set/authreq', body);
    expect(again.status).toBe(200);
    expect(await again.text()).toBe(first);
    expect(await accountOf(house, 'camille')).toMatchObject({ heldMinor: 2000 });
  });

  test('is stale once its answer has been forgotten, and holds nothing more', async () => {
    const { body } = await makeAuthReq(house, await makePurchase(house, wallet));
    await house.post('/set/authreq', body);
    house.clock.at += 8 * 24 * 3600;
    house.opened.tidy();
    expect(await codeOf(await house.post('/set/authreq', body))).toEqual({
      status: 400,
      code: 'ERR_MESSAGE_TOO_OLD',
    });
    expect(await accountOf(house, 'camille')).toMatchObject({ heldMinor: 2000 });
  });

  test('gets its refusal again too', async () => {
    const purchase = await makePurchase(house, wallet, { valueMinor: 25_001 });
    const prepared = await makeAuthReq(house, purchase);
    const first = await (await house.post('/set/authreq', prepared.body)).text();
    expect(await (await house.post('/set/authreq', prepared.body)).text()).toBe(first);
    expect(house.events.filter(({ event }) => event === 'authorization')).toHaveLength(1);
  });

  test('with other bytes under its RRPID is refused', async () => {
    const purchase = await makePurchase(house, wallet);
    const { request } = await authorizePurchase(house, purchase);
    const other = await makeAuthReq(house, await makePurchase(house, wallet), {
      bend: (fresh) => ({ ...fresh, rrpid: request.rrpid }),
    });
    expect(await codeOf(await house.post('/set/authreq', other.body))).toEqual({
      status: 409,
      code: 'ERR_RRPID_REUSED',
    });
    expect(await accountOf(house, 'camille')).toMatchObject({ heldMinor: 2000 });
  });

  test('under an RRPID that served a reversal is refused', async () => {
    const purchase = await makePurchase(house, wallet);
    const rrpid = newIdentifier(testRandom);
    const { request } = await makeAuthReq(house, purchase);
    const reversal = await makeAuthRevReq(house, request, { bend: (fresh) => ({ ...fresh, rrpid }) });
    expect((await house.post('/set/authrevreq', reversal)).status).toBe(200);
    const { body } = await makeAuthReq(house, purchase, { bend: (fresh) => ({ ...fresh, rrpid }) });
    expect(await codeOf(await house.post('/set/authreq', body))).toEqual({
      status: 409,
      code: 'ERR_RRPID_REUSED',
    });
  });
});

describe('the message', () => {
  test('sealed to another gateway is refused', async () => {
    const { request } = await makeAuthReq(house, await makePurchase(house, wallet));
    const { thumb } = house.trust.anchors[0] ?? { thumb: '' };
    const body = await authReq.make(request, house.intermediary.signer, { ...house.gateway, thumb }, 'x');
    expect((await codeOf(await house.post('/set/authreq', body))).code).toBe('ERR_MESSAGE_RECIPIENT');
  });

  test('signed under another name than the certified one is refused', async () => {
    const { body } = await makeAuthReq(house, await makePurchase(house, wallet), {
      bend: (request) => ({ ...request, merchantId: 'QUOTIDIEN' }),
    });
    expect((await codeOf(await house.post('/set/authreq', body))).code).toBe('ERR_MESSAGE_MISMATCH');
  });

  test('that wants its answer sealed to somebody else is refused', async () => {
    const { body } = await makeAuthReq(house, await makePurchase(house, wallet), {
      bend: (request) => ({
        ...request,
        merchantChain: [...(house.merchants.get('QUOTIDIEN')?.keyExchangeChain ?? [])],
      }),
    });
    expect((await codeOf(await house.post('/set/authreq', body))).code).toBe('ERR_MESSAGE_MISMATCH');
  });

  test.each([
    ['old', -301, 'ERR_MESSAGE_TOO_OLD'],
    ['new', 301, 'ERR_MESSAGE_TOO_NEW'],
  ])('too %s is refused', async (_what, offset, code) => {
    const { body } = await makeAuthReq(house, await makePurchase(house, wallet), {
      bend: (request) => ({ ...request, iat: testTime + offset }),
    });
    expect((await codeOf(await house.post('/set/authreq', body))).code).toBe(code);
  });

  test('of more than 128 kB is refused', async () => {
    expect(await codeOf(await house.post('/set/authreq', 'x'.repeat(131_073)))).toEqual({
      status: 413,
      code: 'ERR_MESSAGE_TOO_BIG',
    });
  });

  test('of another content type is refused', async () => {
    expect(await codeOf(await house.post('/set/authreq', '{}', 'text/plain'))).toEqual({
      status: 415,
      code: 'ERR_GATEWAY_CONTENT_TYPE',
    });
  });

  test.each(['', 'null', '{"enc":1}', '{"enc":"a.b.c"}', '{"enc":"a.b.c","more":1}', '[[[['])(
    'that says %j is refused',
    async (body) => {
      const { status, code } = await codeOf(await house.post('/set/authreq', body));
      expect(status).toBe(400);
      expect(['ERR_MESSAGE_MALFORMED', 'ERR_SEAL_BROKEN']).toContain(code);
    },
  );

  test('asks nothing of the bank when it is refused', async () => {
    await house.post('/set/authreq', '{"enc":"a.b.c"}');
    const prepared = await makeAuthReq(house, await makePurchase(house, wallet));
    expect((await askForAuthorization(house, prepared)).authCode).toBe('approved');
    expect((await booksOf(house)).authorizations).toHaveLength(1);
  });
});
