/** Selling by SET: start with `createOrder`, `OrderSettler` and `createSetEndpoints`. */
export * from './batch.ts';
export type { OperationResult } from './begin-operation.ts';
export * from './cancel-order.ts';
export * from './capture-order.ts';
export * from './create-order.ts';
export * from './gateway-certificate.ts';
export * from './gateway-link.ts';
export * from './memory-order-store.ts';
export * from './order-settler.ts';
export * from './order-status.ts';
export * from './order-store.ts';
export * from './receive-inq.ts';
export * from './receive-pinit.ts';
export * from './receive-preq.ts';
export * from './refund-order.ts';
export * from './set-endpoints.ts';
export * from './set-merchant.ts';
export * from './set-order.ts';
