/** An order's next state, with what follows from it for its line, its mandate and the books. */
import { type BankEvent, isWorthAgain } from '../../ledger/bank-answer.ts';
import { postOrder } from '../../ledger/bank-posting.ts';
import type { BankOrder, OrderState } from '../../ledger/bank-records.ts';
import { addBankPostings } from './bank-rows.ts';
import { put, type Steps } from './engine.ts';

export interface Turn {
  readonly event: BankEvent;
  readonly state: OrderState;
  readonly reason: string | undefined;
}

export function* applyEvent(order: BankOrder, turn: Turn, at: number): Steps<void> {
  const { event, state, reason } = turn;
  yield* put(
    'UPDATE bank_order SET state = ?, reason = ? WHERE end_to_end_id = ?',
    ...[state, reason ?? null, order.endToEndId],
  );
  if (event === 'accept') return;
  // What comes back had gone, whether its booking was told or not.
  const kinds = event === 'return' && order.state !== 'booked' ? (['book', event] as const) : [event];
  yield* addBankPostings(kinds.map((kind) => postOrder(order, kind, at)));
  yield* put(
    'UPDATE clearing_line SET state = ? WHERE period = ? AND side = ? AND party = ? AND currency = ?',
    ...[event === 'book' ? 'settled' : 'due', order.period, order.side, order.party, order.currency],
  );
  if (event !== 'book' && order.mandate !== undefined) yield* mendMandate(order.mandate, turn, at);
}

/** A first collection that was refused was none. A mandate that the bank does not honour ends. */
function* mendMandate(
  { mandateId, sequence }: NonNullable<BankOrder['mandate']>,
  { event, reason }: Turn,
  at: number,
): Steps<void> {
  if (event === 'reject' && sequence === 'FRST')
    yield* put(`UPDATE mandate SET sequence = 'FRST' WHERE mandate_id = ?`, mandateId);
  if (!isWorthAgain(reason))
    yield* put(
      `UPDATE mandate SET state = 'ended', set_at = ? WHERE mandate_id = ? AND state = 'active'`,
      ...[at, mandateId],
    );
}
