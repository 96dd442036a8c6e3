/** Orders are kept for a day: who has not paid by then has given up, and the books go back on the shelf. */
import { isPayable } from './payment-facts.ts';
import type { OrderPorts } from './place-order.ts';

const keptSeconds = 24 * 3600;
const sweptAtOnce = 500;

/**
 * Cancels what nobody paid, and leaves what is being paid for the next time. To be called at the start and every now
 * and then. Returns how many orders were cancelled.
 */
export async function endKeeping({ book, desk, now }: OrderPorts): Promise<number> {
  let cancelled = 0;
  for (const { reference, orderId } of book.keptSince(now() - keptSeconds, sweptAtOnce)) {
    const facts = await desk.factsOf(orderId);
    if (facts.isMoving) continue;
    if (isPayable(facts)) {
      const { status } = await desk.cancel(orderId);
      if (status !== 'done') continue;
      cancelled += 1;
    }
    book.endKeeping(reference);
  }
  return cancelled;
}
