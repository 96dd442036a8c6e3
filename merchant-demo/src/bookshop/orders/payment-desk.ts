/** What the bookshop asks of the payment part. Amounts are minor units in the order's currency. */
import type { PaymentFacts } from './payment-facts.ts';

export interface PaymentOrder {
  /** The text that the wallet shows and the shopper signs. */
  readonly description: string;
  readonly currency: string;
  readonly amountMinor: number;
  readonly successUrl: string;
  readonly failureUrl: string;
  readonly cancelUrl: string;
}

/** How the gateway answered: done, refused with its code, or not known yet. */
export type DeskAnswer =
  | { readonly status: 'done' }
  | { readonly status: 'refused'; readonly code: string }
  | { readonly status: 'unknown' };

export interface PaymentDesk {
  /** Where wallets read how this order is paid. */
  initiationPathOf(orderId: string): string;
  /** The order's identifier in the payment part. */
  openOrder(order: PaymentOrder): Promise<string>;
  factsOf(orderId: string): Promise<PaymentFacts>;
  /** Takes an amount for what is sent now; what stays reserved is kept for a later parcel, or released. */
  capture(orderId: string, amountMinor: number, rest: 'kept' | 'released'): Promise<DeskAnswer>;
  /** Gives the order up: nothing is taken, what was reserved is released. */
  cancel(orderId: string): Promise<DeskAnswer>;
  refund(orderId: string, amountMinor: number, reason: string): Promise<DeskAnswer>;
  /** The open batch: what was taken and given back since the last one was closed. */
  batch(): Promise<BatchFacts | undefined>;
  closeBatch(): Promise<DeskAnswer>;
}

export interface BatchFacts {
  readonly batchId: number;
  readonly totals: readonly {
    readonly currency: string;
    readonly capturedCount: number;
    readonly capturedMinor: number;
    readonly creditedCount: number;
    readonly creditedMinor: number;
  }[];
}
