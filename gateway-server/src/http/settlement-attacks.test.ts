/** A shop that wants more than its shoppers signed, or another's money: by parts, by haste, by foreign tokens. */
import {
  type Amount,
  authRes,
  type CapRevOrCredRes,
  capRes,
  credReq,
  credRes,
  type Identity,
  newIdentifier,
  type TransIds,
} from '@ecomm/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { accountOf, booksOf } from '../testing/accounts-of.ts';
import { createTestHouse, type TestHouse, testRandom } from '../testing/test-house.ts';
import {
  type AuthReqOptions,
  authorizePurchase,
  captureItems,
  makeAuthReq,
  makeCapReq,
  openAnswer,
} from '../testing/test-merchant.ts';
import { enrol, makePurchase, type Purchase, type TestWallet } from '../testing/test-wallet.ts';

let house: TestHouse;
let wallet: TestWallet;
let shop: Identity;
let other: Identity;

beforeEach(async () => {
  house = await createTestHouse();
  wallet = await enrol(house, 'camille');
  shop = merchantNamed('LIBRAIRIE');
  other = merchantNamed('QUOTIDIEN');
});

afterEach(async () => {
  expect((await booksOf(house)).balanced).toBe(true);
  await house.remove();
});

function merchantNamed(merchantId: string): Identity {
  const merchant = house.merchants.get(merchantId);
  if (merchant === undefined) throw new Error(`no merchant ${merchantId}`);
  return merchant;
}

const euros = (value: number): Amount => ({ currency: 'EUR', value });

interface Sale {
  readonly purchase: Purchase;
  readonly transIds: TransIds;
  readonly authRrpid: string;
  readonly capToken: string;
  readonly authToken: string;
}

/** 20.00 EUR at a shop, all of it captured unless told otherwise. */
async function sell(merchant = shop, options: AuthReqOptions = { captureNow: true }): Promise<Sale> {
  const purchase = await makePurchase(house, wallet, { merchantId: merchant.partyId });
  const { request, response } = await authorizePurchase(house, purchase, { merchant, ...options });
  const { capToken = '', authToken = '' } = response;
  return { purchase, transIds: request.transIds, authRrpid: request.rrpid, capToken, authToken };
}

async function prepareCredit({ transIds, authRrpid, capToken }: Sale, value: number, merchant = shop) {
  const request = {
    ...{ rrpid: newIdentifier(testRandom), merchantId: merchant.partyId },
    merchantChain: [...merchant.keyExchangeChain],
    ...{ reqDate: house.clock.at, iat: house.clock.at, exp: house.clock.at + 300 },
    items: [{ transIds, authRrpid, capToken, amount: euros(value) }],
  };
  return credReq.make(request, merchant.signer, house.gateway);
}

async function sendCredit(body: string, merchant = shop): Promise<CapRevOrCredRes['items'][number]['code']> {
  const { items } = await openAnswer(house, credRes, await house.post('/set/credreq', body), merchant);
  return items[0]?.code ?? 'unspecifiedFailure';
}

const credit = async (sale: Sale, value: number, merchant = shop) =>
  sendCredit(await prepareCredit(sale, value, merchant), merchant);

describe('a refund', () => {
  test('of another shop’s sale is refused, with that shop’s own token', async () => {
    const sale = await sell();
    expect(await credit(sale, 100, other)).toBe('originalNotFound');
    expect(await accountOf(house, 'camille')).toMatchObject({ debitedMinor: 2000 });
  });
  test('above the sale is refused, whole or by parts', async () => {
    const sale = await sell();
    expect(await credit(sale, 2001)).toBe('capDataMismatch');
    expect(await credit(sale, 1500)).toBe('success');
    expect(await credit(sale, 501)).toBe('capDataMismatch');
    expect(await accountOf(house, 'camille')).toMatchObject({ debitedMinor: 500 });
  });
  test('above the sale is refused when its parts come at once', async () => {
    const sale = await sell();
    const bodies = await Promise.all([1, 2, 3, 4].map(() => prepareCredit(sale, 900)));
    const codes = await Promise.all(bodies.map((body) => sendCredit(body)));
    expect(codes.sort()).toEqual(['capDataMismatch', 'capDataMismatch', 'success', 'success']);
    expect(await accountOf(house, 'camille')).toMatchObject({ debitedMinor: 200 });
  });
  test('sent twice at once is given once', async () => {
    const sale = await sell();
    const body = await prepareCredit(sale, 700);
    expect(await Promise.all([sendCredit(body), sendCredit(body)])).toEqual(['success', 'success']);
    expect(await accountOf(house, 'camille')).toMatchObject({ debitedMinor: 1300 });
  });
});

describe('a capture', () => {
  const itemOf = ({ transIds, authRrpid, capToken }: Sale, value: number) => ({
    ...{ transIds, authRrpid, capToken, capAmt: euros(value) },
  });
  test('above what was authorized is refused, and what was authorized stays', async () => {
    const sale = await sell(shop, {});
    expect((await captureItems(house, [itemOf(sale, 2001)], shop)).items[0]?.capCode).toBe('invalidAuthData');
    expect(await accountOf(house, 'camille')).toMatchObject({ debitedMinor: 0, heldMinor: 2000 });
  });
  test('by parts of one authorization is taken once, however the parts come', async () => {
    const sale = await sell(shop, {});
    const bodies = await Promise.all([1, 2, 3].map(() => makeCapReq(house, [itemOf(sale, 1000)], shop)));
    const answers = await Promise.all(
      bodies.map(async (body) => openAnswer(house, capRes, await house.post('/set/capreq', body), shop)),
    );
    expect(answers.map(({ items }) => items[0]?.capCode).sort()).toEqual([
      'duplicateRequest',
      'duplicateRequest',
      'success',
    ]);
    expect(await accountOf(house, 'camille')).toMatchObject({ debitedMinor: 1000, heldMinor: 0 });
  });
});

describe('parcels of one order', () => {
  const parcel = (sale: Sale, value: number) =>
    makeAuthReq(house, sale.purchase, {
      ...{ merchant: shop, authToken: sale.authToken, captureNow: true, valueMinor: value },
    });

  test('that are asked for at once take no more than the shopper signed', async () => {
    const sale = await sell(shop, { captureNow: true, subsequentAuthInd: true, valueMinor: 500 });
    const asked = await Promise.all([1, 2, 3, 4].map(() => parcel(sale, 700)));
    const answers = await Promise.all(
      asked.map(async ({ body }) => openAnswer(house, authRes, await house.post('/set/authreq', body), shop)),
    );
    expect(answers.filter(({ authCode }) => authCode === 'approved')).toHaveLength(2);
    expect(await accountOf(house, 'camille')).toMatchObject({ debitedMinor: 1900, heldMinor: 0 });
  });
  test('that were refunded are not taken again', async () => {
    const sale = await sell(shop, { captureNow: true, subsequentAuthInd: true });
    expect(await credit(sale, 2000)).toBe('success');
    const { body } = await parcel(sale, 1);
    const answer = await openAnswer(house, authRes, await house.post('/set/authreq', body), shop);
    expect(answer.authCode).toBe('piAuthMismatch');
    expect(await accountOf(house, 'camille')).toMatchObject({ debitedMinor: 0, heldMinor: 0 });
  });
  test('are not another shop’s to ask for', async () => {
    const sale = await sell(shop, { captureNow: true, subsequentAuthInd: true, valueMinor: 500 });
    const { response } = await authorizePurchase(house, sale.purchase, {
      ...{ merchant: other, authToken: sale.authToken, valueMinor: 100 },
    });
    expect(response.authCode).toBe('piAuthMismatch');
  });
});
