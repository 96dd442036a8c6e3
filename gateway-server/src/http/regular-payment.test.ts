/** Regular payments at the gateway: sales, split shipments, purchases without a card or a signature, and the bank's risk control. */
import type { Identity, SealRecipient } from '@ecomm/protocol';
import { afterEach, describe, expect, test } from 'vitest';
import { accountOf, booksOf } from '../testing/accounts-of.ts';
import { codeOf } from '../testing/code-of.ts';
import { createTestHouse, type TestHouse } from '../testing/test-house.ts';
import {
  type AuthReqOptions,
  authorizePurchase,
  captureItems,
  makeAuthReq,
  reverseAuthorization,
} from '../testing/test-merchant.ts';
import { enrol, makePurchase, type PurchaseOptions, type TestWallet } from '../testing/test-wallet.ts';

let house: TestHouse;
let wallet: TestWallet;

async function open(policy?: Parameters<typeof createTestHouse>[1], cardId = 'camille') {
  house = await createTestHouse('demo', policy);
  wallet = await enrol(house, cardId);
}

afterEach(async () => {
  const { accounts, authorizations, balanced } = await booksOf(house);
  expect(balanced).toBe(true);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  expect(sum(accounts.map(({ debitedMinor }) => debitedMinor))).toBe(
    sum(authorizations.map(({ capturedMinor, creditedMinor }) => capturedMinor - creditedMinor)),
  );
  await house.remove();
});

const merchantNamed = (merchantId: string): Identity => {
  const merchant = house.merchants.get(merchantId);
  if (merchant === undefined) throw new Error(`no merchant ${merchantId}`);
  return merchant;
};

/** At the bookshop in Paris. */
async function buy(purchase: PurchaseOptions = {}, auth: AuthReqOptions = {}) {
  const made = await makePurchase(house, wallet, { merchantId: 'LIBRAIRIE', ...purchase });
  return authorizePurchase(house, made, { merchant: merchantNamed('LIBRAIRIE'), ...auth });
}

/** At the bookshop in Brussels, whose gateway reads no chips. */
async function buyAbroad(purchase: PurchaseOptions = {}) {
  const gateway: SealRecipient = house.gatewayAbroad;
  const made = await makePurchase(house, wallet, {
    merchantId: 'BOEKENHUIS',
    withChip: false,
    gateway,
    ...purchase,
  });
  return authorizePurchase(house, made, { merchant: merchantNamed('BOEKENHUIS'), gateway });
}

const reasonOf = () => house.events.findLast(({ event }) => event === 'authorization')?.facts.reason;

describe('a sale', () => {
  test('is debited with its authorization, in the merchant’s batch', async () => {
    await open();
    const { response } = await buy({}, { captureNow: true });
    expect(response).toMatchObject({
      authCode: 'approved',
      capResPayload: { capCode: 'success', capAmt: { value: 2000 }, batchId: 1 },
    });
    expect(await accountOf(house, 'camille')).toMatchObject({ debitedMinor: 2000, heldMinor: 0 });
  });

  test('that the bank refuses is not in any batch', async () => {
    await open();
    const { response } = await buy({ valueMinor: 49_000 }, { captureNow: true });
    expect([response.authCode, response.capResPayload]).toEqual(['declined', undefined]);
  });
});

describe('without the card’s certificate', () => {
  test('an order in parcels is measured whole', async () => {
    await open({ withoutCamMostMinor: 1999 });
    const merchant = merchantNamed('BOEKENHUIS');
    const gateway = house.gatewayAbroad;
    const purchase = await makePurchase(house, wallet, {
      ...{ merchantId: 'BOEKENHUIS', withChip: false, gateway, valueMinor: 2000 },
    });
    const options = { merchant, gateway, valueMinor: 1000, subsequentAuthInd: true };
    expect((await authorizePurchase(house, purchase, options)).response.authCode).toBe('callIssuer');
  });

  test('a merchant abroad is paid by the wallet’s key alone: its gateway reads no chips', async () => {
    await open();
    expect((await buyAbroad()).response.authCode).toBe('approved');
    expect(await accountOf(house, 'camille')).toMatchObject({ heldMinor: 2000 });
  });

  test('chip downgrade is refused: the same purchase at a gateway that reads chips', async () => {
    await open();
    expect((await buy({ withChip: false })).response.authCode).toBe('declined');
    expect(reasonOf()).toBe('chipMissing');
  });

  test('a purchase above the policy’s limit is sent to the bank’s clerk', async () => {
    await open({ withoutCamMostMinor: 1999 });
    expect((await buyAbroad()).response.authCode).toBe('callIssuer');
    expect((await buyAbroad({ valueMinor: 1999 })).response.authCode).toBe('approved');
  });

  test('a purchase that nobody signed is refused where the certificate says so', async () => {
    await open();
    expect((await buyAbroad({ unsigned: true })).response.authCode).toBe('signatureRequired');
  });

  test('a purchase that nobody signed is refused for a card that has a chip', async () => {
    await open();
    expect((await buy({ unsigned: true, withChip: false })).response.authCode).toBe('declined');
    expect(reasonOf()).toBe('chipMissing');
  });

  test('a purchase that nobody signed is refused above its limit', async () => {
    await open({ unsignedMostMinor: 1000 });
    expect((await buy({ unsigned: true, withChip: false })).response.authCode).toBe('signatureRequired');
  });
});

