/**
 * Everything that selling for small amounts takes, from the shop's identity file:
 *
 *     const payments = await openPayments({ identity, origin: 'https://shop.example', intermediary });
 *     const { protect } = acceptPayments(app, payments);
 *
 * Sales are claimed by themselves. Without a store of its own the shop forgets at its end what it sold and has not
 * claimed: good enough to try things out.
 */

import { claimSales } from '../claims/claim-sales.ts';
import { ClaimSchedule } from '../claims/claim-schedule.ts';
import type { IntermediaryAddress, Merchant } from '../merchant.ts';
import { openMerchantIdentity } from '../merchant-identity.ts';
import { MemoryOfferStore } from '../store/memory-offer-store.ts';
import type { OfferStore } from '../store/offer-store.ts';
import {
  checkBaseUrl,
  checkIdentityFile,
  checkOrigin,
  reasonOf,
  type ShopOptions,
  webSurroundings,
} from './surroundings.ts';

export interface OpenPaymentsOptions extends ShopOptions {
  /** Whose receipts are accepted, and where they are claimed. */
  readonly intermediary: IntermediaryAddress;
  /** What outlives the program; needs `credentialKey` too. Default: nothing does. */
  readonly store?: OfferStore;
  /** 32 secret bytes, the same after each start. */
  readonly credentialKey?: Uint8Array;
}

export interface OpenedPayments {
  readonly merchant: Merchant;
  readonly onSale: () => void;
  readonly onFailure: (error: unknown) => void;
  /** No claim is under way any more. */
  close(): Promise<void>;
}

/** Throws a TypeError for options that can't be right, and what `openMerchantIdentity` throws. */
export async function openPayments(options: OpenPaymentsOptions): Promise<OpenedPayments> {
  const { store, credentialKey, intermediary, onNote } = options;
  const { now, random, fetch, timers } = { ...webSurroundings, ...options };
  if (store !== undefined && credentialKey === undefined)
    throw new TypeError('a store that outlives the program needs a credentialKey that does');
  if (credentialKey !== undefined && credentialKey.length !== credentialKeyBytes)
    throw new TypeError(`credentialKey has ${credentialKey.length} bytes, and should have 32`);
  if (typeof intermediary?.id !== 'string' || intermediary.id === '')
    throw new TypeError(
      "intermediary should be {id, url}, as {id: 'INTERMEDIARY-1', url: 'https://bank.example'}",
    );
  const { identity, trust } = await openMerchantIdentity(checkIdentityFile(options.identity));
  const merchant: Merchant = {
    ...{ identity, trust, now, random, fetch },
    origin: checkOrigin(options.origin),
    intermediaries: [{ id: intermediary.id, url: checkBaseUrl('intermediary.url', intermediary.url) }],
    store: store ?? new MemoryOfferStore(),
    credentialKey: credentialKey ?? random(credentialKeyBytes),
  };
  const schedule = new ClaimSchedule({
    async claim() {
      const { creditedCount, refusedCount } = await claimSales(merchant);
      if (creditedCount + refusedCount > 0) onNote?.({ creditedCount, refusedCount }, 'sales were claimed');
    },
    timers,
    onFailure: (error, retryMs) => onNote?.({ reason: reasonOf(error), retryMs }, 'claims wait'),
  });
  schedule.soon();
  return {
    merchant,
    onSale: () => schedule.soon(),
    onFailure: (error) => onNote?.({ reason: reasonOf(error) }, 'a request failed'),
    close: () => schedule.stop(),
  };
}

const credentialKeyBytes = 32;
