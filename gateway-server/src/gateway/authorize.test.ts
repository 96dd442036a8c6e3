/** What the gateway and the bank make of a purchase: the card, the amount, the payment instructions. */
import {
  type AuthReq,
  authRes,
  decodeBase64Url,
  digestOf,
  encodeBase64Url,
  newIdentifier,
  openSeal,
  peekPayload,
  seal,
} from '@ecomm/protocol';
import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { accountOf } from '../testing/accounts-of.ts';
import { codeOf } from '../testing/code-of.ts';
import { createTestHouse, type TestHouse, testRandom } from '../testing/test-house.ts';
import { authorizePurchase, makeAuthReq, openAnswer } from '../testing/test-merchant.ts';
import { enrol, makePurchase, type Purchase, type TestWallet } from '../testing/test-wallet.ts';

let house: TestHouse;
let wallet: TestWallet;

beforeEach(async () => {
  house = await createTestHouse();
  wallet = await enrol(house, 'camille');
});
afterEach(() => house.remove());

/** The reasons of every authorization in the journal, in order. */
const reasons = () =>
  house.events.filter(({ event }) => event === 'authorization').map(({ facts }) => facts.reason);

const refuseWith = async (authCode: string, reason: string, purchase: Purchase, options = {}) => {
  const before = await accountOf(house, 'camille');
  const { response } = await authorizePurchase(house, purchase, options);
  expect(response.authCode).toBe(authCode);
  expect(response.authAmt.value).toBe(0);
  expect(response.capToken).toBeUndefined();
  expect(reasons().at(-1)).toBe(reason);
  expect(await accountOf(house, 'camille')).toEqual(before);
};

describe('the card', () => {
  test('with a wrong CAM is declined', async () => {
    const purchase = await makePurchase(house, wallet, {
      bendChip: (chip) => ({ ...chip, cryptogram: 'AAAAAAAAAAA' }),
    });
    await refuseWith('declined', 'camWrong', purchase);
  });

  test('whose counter has been seen is declined', async () => {
    await authorizePurchase(house, await makePurchase(house, wallet));
    wallet.card.counter -= 1;
    await refuseWith('declined', 'counterReplayed', await makePurchase(house, wallet));
  });

  test('whose counter skipped some values is accepted', async () => {
    wallet.card.counter += 100;
    const { response } = await authorizePurchase(house, await makePurchase(house, wallet));
    expect(response.authCode).toBe('approved');
  });

  test('that certified another amount is declined', async () => {
    const purchase = await makePurchase(house, wallet, { chipValueMinor: 100 });
    await refuseWith('declined', 'transactionDataDiffers', purchase);
  });

  test('whose certificate is of another purchase is declined', async () => {
    let stolen: object | undefined;
    await makePurchase(house, wallet, {
      bendChip: (chip) => {
        stolen = chip;
        return chip;
      },
    });
    const purchase = await makePurchase(house, wallet, { bendChip: (chip) => ({ ...chip, ...stolen }) });
    await refuseWith('declined', 'transactionDataDiffers', purchase);
  });

  test('known to have a chip that comes without is declined', async () => {
    const purchase = await makePurchase(house, wallet, { withChip: false });
    await refuseWith('declined', 'chipMissing', purchase);
  });

  test('that certified without a PIN is declined', async () => {
    wallet.card.status = Uint8Array.of(0x00, 0x03);
    await refuseWith('declined', 'pinNotVerified', await makePurchase(house, wallet));
  });

  test('whose PIN flag was set after the fact is declined', async () => {
    wallet.card.status = Uint8Array.of(0x00, 0x03);
    const purchase = await makePurchase(house, wallet, {
      bendChip: (chip) => {
        const cardData = decodeBase64Url(chip.cardData);
        cardData[5] = 0x01;
        return { ...chip, cardData: encodeBase64Url(cardData) };
      },
    });
    await refuseWith('declined', 'camWrong', purchase);
  });

  test('reported stolen after it enrolled is declined, and good again when it is found', async () => {
    await house.operator('/operator/cards/camille/status', { status: 'stolen' });
    await refuseWith('declined', 'cardStolen', await makePurchase(house, wallet));
    await house.operator('/operator/cards/camille/status', { status: 'active' });
    const { response } = await authorizePurchase(house, await makePurchase(house, wallet));
    expect(response.authCode).toBe('approved');
  });

  test('blocked by the bank is declined', async () => {
    await house.operator('/operator/cards/camille/status', { status: 'blocked' });
    await refuseWith('declined', 'cardBlocked', await makePurchase(house, wallet));
  });

  test('without the money is declined, and what it has stays available', async () => {
    const poor = await enrol(house, 'lowfunds');
    const { response } = await authorizePurchase(house, await makePurchase(house, poor));
    expect(response.authCode).toBe('declined');
    expect(await accountOf(house, 'lowfunds')).toMatchObject({ availableMinor: 400, heldMinor: 0 });
  });

  test('cannot be charged twice for the last money by requests that come together', async () => {
    const bodies: string[] = [];
    for (let count = 0; count < 8; count += 1)
      bodies.push((await makeAuthReq(house, await makePurchase(house, wallet, { valueMinor: 9000 }))).body);
    const answers = await Promise.all(bodies.map((body) => house.post('/set/authreq', body)));
    for (const answer of answers) expect(answer.status).toBe(200);
    const account = await accountOf(house, 'camille');
    expect([9000, 18_000]).toContain(account.heldMinor);
    expect(reasons().filter((reason) => reason === 'approved')).toHaveLength(account.heldMinor / 9000);
  });
});

