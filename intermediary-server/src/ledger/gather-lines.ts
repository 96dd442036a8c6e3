/** The lines of a period, gathered from its purchases as they come: one debit per client, one credit per merchant. */
import { type ClearingLine, type CollectBy, clientParty, type LineSide } from './bank-records.ts';
import { leafHash, type MerkleHash, MerkleTree } from './merkle.ts';
import { type RefundPayment, refundLeaf } from './pay-refunds.ts';
import { type ClearedReceipt, receiptLeaf } from './receipt-leaf.ts';

interface Gathered {
  readonly side: LineSide;
  readonly party: string;
  readonly currency: string;
  readonly collectBy: CollectBy | undefined;
  amountMinor: number;
  readonly tree: MerkleTree;
}

export class LineGatherer {
  readonly #lines = new Map<string, Gathered>();

  /** `amountMinor` and `refundedMinor` (what went back to the Open To Buy of it): not all of it. */
  add(item: ClearedReceipt & { readonly payer: string; readonly collectBy: CollectBy }): void {
    const leaf = leafHash(receiptLeaf(item));
    const { payer, merchantId, currency, collectBy } = item;
    const amountMinor = item.amountMinor - item.refundedMinor;
    this.#addTo({ side: 'debit', party: payer, currency, collectBy }, amountMinor, leaf);
    this.#addTo({ side: 'credit', party: merchantId, currency, collectBy: undefined }, amountMinor, leaf);
  }

  /** What the merchant is to be credited. */
  creditOf(merchantId: string, currency: string): number {
    return this.#lines.get(keyOf({ side: 'credit', party: merchantId, currency }))?.amountMinor ?? 0;
  }

  /**
   * Takes a refund from the merchant's credit. What was captured from a card is credited to the card, by no line; what was
   * collected by direct debit is paid by a credit of the payer's own.
   */
  pay(refund: RefundPayment): void {
    const { merchantId, payer, currency, amountMinor, collectBy } = refund;
    const leaf = leafHash(refundLeaf(refund));
    this.#addTo({ side: 'credit', party: merchantId, currency, collectBy: undefined }, -amountMinor, leaf);
    if (collectBy === 'directDebit')
      this.#addTo(
        { side: 'credit', party: clientParty(payer), currency, collectBy: undefined },
        amountMinor,
        leaf,
      );
  }

  /** Sorted by side, currency and party; none of a merchant whose refunds took all. */
  lines(period: string): ClearingLine[] {
    const sorted = [...this.#lines]
      .filter(([, { amountMinor }]) => amountMinor > 0)
      .sort(([left], [right]) => (left < right ? -1 : 1));
    return sorted.map(([_key, { side, party, currency, collectBy, amountMinor, tree }]) => ({
      ...{ period, side, party, currency, amountMinor, collectBy, attempts: 0 },
      ...{ count: tree.count, root: tree.root() },
      state: collectBy === 'card' ? 'settled' : 'due',
    }));
  }

  #addTo(
    line: Pick<Gathered, 'side' | 'party' | 'currency' | 'collectBy'>,
    amountMinor: number,
    leaf: MerkleHash,
  ): void {
    const key = keyOf(line);
    let known = this.#lines.get(key);
    if (known === undefined) {
      known = { ...line, amountMinor: 0, tree: new MerkleTree() };
      this.#lines.set(key, known);
    }
    known.amountMinor += amountMinor;
    known.tree.addLeaf(leaf);
  }
}

function keyOf({ side, currency, party }: Pick<Gathered, 'side' | 'currency' | 'party'>): string {
  return `${side} ${currency} ${party}`;
}
