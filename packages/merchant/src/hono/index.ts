/** The payment part for Hono: start with `acceptPayments`. */
export * from './accept-payments.ts';
