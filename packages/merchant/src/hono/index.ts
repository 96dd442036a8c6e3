export * from './accept-payments.ts';
