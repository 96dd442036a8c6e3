/** What the pages say of an order's payment, and what may be done about it. */
export const paymentStates = [
  'open',
  'paying',
  'unknown',
  'authorized',
  'declined',
  'partShipped',
  'captured',
  'partRefunded',
  'refunded',
  'cancelled',
] as const;
export type PaymentState = (typeof paymentStates)[number];

export interface PaymentFacts {
  readonly state: PaymentState;
  /** Minor units, in the order's currency. */
  readonly amountMinor: number;
  /** Reserved and not yet taken. */
  readonly heldMinor: number;
  readonly capturedMinor: number;
  readonly refundedMinor: number;
  /** The gateway's AuthCode, for an order that was declined. */
  readonly authCode: string | undefined;
  /** The bank's, for an order that was authorized. */
  readonly authorizationNumber: string | undefined;
  /** Whether the bank lets the rest follow in a later parcel. */
  readonly maySplit: boolean;
  /** Whether money is on its way to be settled, so that the page asks again by itself. */
  readonly isMoving: boolean;
}

/** Whether the shopper may (still) pay it. */
export function isPayable({ state }: PaymentFacts): boolean {
  return state === 'open' || state === 'declined';
}