describe('a message for another gateway', () => {
  test('is refused: instructions sealed to one, forwarded to the other', async () => {
    await open();
    const merchant = merchantNamed('BOEKENHUIS');
    const sealedHome = await makePurchase(house, wallet, { merchantId: 'BOEKENHUIS' });
    const { body } = await makeAuthReq(house, sealedHome, { merchant, gateway: house.gatewayAbroad });
    expect((await codeOf(await house.post('/set/authreq', body))).code).toBe('ERR_MESSAGE_RECIPIENT');
  });

  test('is refused: instructions that name one, sealed to the other', async () => {
    await open();
    const merchant = merchantNamed('BOEKENHUIS');
    const purchase = await makePurchase(house, wallet, {
      merchantId: 'BOEKENHUIS',
      withChip: false,
      gateway: house.gatewayAbroad,
      bendPi: (piData) => ({ ...piData, piHead: { ...piData.piHead, gatewayThumb: house.gateway.thumb } }),
    });
    const { body } = await makeAuthReq(house, purchase, { merchant, gateway: house.gatewayAbroad });
    expect((await codeOf(await house.post('/set/authreq', body))).code).toBe('ERR_MESSAGE_RECIPIENT');
  });
});

describe('another bank’s merchant', () => {
  test('at home can’t skip the card by the gateway abroad, which reads no chips', async () => {
    await open();
    const merchant = merchantNamed('LIBRAIRIE');
    const gateway = house.gatewayAbroad;
    const purchase = await makePurchase(house, wallet, {
      ...{ merchantId: 'LIBRAIRIE', withChip: false, gateway },
    });
    const { body } = await makeAuthReq(house, purchase, { merchant, gateway });
    const before = house.events.length;
    expect(await codeOf(await house.post('/set/authreq', body))).toEqual({
      status: 400,
      code: 'ERR_MESSAGE_MISMATCH',
    });
    expect(house.events.slice(before).filter(({ event }) => event === 'authorization')).toEqual([]);
    expect(await accountOf(house, 'camille')).toMatchObject({ heldMinor: 0, debitedMinor: 0 });
  });

  test('abroad is not served by the gateway at home', async () => {
    await open();
    const merchant = merchantNamed('BOEKENHUIS');
    const purchase = await makePurchase(house, wallet, { merchantId: 'BOEKENHUIS' });
    const { body } = await makeAuthReq(house, purchase, { merchant });
    expect((await codeOf(await house.post('/set/authreq', body))).code).toBe('ERR_MESSAGE_MISMATCH');
  });
});

describe('instalments', () => {
  test('are refused with SET’s own word for it', async () => {
    await open();
    const bendPi: PurchaseOptions['bendPi'] = (piData) => ({
      ...piData,
      piHead: { ...piData.piHead, installRecurData: { installTotalTrans: 3 } },
    });
    expect((await buy({ bendPi })).response.authCode).toBe('installRecurMismatch');
  });
});

describe('the bank’s ceiling of seven days', () => {
  test('refuses what would pass it, and forgets what is older', async () => {
    await open({ ceilingMinor: 5000 });
    expect((await buy({ valueMinor: 3000 })).response.authCode).toBe('approved');
    expect((await buy({ valueMinor: 2001 })).response.authCode).toBe('callIssuer');
    expect(reasonOf()).toBe('ceilingPassed');
    expect((await buy({ valueMinor: 2000 })).response.authCode).toBe('approved');
    house.clock.at += 7 * 86_400 + 1;
    expect((await buy({ valueMinor: 5000 })).response.authCode).toBe('approved');
  });

  test('of one card is the operator’s to set', async () => {
    await open();
    await house.operator('/operator/cards/camille/ceiling', { ceilingMinor: 1999 });
    expect((await buy()).response.authCode).toBe('callIssuer');
    const unknown = await house.operator('/operator/cards/nobody/ceiling', { ceilingMinor: 1 });
    expect(unknown.status).toBe(404);
    const wrong = await house.operator('/operator/cards/camille/ceiling', { ceilingMinor: -1 });
    expect(await codeOf(wrong)).toEqual({ status: 400, code: 'ERR_MESSAGE_MALFORMED' });
  });
});

