/**
 * A merchant as the payment part sees it: its identity, whom it trusts, and the ports to everything outside. The
 * verbs (`makeOffer`, `receiveAdvice`, `claimSales` …) take it as their first argument.
 */
import type { Identity, Random, TrustStore } from '@ecomm/protocol';
import type { OfferStore } from './store/offer-store.ts';

/** Where paid receipts are claimed. Offers accept these intermediaries and no other. */
export interface IntermediaryAddress {
  readonly id: string;
  /** Base URL without a trailing slash. */
  readonly url: string;
}

export interface Merchant {
  readonly identity: Identity;
  readonly trust: TrustStore;
  /** The origin of the shop's pages, as browsers serialize it. */
  readonly origin: string;
  readonly intermediaries: readonly IntermediaryAddress[];
  readonly store: OfferStore;
  /** 32 secret bytes: delivery credentials and cookies are authenticated with it. */
  readonly credentialKey: Uint8Array;
  /** Seconds since 1970. */
  readonly now: () => number;
  readonly random: Random;
  readonly fetch: typeof fetch;
}

/** The merchant's identifier and its certified name, the one that wallets show. */
export function nameOf({ identity }: Merchant): { merchantId: string; name: string } {
  const data = identity.certificate.merchantData;
  if (data === undefined) throw new TypeError('the identity is not a merchant’s');
  return { merchantId: data.merchantId, name: data.name };
}
