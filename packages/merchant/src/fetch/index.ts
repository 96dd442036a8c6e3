/** The payment part for any server with Web `Request` and `Response`: start with `acceptPayments`. */
export * from './accept-payments.ts';
