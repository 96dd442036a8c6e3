/** What goes into a parcel, and what is taken for it: its books, and with the first parcel the postage. */
import { type OrderLine, type Parcel, type ShopOrder, unsentLines } from '../orders/shop-order.ts';

export interface PlannedParcel {
  readonly lines: readonly OrderLine[];
  /** Minor units. */
  readonly amountMinor: number;
  /** Whether nothing stays behind. */
  readonly isLast: boolean;
}

/** `counts`: how many of each slug; what is not there, or too many, is refused with `undefined`. */
export function planParcel(
  order: Pick<ShopOrder, 'lines' | 'postageMinor'>,
  parcels: readonly Parcel[],
  counts: ReadonlyMap<string, number>,
): PlannedParcel | undefined {
  const unsent = unsentLines(order, parcels);
  const lines: OrderLine[] = [];
  for (const [slug, count] of counts) {
    const line = unsent.find((one) => one.slug === slug);
    if (line === undefined || count > line.count) return undefined;
    if (count > 0) lines.push({ ...line, count });
  }
  if (lines.length === 0) return undefined;
  const booksMinor = lines.reduce((sum, { count, eachMinor }) => sum + count * eachMinor, 0);
  const countOf = (some: readonly OrderLine[]) => some.reduce((sum, { count }) => sum + count, 0);
  return {
    lines,
    amountMinor: booksMinor + (parcels.length === 0 ? order.postageMinor : 0),
    isLast: countOf(lines) === countOf(unsent),
  };
}

/** The form's `send-<slug>` fields. */
export function countsIn(form: URLSearchParams): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const [name, value] of form)
    if (name.startsWith('send-') && /^\d$/.test(value)) counts.set(name.slice('send-'.length), Number(value));
  return counts;
}
