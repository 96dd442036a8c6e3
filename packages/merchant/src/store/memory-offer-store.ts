/** Offers and sales in memory, for trying things out and for tests: nothing outlives the process. */
import { isGivenBack, type RefundCode } from '@ecomm/protocol';
import type {
  ClaimBatch,
  ClaimResult,
  OfferRoom,
  OfferStore,
  OpenOffer,
  Sale,
  SaleRecord,
  SaleRefund,
  SaleTotals,
  StoredOffer,
} from './offer-store.ts';

export class MemoryOfferStore implements OfferStore {
  readonly #offers = new Map<string, StoredOffer>();
  readonly #sales = new Map<string, SaleRecord>();
  readonly #claims = new Map<string, ClaimBatch>();
  /** By RRPID, until they are answered. */
  readonly #refunds = new Map<string, SaleRefund>();

  async saveOffer(offer: StoredOffer, { now, forgetBefore, maxUnpaid }: OfferRoom) {
    const unpaid = [...this.#offers.values()].filter(({ offerId }) => !this.#isSold(offerId));
    const forgotten = unpaid.filter(({ expiresAt }) => expiresAt < forgetBefore);
    const left = unpaid.filter(({ expiresAt }) => expiresAt >= forgetBefore);
    const tooMany = left.length + 1 - maxUnpaid;
    const expired = left.filter(({ expiresAt }) => expiresAt < now).slice(0, Math.max(tooMany, 0));
    for (const { offerId } of [...forgotten, ...expired]) this.#offers.delete(offerId);
    if (expired.length < tooMany) return 'full';
    this.#offers.set(offer.offerId, offer);
    return 'saved';
  }

  async findOffer(offerId: string): Promise<OpenOffer | undefined> {
    const offer = this.#offers.get(offerId);
    if (offer === undefined) return undefined;
    return { ...offer, consumed: offer.use === 'single' && this.#isSold(offerId) };
  }

  async recordSale(sale: Sale) {
    const offer = await this.findOffer(sale.offerId);
    if (offer === undefined) return 'unknown';
    if (offer.consumed) return 'consumed';
    const key = keyOf(sale.intermediaryId, sale.receiptId);
    if (this.#sales.has(key)) return 'receiptUsed';
    this.#sales.set(key, { ...sale, state: 'delivered', claimCode: undefined, refundedMinor: 0 });
    return 'recorded';
  }

  async findSale(res: string): Promise<SaleRecord | undefined> {
    return [...this.#sales.values()].find((sale) => sale.res === res);
  }

  async findSaleByReceipt(intermediaryId: string, receiptId: string): Promise<SaleRecord | undefined> {
    return this.#sales.get(keyOf(intermediaryId, receiptId));
  }

  async listSales(limit: number): Promise<readonly SaleRecord[]> {
    return [...this.#sales.values()].reverse().slice(0, limit);
  }

  async totals(): Promise<SaleTotals> {
    const sales = [...this.#sales.values()];
    const inState = (...states: string[]) => sales.filter(({ state }) => states.includes(state));
    const sum = (some: readonly SaleRecord[]) => some.reduce((total, { amount }) => total + amount.value, 0);
    return {
      soldCount: sales.length,
      soldMinor: sum(sales),
      creditedCount: inState('credited').length,
      creditedMinor: sum(inState('credited')),
      refusedCount: inState('refused').length,
      waitingCount: inState('delivered', 'claimed').length,
      refundedMinor: sales.reduce((total, { refundedMinor }) => total + refundedMinor, 0),
    };
  }

  async unclaimedSales(intermediaryId: string, limit: number): Promise<readonly SaleRecord[]> {
    return [...this.#sales.values()]
      .filter((sale) => sale.state === 'delivered' && sale.intermediaryId === intermediaryId)
      .slice(0, limit);
  }

  async openClaim(intermediaryId: string): Promise<ClaimBatch | undefined> {
    return [...this.#claims.values()].find((batch) => batch.intermediaryId === intermediaryId);
  }

  async beginClaim(batch: ClaimBatch): Promise<void> {
    this.#claims.set(batch.rrpid, batch);
    for (const receiptId of batch.receiptIds)
      this.#change(batch.intermediaryId, receiptId, { state: 'claimed' });
  }

  async endClaim(rrpid: string, results: readonly ClaimResult[]): Promise<void> {
    const batch = this.#claims.get(rrpid);
    if (batch === undefined) return;
    this.#claims.delete(rrpid);
    for (const receiptId of batch.receiptIds)
      this.#change(batch.intermediaryId, receiptId, { state: 'delivered' });
    for (const { receiptId, code } of results) {
      if (!batch.receiptIds.includes(receiptId)) continue;
      const state = code === 'credited' ? 'credited' : 'refused';
      this.#change(batch.intermediaryId, receiptId, { state, claimCode: code });
    }
  }

  async openRefund(intermediaryId: string, receiptId: string): Promise<SaleRefund | undefined> {
    return [...this.#refunds.values()].find(
      (refund) => refund.intermediaryId === intermediaryId && refund.receiptId === receiptId,
    );
  }

  async beginRefund(refund: SaleRefund): Promise<SaleRefund> {
    const open = await this.openRefund(refund.intermediaryId, refund.receiptId);
    if (open !== undefined) return open;
    this.#refunds.set(refund.rrpid, refund);
    return refund;
  }

  async replaceRefund(refund: SaleRefund): Promise<void> {
    if (this.#refunds.has(refund.rrpid)) this.#refunds.set(refund.rrpid, refund);
  }

  async endRefund(rrpid: string, code: RefundCode): Promise<void> {
    const refund = this.#refunds.get(rrpid);
    if (refund === undefined) return;
    this.#refunds.delete(rrpid);
    const { intermediaryId, receiptId, amount } = refund;
    const sale = await this.findSaleByReceipt(intermediaryId, receiptId);
    if (sale === undefined || !isGivenBack(code)) return;
    const cancelled = code === 'cancelled' && sale.state === 'delivered';
    this.#change(intermediaryId, receiptId, {
      refundedMinor: sale.refundedMinor + amount.value,
      ...(cancelled ? { state: 'refused', claimCode: 'returned' } : {}),
    });
  }

  #isSold(offerId: string): boolean {
    return [...this.#sales.values()].some((sale) => sale.offerId === offerId);
  }

  #change(intermediaryId: string, receiptId: string, changes: Partial<SaleRecord>): void {
    const key = keyOf(intermediaryId, receiptId);
    const sale = this.#sales.get(key);
    if (sale !== undefined) this.#sales.set(key, { ...sale, ...changes });
  }
}

function keyOf(intermediaryId: string, receiptId: string): string {
  return `${intermediaryId} ${receiptId}`;
}
