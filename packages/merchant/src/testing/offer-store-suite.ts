/** What every offer store must keep; each implementation runs it. Only tests import this. */
import { describe, expect, test } from 'vitest';
import type { OfferRoom, OfferStore, Sale, StoredOffer } from '../store/offer-store.ts';

const room: OfferRoom = { now: 1000, forgetBefore: 0, maxUnpaid: 100 };

const offerOf = (offerId: string, changes: Partial<StoredOffer> = {}): StoredOffer => ({
  offerId,
  resource: '/article/a',
  amount: { currency: 'EUR', value: 20 },
  use: 'single',
  message: `message of ${offerId}`,
  expiresAt: 1600,
  ...changes,
});

const saleOf = (offerId: string, receiptId: string, changes: Partial<Sale> = {}): Sale => ({
  offerId,
  resource: '/article/a',
  amount: { currency: 'EUR', value: 20 },
  intermediaryId: 'I',
  receiptId,
  res: `receipt ${receiptId}`,
  preimage: `preimage of ${receiptId}`,
  soldAt: 1100,
  ...changes,
});

const batchOf = (rrpid: string, ...receiptIds: string[]) => ({
  rrpid,
  intermediaryId: 'I',
  message: `claim ${rrpid}`,
  madeAt: 1200,
  receiptIds,
});

type OpenStore = () => OfferStore;

export function describeOfferStore(name: string, open: OpenStore): void {
  describeOffers(name, open);
  describeSales(name, open);
  describeClaims(name, open);
  describeRefunds(name, open);
}

async function sold(store: OfferStore, ...receiptIds: string[]): Promise<void> {
  for (const receiptId of receiptIds) {
    await store.saveOffer(offerOf(`offer ${receiptId}`), room);
    await store.recordSale(saleOf(`offer ${receiptId}`, receiptId));
  }
}

async function stateOf(store: OfferStore, receiptId: string): Promise<string | undefined> {
  return (await store.findSaleByReceipt('I', receiptId))?.state;
}

function describeOffers(name: string, open: OpenStore): void {
  describe(`${name}: offers`, () => {
    test('an offer comes back as it was kept', async () => {
      const store = open();
      expect(await store.saveOffer(offerOf('a'), room)).toBe('saved');
      expect(await store.findOffer('a')).toEqual({ ...offerOf('a'), consumed: false });
      expect(await store.findOffer('b')).toBeUndefined();
    });
    test('an unpaid offer is forgotten after its time, a paid one never', async () => {
      const store = open();
      await store.saveOffer(offerOf('unpaid'), room);
      await sold(store, 'r');
      await store.saveOffer(offerOf('later', { expiresAt: 9000 }), {
        ...room,
        now: 5000,
        forgetBefore: 4000,
      });
      expect(await store.findOffer('unpaid')).toBeUndefined();
      expect(await store.findOffer('offer r')).toBeDefined();
    });
    test('the oldest expired offers make room for a new one', async () => {
      const store = open();
      const narrow = { now: 1000, forgetBefore: 0, maxUnpaid: 2 };
      await store.saveOffer(offerOf('old', { expiresAt: 900 }), narrow);
      await store.saveOffer(offerOf('young'), narrow);
      expect(await store.saveOffer(offerOf('new'), narrow)).toBe('saved');
      expect(await store.findOffer('old')).toBeUndefined();
      expect(await store.findOffer('young')).toBeDefined();
    });
    test('where no offer has expired there is no room, and nothing is kept', async () => {
      const store = open();
      const narrow = { now: 1000, forgetBefore: 0, maxUnpaid: 2 };
      await store.saveOffer(offerOf('a'), narrow);
      await store.saveOffer(offerOf('b'), narrow);
      expect(await store.saveOffer(offerOf('c'), narrow)).toBe('full');
      expect(await store.findOffer('c')).toBeUndefined();
      await store.recordSale(saleOf('a', 'r'));
      expect(await store.saveOffer(offerOf('d'), narrow)).toBe('saved');
    });
  });
}

function describeSales(name: string, open: OpenStore): void {
  describe(`${name}: sales`, () => {
    test('a single offer is sold once', async () => {
      const store = open();
      await store.saveOffer(offerOf('a'), room);
      expect(await store.recordSale(saleOf('a', 'r'))).toBe('recorded');
      expect(await store.recordSale(saleOf('a', 'other'))).toBe('consumed');
      expect(await store.findOffer('a')).toMatchObject({ consumed: true });
      expect(await store.listSales(10)).toEqual([
        { ...saleOf('a', 'r'), state: 'delivered', claimCode: undefined, refundedMinor: 0 },
      ]);
    });
    test('a catalogue offer is sold to many', async () => {
      const store = open();
      await store.saveOffer(offerOf('a', { use: 'catalogue' }), room);
      expect(await store.recordSale(saleOf('a', 'r'))).toBe('recorded');
      expect(await store.recordSale(saleOf('a', 's'))).toBe('recorded');
      expect(await store.findOffer('a')).toMatchObject({ consumed: false });
    });
    test('a receipt pays once, and an offer that is not kept is not sold', async () => {
      const store = open();
      await sold(store, 'r');
      await store.saveOffer(offerOf('b'), room);
      expect(await store.recordSale(saleOf('b', 'r', { res: 'another' }))).toBe('receiptUsed');
      expect(await store.findOffer('b')).toMatchObject({ consumed: false });
      expect(await store.recordSale(saleOf('nowhere', 's'))).toBe('unknown');
      expect((await store.totals()).soldCount).toBe(1);
    });
    test('a sale is found by exactly its receipt', async () => {
      const store = open();
      await sold(store, 'r');
      expect(await store.findSale('receipt r')).toMatchObject({ receiptId: 'r' });
      expect(await store.findSale('receipt R')).toBeUndefined();
      expect(await store.findSaleByReceipt('other', 'r')).toBeUndefined();
    });
    test('the newest sales are listed first', async () => {
      const store = open();
      await sold(store, 'r', 's', 't');
      expect((await store.listSales(2)).map(({ receiptId }) => receiptId)).toEqual(['t', 's']);
    });
  });
}

