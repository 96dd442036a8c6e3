/** A payment desk whose answers the test sets: for what pages say and forms do. Only tests import this. */
import type { DeskAnswer, PaymentDesk, PaymentOrder } from '../bookshop/orders/payment-desk.ts';
import type { PaymentFacts } from '../bookshop/orders/payment-facts.ts';

export interface PlayedDesk extends PaymentDesk {
  readonly opened: PaymentOrder[];
  /** What was asked for, as `capture 1261 kept`. */
  readonly asked: string[];
  /** The next answers. */
  answer: DeskAnswer;
  /** Sets how an order stands. */
  play(orderId: string, facts: Partial<PaymentFacts>): void;
}

export function playDesk(): PlayedDesk {
  const facts = new Map<string, PaymentFacts>();
  const factsOf = (orderId: string): PaymentFacts => {
    const known = facts.get(orderId);
    if (known === undefined) throw new Error(`the desk knows no order ${orderId}`);
    return known;
  };
  const desk: PlayedDesk = {
    opened: [],
    asked: [],
    answer: { status: 'done' },
    play: (orderId, changes) => facts.set(orderId, { ...factsOf(orderId), ...changes }),
    initiationPathOf: (orderId) => `/set/initiation/${orderId}`,
    async openOrder(order) {
      const orderId = `order-${desk.opened.push(order)}`;
      const { amountMinor } = order;
      facts.set(orderId, {
        state: 'open',
        amountMinor,
        heldMinor: 0,
        capturedMinor: 0,
        refundedMinor: 0,
        authCode: undefined,
        authorizationNumber: undefined,
        maySplit: true,
        isMoving: false,
      });
      return orderId;
    },
    factsOf: async (orderId) => factsOf(orderId),
    capture: async (_, amountMinor, rest) => ask(`capture ${amountMinor} ${rest}`),
    cancel: async () => ask('cancel'),
    refund: async (_, amountMinor, reason) => ask(`refund ${amountMinor} ${reason}`),
    batch: async () => undefined,
    closeBatch: async () => ask('closeBatch'),
  };
  const ask = (what: string): DeskAnswer => {
    desk.asked.push(what);
    return desk.answer;
  };
  return desk;
}
