/** An order as the shop keeps it: what, to whom, from which browser. What was paid is the payment part's to know. */
import type { Language } from '../../catalogue/language.ts';
import type { Address } from '../cart/address.ts';

export interface OrderLine {
  readonly slug: string;
  readonly title: string;
  readonly count: number;
  /** Minor units, as it was when the order was placed. */
  readonly eachMinor: number;
}

export interface ShopOrder {
  /** Eight letters and digits that people can read out; in addresses and on the parcel. */
  readonly reference: string;
  /** The payment part's name for it. */
  readonly orderId: string;
  /** SHA-256 of the browser's own secret: who may look at the order. */
  readonly shopper: string;
  readonly language: Language;
  readonly currency: string;
  readonly lines: readonly OrderLine[];
  readonly postageMinor: number;
  readonly address: Address;
  /** Seconds since 1970. */
  readonly placedAt: number;
}

/** What left together, and what was taken for it. */
export interface Parcel {
  readonly lines: readonly ParcelLine[];
  readonly amountMinor: number;
  /** Seconds since 1970. */
  readonly sentAt: number;
}

export interface ParcelLine {
  readonly slug: string;
  readonly title: string;
  readonly count: number;
}

/**
 * The parcels that really left: each is written down before its amount is asked of the bank, and counts once what
 * was taken covers it.
 */
export function sentParcels(parcels: readonly Parcel[], capturedMinor: number): readonly Parcel[] {
  let leftMinor = capturedMinor;
  const firstUnpaid = parcels.findIndex(({ amountMinor }) => {
    leftMinor -= amountMinor;
    return leftMinor < 0;
  });
  return firstUnpaid === -1 ? parcels : parcels.slice(0, firstUnpaid);
}

export function booksMinorOf({ lines }: Pick<ShopOrder, 'lines'>): number {
  return lines.reduce((sum, { count, eachMinor }) => sum + count * eachMinor, 0);
}

export function totalMinorOf(order: Pick<ShopOrder, 'lines' | 'postageMinor'>): number {
  return booksMinorOf(order) + order.postageMinor;
}

/** How many of each line have not left yet. */
export function unsentLines(
  { lines }: Pick<ShopOrder, 'lines'>,
  parcels: readonly Parcel[],
): readonly OrderLine[] {
  const sent = (slug: string) =>
    parcels
      .flatMap((parcel) => parcel.lines)
      .filter((line) => line.slug === slug)
      .reduce((sum, { count }) => sum + count, 0);
  return lines
    .map((line) => ({ ...line, count: line.count - sent(line.slug) }))
    .filter(({ count }) => count > 0);
}

/** Crockford's alphabet: no I, L, O or U, which one misreads or misses. */
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
export const referencePattern = /^[0-9A-HJKMNP-TV-Z]{8}$/;

/** From 8 random bytes, of which each gives one letter. */
export function referenceFrom(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => letters[byte % letters.length]).join('');
}

/** In two groups, as people read it out. */
export function spokenReference(reference: string): string {
  return `${reference.slice(0, 4)}-${reference.slice(4)}`;
}
