/** What the invariants look at: what is committed everywhere, in a simulation or after real processes were killed. */
import type { Purchase } from '@ecomm/extension/wallet';
import type { OpenedGateway } from '@ecomm/gateway-server';
import type { LedgerStore } from '@ecomm/intermediary-server';
import type { OfferStore } from '@ecomm/merchant';
import type { WalletRecord } from './wallet-record.ts';

/** More than any run has. */
export const mostSales = 1_000_000;

export interface Observed {
  /** Without a store while it is down. */
  readonly gateway: { readonly store: Pick<OpenedGateway['store'], 'issuer' | 'authorizations'> | undefined };
  readonly intermediary: { readonly store: Pick<LedgerStore, 'readState'> | undefined };
  readonly merchants: readonly {
    readonly name: string;
    readonly store: Pick<OfferStore, 'listSales'> | undefined;
    /** Receipts that it ever wanted to give back, where it does. */
    readonly refundsAsked?: ReadonlySet<string>;
  }[];
  readonly wallets: readonly ObservedWallet[];
  readonly record: WalletRecord;
}

export interface ObservedWallet {
  readonly name: string;
  /** For good, with all that it held. */
  readonly isLost: boolean;
  /** What it did not foresee. */
  readonly bugs: readonly unknown[];
  readonly journal: { purchases(): Promise<Purchase[]> };
}