describe('the amount', () => {
  test('of zero is an amount error', async () => {
    await refuseWith('amountError', 'amountInvalid', await makePurchase(house, wallet, { valueMinor: 0 }));
  });

  test('in a currency that the account is not kept in is an amount error', async () => {
    await refuseWith(
      'amountError',
      'currencyDiffers',
      await makePurchase(house, wallet, { currency: 'FRF' }),
    );
  });

  test('above what the cardholder signed is a mismatch', async () => {
    await refuseWith('piAuthMismatch', 'amount', await makePurchase(house, wallet), {
      bend: (request: AuthReq) => ({ ...request, authReqAmt: { currency: 'EUR', value: 2001 } }),
    });
  });
});

describe('the payment instructions', () => {
  test('serve one authorization: a second AuthReq with them is refused', async () => {
    const purchase = await makePurchase(house, wallet);
    await authorizePurchase(house, purchase);
    await refuseWith('piPreviouslyUsed', 'piPreviouslyUsed', purchase);
  });

  test('that were declined serve no second AuthReq either', async () => {
    const purchase = await makePurchase(house, wallet, { valueMinor: 25_001 });
    await authorizePurchase(house, purchase);
    await refuseWith('piPreviouslyUsed', 'piPreviouslyUsed', purchase);
  });

  test('for another merchant are a mismatch, and stay good for the right one', async () => {
    const purchase = await makePurchase(house, wallet);
    const merchant = house.merchants.get('QUOTIDIEN');
    if (merchant === undefined) throw new Error('no merchant');
    const prepared = await makeAuthReq(house, purchase, { merchant });
    const response = await house.post('/set/authreq', prepared.body);
    expect((await openAnswer(house, authRes, response, merchant)).authCode).toBe('piAuthMismatch');
    const { response: right } = await authorizePurchase(house, purchase);
    expect(right.authCode).toBe('approved');
  });

  test.each([
    ['hod', 'hod'],
    ['oiDigest', 'oiDigest'],
  ] as const)('of another %s than the merchant has are a mismatch', async (field, reason) => {
    const other = await digestOf('another order');
    await refuseWith('piAuthMismatch', reason, await makePurchase(house, wallet), {
      bend: (request: AuthReq) => ({
        ...request,
        checkDigests: { ...request.checkDigests, [field]: other },
      }),
    });
  });

  test('of another transaction than the merchant says are a mismatch', async () => {
    await refuseWith('piAuthMismatch', 'transIds', await makePurchase(house, wallet), {
      bend: (request: AuthReq) => ({
        ...request,
        transIds: { ...request.transIds, xid: newIdentifier(testRandom) },
      }),
    });
  });

  test('under the dual signature of another purchase are refused', async () => {
    const [mine, other] = [await makePurchase(house, wallet), await makePurchase(house, wallet)];
    const opener = house.opened.gateway.opener;
    const mineOpened = JSON.parse(await openSeal(mine.pi, [opener]));
    const otherOpened = JSON.parse(await openSeal(other.pi, [opener]));
    const swapped = JSON.stringify({ ...mineOpened, dual: otherOpened.dual });
    const { body } = await makeAuthReq(house, { ...mine, pi: await seal(swapped, house.gateway) });
    expect(await codeOf(await house.post('/set/authreq', body))).toEqual({
      status: 401,
      code: 'ERR_DUAL_SIGNATURE',
    });
  });

  test('whose halves were swapped are refused', async () => {
    const mine = await makePurchase(house, wallet);
    const opened = JSON.parse(await openSeal(mine.pi, [house.opened.gateway.opener]));
    const dual = peekPayload(opened.dual, v.object({ oiDigest: v.string(), piDigest: v.string() }));
    const swapped = JSON.stringify({ ...opened, oiDigest: dual.piDigest });
    const { body } = await makeAuthReq(house, { ...mine, pi: await seal(swapped, house.gateway) });
    expect((await codeOf(await house.post('/set/authreq', body))).code).toBe('ERR_DUAL_SIGNATURE');
  });

  test('for another gateway are refused, sealed to it or only naming it', async () => {
    const { thumb } = house.trust.anchors[0] ?? { thumb: '' };
    const named = await makePurchase(house, wallet, {
      bendPi: (piData) => ({ ...piData, piHead: { ...piData.piHead, gatewayThumb: thumb } }),
    });
    const sealed = { ...named, pi: await seal('{}', { ...house.gateway, thumb }) };
    for (const purchase of [named, sealed]) {
      const { body } = await makeAuthReq(house, purchase);
      expect(await codeOf(await house.post('/set/authreq', body))).toEqual({
        status: 400,
        code: 'ERR_MESSAGE_RECIPIENT',
      });
    }
  });

  test('of a card that the cardholder is not certified for are refused', async () => {
    const pan = (await house.card('lowfunds')).file.pan;
    const purchase = await makePurchase(house, wallet, {
      bendPi: (piData) => ({ ...piData, panData: { ...piData.panData, pan } }),
    });
    const { body } = await makeAuthReq(house, purchase);
    expect(await codeOf(await house.post('/set/authreq', body))).toEqual({
      status: 401,
      code: 'ERR_PAN_NOT_CERTIFIED',
    });
  });

  test('that are not those the merchant signed for are refused', async () => {
    const { body } = await makeAuthReq(house, await makePurchase(house, wallet));
    const { pi } = await makePurchase(house, wallet);
    const swapped = JSON.stringify({ ...JSON.parse(body), baggage: pi });
    expect(await codeOf(await house.post('/set/authreq', swapped))).toEqual({
      status: 400,
      code: 'ERR_MESSAGE_MISMATCH',
    });
  });

  test('signed with an expired certificate are refused', async () => {
    house.clock.at += 3 * 365 * 24 * 3600 + 40 * 24 * 3600;
    const purchase = await makePurchase(house, wallet);
    const { body } = await makeAuthReq(house, purchase);
    expect(await codeOf(await house.post('/set/authreq', body))).toEqual({
      status: 401,
      code: 'ERR_CERTIFICATE_EXPIRED',
    });
  });
});
