/**
 * A merchant that sells by SET, as the payment part sees it. The verbs (`createOrder`, `receivePReq`, `captureOrder` …)
 * take it as their first argument. It knows nothing of cards: payment instructions pass through it sealed.
 */
import type {
  Identity,
  Random,
  RevocationStatus,
  SealOpener,
  SealRecipient,
  TrustStore,
} from '@ecomm/protocol';
import type { GatewayLink } from './gateway-link.ts';
import type { OrderStore } from './order-store.ts';

/** The acquirer's gateway: its key-exchange certificate, whose chain wallets are given. */
export interface MerchantGateway extends SealRecipient {
  /** Base64 DER, leaf first without the root. */
  readonly chain: readonly string[];
}

export interface SetMerchant {
  readonly identity: Identity;
  readonly trust: TrustStore;
  /** The origin of the shop's pages. */
  readonly origin: string;
  /** SET's BrandID. */
  readonly brand: string;
  readonly gateway: GatewayLink;
  /** The certificate as it is valid now; throws ERR_CERTIFICATE_* otherwise. */
  readonly gatewayCertificate: () => Promise<MerchantGateway>;
  readonly orders: OrderStore;
  /** Seconds since 1970. */
  readonly now: () => number;
  readonly random: Random;
  readonly sleep: (durationMs: number) => Promise<void>;
  readonly policy: SetPolicy;
  /** Passed on to wallets that lack it: they may reach nobody else. */
  readonly revocation?: RevocationStatus;
  /** An operation that stays open, for the log of the shop: never a message's body. */
  readonly onNote?: (facts: Readonly<Record<string, string | number>>, event: string) => void;
}

export interface SetPolicy {
  /** Debit with the authorization: for what is delivered at once. */
  readonly captureAtOnce: boolean;
  /** Whether a purchase that nobody signed (the card form) will do. */
  readonly acceptsUnsigned: boolean;
  /** How long a wallet waits for the bank's answer before it is told to ask again. */
  readonly answerWaitMs: number;
  /** How long an authorization is asked for before it is taken back. */
  readonly authorisationSeconds: number;
  readonly retryLeastMs: number;
  readonly retryMostMs: number;
}

export const defaultSetPolicy: SetPolicy = {
  captureAtOnce: false,
  acceptsUnsigned: false,
  answerWaitMs: 8_000,
  authorisationSeconds: 120,
  retryLeastMs: 500,
  retryMostMs: 30_000,
};

/** The certified merID. */
export function merchantIdOf({ identity }: Pick<SetMerchant, 'identity'>): string {
  const data = identity.certificate.merchantData;
  if (data === undefined) throw new TypeError('the identity is not a merchant’s');
  return data.merchantId;
}

/** Opens what the gateway seals to this merchant. */
export function openerOf({ identity }: Pick<SetMerchant, 'identity'>): SealOpener {
  if (identity.opener === undefined) throw new TypeError('the identity has no key-exchange certificate');
  return identity.opener;
}
