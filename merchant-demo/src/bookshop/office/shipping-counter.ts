/** Where parcels leave: what one holds is written down, its amount is taken, and then it counts. */
import type { OrderPorts } from '../orders/place-order.ts';
import { readOrder } from '../orders/read-order.ts';
import type { OrderView } from '../pages/order-view.ts';
import { noteOf, type OfficeNote } from './office-note.ts';
import { actionsOf } from './office-order-page.ts';
import { countsIn, planParcel } from './ship-parcel.ts';

export interface ShippingCounter {
  ship(reference: string, form: URLSearchParams): Promise<OfficeNote>;
}

const busy: OfficeNote = { note: 'refused', code: 'ERR_ORDER_BUSY' };

export function shippingCounter(ports: OrderPorts): ShippingCounter {
  const { desk, book, now } = ports;
  /** Orders of which a parcel is being sent off: one at a time. */
  const atWork = new Set<string>();

  async function ship(view: OrderView, form: URLSearchParams): Promise<OfficeNote> {
    const { order, payment, parcels } = view;
    if (payment.isMoving) return busy;
    if (!actionsOf(view).mayShip) return { note: 'refused' };
    const planned = planParcel(order, parcels, countsIn(form));
    if (planned === undefined) return { note: 'nothingChosen' };
    const { lines, amountMinor, isLast } = planned;
    const rest = !isLast && payment.maySplit && form.get('rest') === 'kept' ? 'kept' : 'released';
    // Written down first: whatever crashes, the parcel counts exactly when its amount was taken. What was written
    // before and never taken has no answer to wait for any more.
    book.keepParcels(order.reference, parcels.length);
    const parcelLines = lines.map(({ slug, title, count }) => ({ slug, title, count }));
    const parcelId = book.addParcel(order.reference, { lines: parcelLines, amountMinor, sentAt: now() });
    const answer = await desk.capture(order.orderId, amountMinor, rest);
    if (answer.status === 'refused') book.dropParcel(parcelId);
    return noteOf(answer, 'shipped');
  }

  return {
    async ship(reference, form) {
      if (atWork.has(reference)) return busy;
      atWork.add(reference);
      try {
        const view = await readOrder(ports, reference);
        return view === undefined ? { note: 'refused' } : await ship(view, form);
      } finally {
        atWork.delete(reference);
      }
    },
  };
}
