/** AuthReq over HTTP in process: real keys, real SQLite, and every way in which it may be bent. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestHouse, type TestHouse } from '../testing/test-house.ts';
import { authorizePurchase } from '../testing/test-merchant.ts';
import { enrol, makePurchase, type TestWallet } from '../testing/test-wallet.ts';

let house: TestHouse;
let wallet: TestWallet;

beforeAll(async () => {
  house = await createTestHouse();
  wallet = await enrol(house, 'camille');
});
afterAll(() => house.remove());

describe('AuthReq', () => {
  test('a good card with money behind it is approved and the amount held', async () => {
    const purchase = await makePurchase(house, wallet);
    const { response } = await authorizePurchase(house, purchase);
    expect(response).toMatchObject({ authCode: 'approved', authAmt: { currency: 'EUR', value: 2000 } });
    const books = await (await house.operator('/operator/books')).json();
    expect(books.accounts[0]).toMatchObject({ cardId: 'camille', availableMinor: 23_000, heldMinor: 2000 });
  });
});
