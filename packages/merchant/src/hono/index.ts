/** The payment part for Hono: start with `acceptPayments`, and `acceptOrders` for purchases by SET. */
export * from './accept-orders.ts';
export * from './accept-payments.ts';
