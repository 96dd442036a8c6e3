/** The payment part's record of an order as the shop's pages speak of it. */
import { type SetOrder, stateOf, totalsOf } from '@ecomm/merchant';
import type { PaymentFacts, PaymentState } from './payment-facts.ts';

export function factsOfOrder(order: SetOrder, now: number): PaymentFacts {
  const { heldMinor, capturedMinor, creditedMinor } = totalsOf(order);
  const state = paymentStateOf(order, now);
  return {
    state,
    amountMinor: order.amount.value,
    heldMinor,
    capturedMinor,
    refundedMinor: creditedMinor,
    authCode: order.payment?.authCode,
    authorizationNumber: order.authorizations[0]?.authorizationNumber,
    maySplit: order.authToken !== undefined,
    isMoving: state === 'paying' || state === 'unknown' || order.operation !== undefined,
  };
}

/** After this long without an answer, an authorization is said to be settling. */
const patientSeconds = 10;

function paymentStateOf(order: SetOrder, now: number): PaymentState {
  const state = stateOf(order);
  switch (state) {
    case 'authorising':
      return now - (order.operation?.since ?? now) < patientSeconds ? 'paying' : 'unknown';
    case 'partCaptured':
      // The rest of a split shipment is still promised; without a token it was released, and this was all.
      return order.authToken === undefined ? 'captured' : 'partShipped';
    case 'credited':
      return 'refunded';
    case 'partCredited':
      return 'partRefunded';
    default:
      return state;
  }
}
