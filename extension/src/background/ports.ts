/**
 * What the wallet's core is given: storage, network, card, clock and chance. Nothing below `background/` but
 * `main.ts` and the edges it joins touches the browser, so that all of it runs in a test.
 */
import type { EnrolmentStep, TopUpStep } from '@ecomm/messages';
import type { Random } from '@ecomm/protocol';
import type { Setup } from './config.ts';
import type { CardHost } from './host/card-host.ts';
import type { WalletStore } from './journal/wallet-store.ts';
import type { Network } from './network/network.ts';

export interface WalletPorts {
  /** The configuration; throws ERR_WALLET_NOT_CONFIGURED or ERR_WALLET_CONFIG_INVALID. */
  readonly setup: () => Promise<Setup>;
  readonly store: WalletStore;
  readonly network: Network;
  readonly host: CardHost;
  /** Seconds since 1970. */
  readonly now: () => number;
  readonly random: Random;
  /** The shopper's language as SET has it, two letters. */
  readonly language: string;
}

/** How far something with the card is: shown, never stored. */
export interface Progress<Step extends TopUpStep | EnrolmentStep> {
  readonly step: Step;
  readonly triesLeft?: number;
}

/** How a step with the card is accompanied. */
export interface CardSession<Step extends TopUpStep | EnrolmentStep> {
  readonly report: (progress: Progress<Step>) => void;
  /** The shopper has been told that one PIN try is left and goes on. */
  readonly lastTryAccepted: boolean;
  readonly signal: AbortSignal;
}
