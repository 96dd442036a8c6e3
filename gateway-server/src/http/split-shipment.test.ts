/** An order in parcels at the gateway: the AuthToken, what it may still take, and when it ends. */
import type { Identity } from '@ecomm/protocol';
import { afterEach, describe, expect, test } from 'vitest';
import { authTokenLifeSeconds } from '../gateway/auth-token.ts';
import { accountOf, booksOf } from '../testing/accounts-of.ts';
import { createTestHouse, type TestHouse } from '../testing/test-house.ts';
import {
  type AuthReqOptions,
  authorizePurchase,
  captureItems,
  reverseAuthorization,
} from '../testing/test-merchant.ts';
import { enrol, makePurchase, type TestWallet } from '../testing/test-wallet.ts';

let house: TestHouse;
let wallet: TestWallet;

async function open() {
  house = await createTestHouse();
  wallet = await enrol(house, 'camille');
}

afterEach(async () => {
  expect((await booksOf(house)).balanced).toBe(true);
  await house.remove();
});

const merchantNamed = (merchantId: string): Identity => {
  const merchant = house.merchants.get(merchantId);
  if (merchant === undefined) throw new Error(`no merchant ${merchantId}`);
  return merchant;
};

const reasonOf = () => house.events.findLast(({ event }) => event === 'authorization')?.facts.reason;

describe('a split shipment', () => {
  async function shipped(firstMinor: number) {
    const purchase = await makePurchase(house, wallet, { merchantId: 'LIBRAIRIE' });
    const merchant = merchantNamed('LIBRAIRIE');
    const first = await authorizePurchase(house, purchase, { merchant, subsequentAuthInd: true });
    const { capToken = '', authToken = '' } = first.response;
    const { transIds, rrpid: authRrpid } = first.request;
    const item = { transIds, authRrpid, capToken, capAmt: { currency: 'EUR', value: firstMinor } };
    await captureItems(house, [item], merchant);
    const next = (options: AuthReqOptions) =>
      authorizePurchase(house, purchase, { merchant, authToken, captureNow: true, ...options });
    return { purchase, authToken, next };
  }

  test('captures the first parcel, then the second by its AuthToken, and no more than the order', async () => {
    await open();
    const { next } = await shipped(1200);
    expect((await next({ valueMinor: 801 })).response.authCode).toBe('piAuthMismatch');
    expect((await next({ valueMinor: 500, subsequentAuthInd: true })).response).toMatchObject({
      authCode: 'approved',
      authToken: expect.any(String),
    });
    expect((await next({ valueMinor: 300 })).response.authCode).toBe('approved');
    expect((await next({ valueMinor: 1 })).response.authCode).toBe('piAuthMismatch');
    expect(await accountOf(house, 'camille')).toMatchObject({ debitedMinor: 2000, heldMinor: 0 });
  });

  test('stops when the card is reported stolen between two parcels', async () => {
    await open();
    const { next } = await shipped(1200);
    await house.operator('/operator/cards/camille/status', { status: 'stolen' });
    expect((await next({ valueMinor: 500 })).response.authCode).toBe('declined');
    expect(reasonOf()).toBe('cardStolen');
  });

  test('is refused for a token that is not the gateway’s, and for another order', async () => {
    await open();
    const { next, authToken } = await shipped(1200);
    const other = await makePurchase(house, wallet, { merchantId: 'LIBRAIRIE' });
    const merchant = merchantNamed('LIBRAIRIE');
    const asOther = await authorizePurchase(house, other, { merchant, authToken, valueMinor: 100 });
    expect(asOther.response.authCode).toBe('piAuthMismatch');
    expect((await next({ authToken: 'a.b.c.d.e.f.g.h.i', valueMinor: 100 })).response.authCode).toBe(
      'piAuthMismatch',
    );
  });
});

describe('the token for the next parcel', () => {
  test('outlives a reduction of the first', async () => {
    await open();
    const merchant = merchantNamed('LIBRAIRIE');
    const purchase = await makePurchase(house, wallet, { merchantId: 'LIBRAIRIE' });
    const first = await authorizePurchase(house, purchase, { merchant, subsequentAuthInd: true });
    const { authToken = '', capToken } = first.response;
    await reverseAuthorization(house, first.request, { merchant, capToken, newValueMinor: 1200 });
    const next = (valueMinor: number) =>
      authorizePurchase(house, purchase, { merchant, authToken, valueMinor });
    expect((await next(801)).response.authCode).toBe('piAuthMismatch');
    expect((await next(800)).response.authCode).toBe('approved');
  });

  test('is void once the first is cancelled', async () => {
    await open();
    const merchant = merchantNamed('LIBRAIRIE');
    const purchase = await makePurchase(house, wallet, { merchantId: 'LIBRAIRIE' });
    const first = await authorizePurchase(house, purchase, { merchant, subsequentAuthInd: true });
    const { authToken = '', capToken } = first.response;
    await reverseAuthorization(house, first.request, { merchant, capToken });
    const next = await authorizePurchase(house, purchase, { merchant, authToken, valueMinor: 1 });
    expect(next.response.authCode).toBe('piAuthMismatch');
  });

  test('ends ninety days after the first authorization, and no later parcel moves its end', async () => {
    await open();
    const merchant = merchantNamed('LIBRAIRIE');
    const purchase = await makePurchase(house, wallet, { merchantId: 'LIBRAIRIE' });
    const first = await authorizePurchase(house, purchase, {
      ...{ merchant, captureNow: true, subsequentAuthInd: true, valueMinor: 1000 },
    });
    const { authToken = '' } = first.response;
    const parcel = (token: string) =>
      authorizePurchase(house, purchase, {
        ...{ merchant, authToken: token, captureNow: true, subsequentAuthInd: true, valueMinor: 100 },
      });
    house.clock.at += authTokenLifeSeconds;
    const last = await parcel(authToken);
    expect(last.response.authCode).toBe('approved');
    house.clock.at += 1;
    for (const token of [authToken, last.response.authToken ?? '']) {
      expect((await parcel(token)).response.authCode).toBe('invalidTransaction');
      expect(reasonOf()).toBe('authTokenExpired');
    }
    expect(await accountOf(house, 'camille')).toMatchObject({ debitedMinor: 1100, heldMinor: 0 });
  });

  test('is not given where nobody asked for it, nor with a refusal', async () => {
    await open();
    const buy = async (valueMinor: number, options: AuthReqOptions) => {
      const purchase = await makePurchase(house, wallet, { merchantId: 'LIBRAIRIE', valueMinor });
      return authorizePurchase(house, purchase, { merchant: merchantNamed('LIBRAIRIE'), ...options });
    };
    expect((await buy(2000, {})).response.authToken).toBeUndefined();
    const refused = await buy(49_000, { subsequentAuthInd: true });
    expect([refused.response.authCode, refused.response.authToken]).toEqual(['declined', undefined]);
  });
});
