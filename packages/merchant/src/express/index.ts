/** The payment part for Express 5: start with `acceptPayments`, and `acceptOrders` for purchases by SET. */
export * from './accept-orders.ts';
export * from './accept-payments.ts';
