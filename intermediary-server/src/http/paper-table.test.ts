/** The paper's aggregation table through the HTTP interface, with four real micropurchases in francs. */
import { expect, test } from 'vitest';
import { payerFingerprint } from '../ledger/payer-fingerprint.ts';
import { TestHouse } from '../testing/test-house.ts';
import type { TestMerchant, TestWallet } from '../testing/test-wallet.ts';

test('C1 owes 10 F, C2 18 F, M1 gets 8 F, M2 20 F: 28 F on both sides', async () => {
  const house = await TestHouse.open();
  const [c1, c2] = [await house.newWallet('4970100000000006'), await house.newWallet('4970100000000014')];
  const { merchant1: m1, merchant2: m2 } = house;
  const buy = async (wallet: TestWallet, merchant: TestMerchant, francs: number) => {
    const { receipt, preimage } = await wallet.buy(merchant, merchant.makeOffer(francs * 100, 'FRF'));
    const [result] = await merchant.claim([{ receiptId: receipt.receiptId, preimage }]);
    expect(result).toMatchObject({ code: 'credited', amount: { currency: 'FRF', value: francs * 100 } });
  };
  await buy(c1, m1, 5);
  await buy(c1, m2, 5);
  await buy(c2, m1, 3);
  await buy(c2, m2, 15);
  const payerOf = ({ cardholder }: TestWallet) =>
    payerFingerprint(cardholder.identity.certificate.commonName);
  const before = await house.state();
  expect(before.aggregation).toMatchObject({ currency: 'FRF', merchants: ['M1', 'M2'], totalMinor: 2800 });
  const cell = (wallet: TestWallet, merchantId: string) =>
    before.aggregation.cells[before.aggregation.clients.indexOf(payerOf(wallet))]?.[
      before.aggregation.merchants.indexOf(merchantId)
    ];
  expect([cell(c1, 'M1'), cell(c1, 'M2'), cell(c2, 'M1'), cell(c2, 'M2')]).toEqual([500, 500, 300, 1500]);

  const clearing = await house.closePeriod();
  const debit = (wallet: TestWallet) => clearing.debits.find(({ payer }) => payer === payerOf(wallet));
  expect(debit(c1)).toMatchObject({ amountMinor: 1000, currency: 'FRF', count: 2 });
  expect(debit(c2)).toMatchObject({ amountMinor: 1800, currency: 'FRF', count: 2 });
  expect(clearing.credits).toEqual([
    { merchantId: 'M1', amountMinor: 800, currency: 'FRF', count: 2 },
    { merchantId: 'M2', amountMinor: 2000, currency: 'FRF', count: 2 },
  ]);
  expect(clearing.captures.reduce((total, { amountMinor }) => total + amountMinor, 0)).toBe(2800);
  expect(clearing.balanced).toBe(true);
  expect(house.gateway.capturedMinor).toBe(2800);
  expect(house.gateway.heldMinor).toBe(0);
  const after = await house.state();
  expect(after).toMatchObject({ balanced: true, wrong: [], aggregation: { totalMinor: 0 } });
  expect(after.otbs.map(({ state }) => state)).toEqual(['captured', 'captured']);
  await house.close();
});
