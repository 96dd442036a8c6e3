/**
 * The payment part of a shop: offers, advice, delivery and claims for small amounts, orders by SET for the others,
 * without a catalogue, a database or a web framework of its own.
 *
 * Start with `openPayments` and `openOrders` from here, and with `acceptPayments` and `acceptOrders` from
 * `@ecomm/merchant/express`, `/fastify`, `/fetch` or `/hono`.
 */
export * from './advice/receive-advice.ts';
export * from './claims/claim-sales.ts';
export * from './claims/claim-schedule.ts';
export * from './delivery/credential.ts';
export * from './errors.ts';
export * from './merchant.ts';
export * from './merchant-identity.ts';
export * from './offers/make-offer.ts';
export * from './offers/resource.ts';
export * from './open/open-orders.ts';
export * from './open/open-payments.ts';
export type { ShopNote, ShopOptions, Surroundings } from './open/surroundings.ts';
export * from './refunds/decimal-amount.ts';
export * from './refunds/refund-sale.ts';
export * from './revocation/refresh-revocation.ts';
export * from './set/index.ts';
export * from './store/memory-offer-store.ts';
export * from './store/offer-store.ts';
export * from './web/error-response.ts';
export * from './web/payment-page.ts';
export * from './web/payment-required.ts';
export * from './web/payments.ts';
export * from './web/quote.ts';
export * from './web/read-bounded.ts';