function describeClaims(name: string, open: OpenStore): void {
  describe(`${name}: claims`, () => {
    test('sales wait, go into a batch, and get their answers', async () => {
      const store = open();
      await sold(store, 'r', 's', 't');
      expect((await store.unclaimedSales('I', 2)).map(({ receiptId }) => receiptId)).toEqual(['r', 's']);
      await store.beginClaim(batchOf('c', 'r', 's'));
      expect((await store.unclaimedSales('I', 9)).map(({ receiptId }) => receiptId)).toEqual(['t']);
      expect(await store.openClaim('I')).toEqual(batchOf('c', 'r', 's'));
      await store.endClaim('c', [
        { receiptId: 'r', code: 'credited' },
        { receiptId: 's', code: 'returned' },
      ]);
      expect(await store.openClaim('I')).toBeUndefined();
      expect(await store.findSaleByReceipt('I', 's')).toMatchObject({
        state: 'refused',
        claimCode: 'returned',
      });
      expect(await store.totals()).toEqual({
        soldCount: 3,
        soldMinor: 60,
        creditedCount: 1,
        creditedMinor: 20,
        refusedCount: 1,
        waitingCount: 1,
        refundedMinor: 0,
      });
    });
    test('what a batch got no answer for waits again', async () => {
      const store = open();
      await sold(store, 'r', 's');
      await store.beginClaim(batchOf('c', 'r', 's'));
      await store.endClaim('c', [{ receiptId: 's', code: 'credited' }]);
      expect([await stateOf(store, 'r'), await stateOf(store, 's')]).toEqual(['delivered', 'credited']);
      expect((await store.unclaimedSales('I', 9)).map(({ receiptId }) => receiptId)).toEqual(['r']);
    });
    test('an answer changes nothing outside its batch', async () => {
      const store = open();
      await sold(store, 'r', 's');
      await store.beginClaim(batchOf('c', 'r'));
      await store.endClaim('c', [
        { receiptId: 'r', code: 'credited' },
        { receiptId: 's', code: 'credited' },
      ]);
      await store.endClaim('c', [{ receiptId: 'r', code: 'returned' }]);
      expect([await stateOf(store, 'r'), await stateOf(store, 's')]).toEqual(['credited', 'delivered']);
    });
  });
}

const refundOf = (rrpid: string, receiptId: string, value: number) => ({
  ...{ rrpid, intermediaryId: 'I', receiptId, reason: 'torn', message: `refund ${rrpid}`, madeAt: 1300 },
  amount: { currency: 'EUR', value },
});

function describeRefunds(name: string, open: OpenStore): void {
  describe(`${name}: refunds`, () => {
    test('a sale has one open refund at a time, the first', async () => {
      const store = open();
      await sold(store, 'r', 's');
      expect(await store.openRefund('I', 'r')).toBeUndefined();
      const first = refundOf('x', 'r', 5);
      expect(await store.beginRefund(first)).toEqual(first);
      expect(await store.beginRefund(refundOf('y', 'r', 6))).toEqual(first);
      expect(await store.openRefund('I', 'r')).toEqual(first);
      expect(await store.openRefund('I', 's')).toBeUndefined();
      await store.replaceRefund({ ...first, message: 'anew', madeAt: 1400 });
      expect(await store.openRefund('I', 'r')).toMatchObject({ rrpid: 'x', message: 'anew', madeAt: 1400 });
    });
    test('what is given back is booked once, and what is refused not at all', async () => {
      const store = open();
      await sold(store, 'r');
      await store.beginRefund(refundOf('x', 'r', 5));
      await store.endRefund('x', 'refunded');
      await store.endRefund('x', 'refunded');
      await store.beginRefund(refundOf('y', 'r', 15));
      await store.endRefund('y', 'exceedsSale');
      expect(await store.findSaleByReceipt('I', 'r')).toMatchObject({ refundedMinor: 5, state: 'delivered' });
      expect((await store.totals()).refundedMinor).toBe(5);
      expect(await store.openRefund('I', 'r')).toBeUndefined();
    });
    test('a sale that was cancelled is not claimed any more', async () => {
      const store = open();
      await sold(store, 'r');
      await store.beginRefund(refundOf('x', 'r', 20));
      await store.endRefund('x', 'cancelled');
      expect(await store.unclaimedSales('I', 10)).toEqual([]);
      expect(await store.findSaleByReceipt('I', 'r')).toMatchObject({
        ...{ state: 'refused', claimCode: 'returned', refundedMinor: 20 },
      });
    });
  });
}
