/** Cards without a chip that pay by the form: nobody signs, and the policy and the bank decide. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { accountOf, booksOf } from '../testing/accounts-of.ts';
import { codeOf } from '../testing/code-of.ts';
import { TestCard } from '../testing/test-card.ts';
import { readChiplessCard } from '../testing/test-holder.ts';
import { createTestHouse, type TestHouse } from '../testing/test-house.ts';
import { authorizePurchase, captureItems, makeAuthReq } from '../testing/test-merchant.ts';
import { enrol, makePurchase, type PurchaseOptions, type TestWallet } from '../testing/test-wallet.ts';

let house: TestHouse;
let camille: TestWallet;
let margot: TestWallet;

beforeEach(async () => {
  house = await createTestHouse();
  camille = await enrol(house, 'camille');
  margot = await holderOf('margot');
});

afterEach(async () => {
  const { accounts, authorizations, balanced } = await booksOf(house);
  expect(balanced).toBe(true);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  expect(sum(accounts.map(({ debitedMinor }) => debitedMinor))).toBe(
    sum(authorizations.map(({ capturedMinor, creditedMinor }) => capturedMinor - creditedMinor)),
  );
  await house.remove();
});

/** Somebody with this card's number and date in front of the form; the keys are another's and sign nothing here. */
async function holderOf(cardId: string): Promise<TestWallet> {
  const { pan, cardExpiry: expiry } = await readChiplessCard(house, cardId);
  return { ...camille, card: new TestCard({ ...camille.card.file, pan, expiry }) };
}

const purchaseBy = (wallet: TestWallet, options: PurchaseOptions = {}) =>
  makePurchase(house, wallet, { unsigned: true, withChip: false, ...options });

const buy = async (wallet: TestWallet, options?: PurchaseOptions) =>
  (await authorizePurchase(house, await purchaseBy(wallet, options))).response;

const reasonOf = () => house.events.findLast(({ event }) => event === 'authorization')?.facts.reason;

describe('a purchase that nobody signed', () => {
  test('is authorized and captured for a card without a chip', async () => {
    const { request, response } = await authorizePurchase(house, await purchaseBy(margot));
    expect(response).toMatchObject({ authCode: 'approved', authAmt: { currency: 'EUR', value: 2000 } });
    const { transIds, rrpid: authRrpid, authReqAmt: capAmt } = request;
    const { items } = await captureItems(house, [
      { transIds, authRrpid, capAmt, capToken: response.capToken ?? '' },
    ]);
    expect(items).toMatchObject([{ capCode: 'success' }]);
    expect(await accountOf(house, 'margot')).toMatchObject({ availableMinor: 28_000, debitedMinor: 2000 });
  });

  test.each([
    [10_000, 'approved'],
    [10_001, 'signatureRequired'],
  ])('of %i cents is %s', async (valueMinor, authCode) => {
    expect((await buy(margot, { valueMinor })).authCode).toBe(authCode);
  });

  test('of a stolen card is declined', async () => {
    expect((await buy(await holderOf('stolen-no-chip'))).authCode).toBe('declined');
    expect(reasonOf()).toBe('cardStolen');
  });

  test('with another date than the card’s is declined', async () => {
    const wrong: PurchaseOptions['bendPi'] = (piData) => ({
      ...piData,
      panData: { ...piData.panData, cardExpiry: '203001' },
    });
    expect((await buy(margot, { bendPi: wrong })).authCode).toBe('declined');
    expect(reasonOf()).toBe('expiryDiffers');
  });

  test('with a number that the bank never gave is declined', async () => {
    const wrong: PurchaseOptions['bendPi'] = (piData) => ({
      ...piData,
      panData: { ...piData.panData, pan: '4970100000009999' },
    });
    expect((await buy(margot, { bendPi: wrong })).authCode).toBe('declined');
  });

  test('with a cryptogram of a card that has no chip is declined', async () => {
    expect((await buy(margot, { withChip: true })).authCode).toBe('declined');
  });

  test('past the money on the account is declined', async () => {
    for (let count = 0; count < 3; count += 1)
      expect((await buy(margot, { valueMinor: 10_000 })).authCode).toBe('approved');
    expect((await buy(margot, { valueMinor: 1 })).authCode).toBe('declined');
    expect(reasonOf()).toBe('fundsInsufficient');
  });

  test('serves one authorization', async () => {
    const purchase = await purchaseBy(margot);
    await authorizePurchase(house, purchase);
    expect((await authorizePurchase(house, purchase)).response.authCode).toBe('piPreviouslyUsed');
  });

  test('above what its instructions say is a mismatch', async () => {
    const purchase = await purchaseBy(margot);
    const { response } = await authorizePurchase(house, purchase, { valueMinor: 2001 });
    expect(response.authCode).toBe('piAuthMismatch');
  });

  test('for another order half than its own is a mismatch', async () => {
    const [one, other] = [await purchaseBy(margot), await purchaseBy(margot)];
    const swapped = { ...one, pi: other.pi };
    expect((await authorizePurchase(house, swapped)).response.authCode).toBe('piAuthMismatch');
  });

  test('shows no number in the journal', async () => {
    await buy(margot);
    await buy(await holderOf('stolen-no-chip'));
    const journal = JSON.stringify(house.events);
    for (const cardId of ['margot', 'stolen-no-chip'])
      expect(journal).not.toContain((await readChiplessCard(house, cardId)).pan);
  });

  test('whose card has expired is refused as that', async () => {
    const later = Date.UTC(Number(margot.card.file.expiry.slice(0, 4)), 12, 1) / 1000;
    const issuer = house.opened.gateway.issuer;
    const { pan, expiry: cardExpiry } = margot.card.file;
    const response = house.opened.gateway.work.rehearse(() =>
      issuer.authorise(
        {
          ...{ pan, cardExpiry, amountMinor: 100, currency: 'EUR', transmittedAt: later },
          ...{ stan: '000001', rrn: '000000000001', merchantId: 'LIBRAIRIE', xid: '', transStain: '' },
          acquirerReadsChips: true,
        },
        { status: 'absent' },
      ),
    );
    expect(response).toMatchObject({ responseCode: '54', reason: 'cardExpired' });
  });
});

describe('instructions whose signature was taken away', () => {
  test('are declined for a card with a chip, whatever the amount', async () => {
    expect((await buy(camille, { valueMinor: 1 })).authCode).toBe('declined');
    expect(reasonOf()).toBe('chipMissing');
  });

  test('are refused with another number under a certified cardholder’s signature', async () => {
    const signed = await makePurchase(house, margot, { withChip: false });
    const { body } = await makeAuthReq(house, signed);
    expect(await codeOf(await house.post('/set/authreq', body))).toEqual({
      status: 401,
      code: 'ERR_PAN_NOT_CERTIFIED',
    });
  });
});
