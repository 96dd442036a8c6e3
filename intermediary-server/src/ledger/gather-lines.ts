/** The lines of a period, gathered from its purchases as they come: one debit per client, one credit per merchant. */
import type { ClearingLine, CollectBy, LineSide } from './bank-records.ts';
import { leafHash, type MerkleHash, MerkleTree } from './merkle.ts';
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

  add(item: ClearedReceipt & { readonly payer: string; readonly collectBy: CollectBy }): void {
    const leaf = leafHash(receiptLeaf(item));
    const { payer, merchantId, currency, amountMinor, collectBy } = item;
    this.#addTo({ side: 'debit', party: payer, currency, collectBy }, amountMinor, leaf);
    this.#addTo({ side: 'credit', party: merchantId, currency, collectBy: undefined }, amountMinor, leaf);
  }

  /** Sorted by side, currency and party. */
  lines(period: string): ClearingLine[] {
    const sorted = [...this.#lines].sort(([left], [right]) => (left < right ? -1 : 1));
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
    const key = `${line.side} ${line.currency} ${line.party}`;
    let known = this.#lines.get(key);
    if (known === undefined) {
      known = { ...line, amountMinor: 0, tree: new MerkleTree() };
      this.#lines.set(key, known);
    }
    known.amountMinor += amountMinor;
    known.tree.addLeaf(leaf);
  }
}