describe('below the merchant’s floor limit', () => {
  const never = { floorLimitMinor: 2000, verificationPerMille: 0 };
  const floor = { merchants: { LIBRAIRIE: never } };

  test('the gateway answers by itself, and the bank verifies afterwards', async () => {
    await open(floor);
    expect((await buy()).response.authCode).toBe('approved');
    expect(reasonOf()).toBe('belowFloorLimit');
    expect(await accountOf(house, 'camille')).toMatchObject({ heldMinor: 0 });
    house.opened.tidy();
    expect(await accountOf(house, 'camille')).toMatchObject({ heldMinor: 2000 });
  });

  test('a card has one authorization at most that the bank has not seen, and keeps its order', async () => {
    await open(floor);
    expect((await buy()).response.authCode).toBe('approved');
    expect(reasonOf()).toBe('belowFloorLimit');
    expect((await buy()).response.authCode).toBe('approved');
    expect(reasonOf()).toBe('approved');
    expect(await accountOf(house, 'camille')).toMatchObject({ heldMinor: 4000 });
    house.opened.tidy();
    expect(await accountOf(house, 'camille')).toMatchObject({ heldMinor: 4000 });
  });

  test('a card that says its ceiling is passed is sent to the bank', async () => {
    await open(floor);
    wallet.card.status = Uint8Array.of(0x03, 0x03);
    expect((await buy()).response.authCode).toBe('approved');
    expect(reasonOf()).toBe('approved');
  });

  test('a wrong cryptogram is sent to the bank, which refuses it', async () => {
    await open(floor);
    const bendChip: PurchaseOptions['bendChip'] = (chip) => ({ ...chip, cryptogram: 'AAAAAAAAAAA' });
    expect((await buy({ bendChip })).response.authCode).toBe('declined');
    expect(reasonOf()).toBe('camWrong');
  });

  test('a sale is sent to the bank: its money moves at once', async () => {
    await open(floor);
    const { response } = await buy({}, { captureNow: true });
    expect(response.authCode).toBe('approved');
    expect(reasonOf()).toBe('approved');
  });

  test('a reversal settles it with the bank', async () => {
    await open(floor);
    const { request, response } = await buy();
    const merchant = merchantNamed('LIBRAIRIE');
    const options = { capToken: response.capToken, merchant };
    const reduced = await reverseAuthorization(house, request, { ...options, newValueMinor: 1200 });
    expect(reduced).toMatchObject({ authRevCode: 'approved', authNewAmt: { value: 1200 } });
    expect(await accountOf(house, 'camille')).toMatchObject({ heldMinor: 1200 });
  });

  test('the next parcel waits for the bank’s word on the first', async () => {
    await open(floor, 'lowfunds');
    const merchant = merchantNamed('LIBRAIRIE');
    const purchase = await makePurchase(house, wallet, { merchantId: 'LIBRAIRIE' });
    const first = await authorizePurchase(house, purchase, {
      ...{ merchant, subsequentAuthInd: true, valueMinor: 500 },
    });
    expect(first.response.authCode).toBe('approved');
    const { authToken = '' } = first.response;
    const next = await authorizePurchase(house, purchase, { merchant, authToken, valueMinor: 100 });
    expect(next.response.authCode).toBe('declined');
    expect(reasonOf()).toBe('originalRefused');
  });

  test('what waits survives a restart', async () => {
    await open(floor);
    await buy();
    await house.reopen();
    house.opened.tidy();
    expect(await accountOf(house, 'camille')).toMatchObject({ heldMinor: 2000 });
  });

  test('nothing is captured before the bank has verified', async () => {
    await open(floor, 'lowfunds');
    const { request, response } = await buy();
    const { transIds, rrpid: authRrpid } = request;
    const item = {
      transIds,
      authRrpid,
      capToken: response.capToken ?? '',
      capAmt: { currency: 'EUR', value: 2000 },
    };
    const { items } = await captureItems(house, [item], merchantNamed('LIBRAIRIE'));
    expect(items).toMatchObject([{ capCode: 'invalidAuthData', capAmt: { value: 0 } }]);
    expect((await booksOf(house)).authorizations).toMatchObject([{ state: 'reversed', capturedMinor: 0 }]);
  });

  test('a capture verifies first, then debits', async () => {
    await open(floor);
    const { request, response } = await buy();
    const { transIds, rrpid: authRrpid } = request;
    const item = {
      transIds,
      authRrpid,
      capToken: response.capToken ?? '',
      capAmt: { currency: 'EUR', value: 2000 },
    };
    const { items } = await captureItems(house, [item], merchantNamed('LIBRAIRIE'));
    expect(items).toMatchObject([{ capCode: 'success' }]);
    expect(await accountOf(house, 'camille')).toMatchObject({ debitedMinor: 2000, heldMinor: 0 });
  });

  test.each([
    ['above the limit', floor, { valueMinor: 2001 }],
    ['at another merchant’s limit', { merchants: { QUOTIDIEN: never } }, {}],
    ['when it is drawn', { merchants: { LIBRAIRIE: { ...never, verificationPerMille: 1000 } } }, {}],
  ] as const)('the bank is called all the same %s', async (_what, policy, purchase) => {
    await open(policy);
    await buy(purchase);
    expect(reasonOf()).toBe('approved');
    expect((await accountOf(house, 'camille')).heldMinor).toBeGreaterThan(0);
  });
});
