/**
 * The wallet's core for programs that bring other edges than a browser's: journal, network, card and clock come in as
 * ports.
 */
export { type Setup, setupOf, type WalletConfig } from './background/config.ts';
export { startEnrolment } from './background/enrolment/start-enrolment.ts';
export type { CardHost, PinEntryEvent } from './background/host/card-host.ts';
export type { Purchase, PurchaseState } from './background/journal/purchase.ts';
export type { OfferPlace } from './background/journal/record.ts';
export type { Enrolment, WalletStore } from './background/journal/wallet-store.ts';
export { createNetwork, type Network } from './background/network/network.ts';
export type { WalletPorts } from './background/ports.ts';
export { openPurchase } from './background/purchase/open-purchase.ts';
export { PurchaseRunner, type RunnerOptions } from './background/purchase/purchase-runner.ts';
export { recoverJournal } from './background/purchase/recover-journal.ts';
export { cancelPurchase, openAgain, pay, retryPurchase } from './background/purchase/shopper-actions.ts';
export { WalletError } from './shared/errors.ts';
