/** What the operator decides: ranges, size of an Open To Buy, deadlines. Amounts in minor units. */
import { type AmountRanges, defaultAmountRanges } from '@ecomm/protocol';
import { noPaymentLimits, type PaymentLimits } from './ledger/payment-limits.ts';
import { type ExposureLimits, noExposureLimits } from './risk/exposure-caps.ts';

export interface Policy {
  /** The least and the most that one click may pay. */
  readonly ranges: AmountRanges;
  /** Currency → size of a new Open To Buy, unless the price is higher. Other currencies are not served. */
  readonly topUp: Readonly<Record<string, number>>;
  /** How long a merchant may take an advice for a receipt. */
  readonly adviceSeconds: number;
  /** How long after that the merchant may claim it; then the amount returns to the Open To Buy. */
  readonly claimGraceSeconds: number;
  /**
   * Whether the close of a period also closes Open To Buys that are in use. An authorization is captured once, so
   * the next purchase then needs a new one; otherwise credits wait until the Open To Buy is rolled over.
   */
  readonly settleOpenOtbsAtClose: boolean;
  /** How long the gateway is asked for an authorization before it is reversed. Less than SET's five minutes. */
  readonly authorisationSeconds: number;
  /** How long PReq waits for the bank before it answers "not known yet". */
  readonly answerWaitMs: number;
  /** Pause before a repeated request to the gateway; it doubles up to `retryMostMs`. */
  readonly retryLeastMs: number;
  readonly retryMostMs: number;
  /** One wallet's new requests: so many a second on average, and so many at once. */
  readonly requestsPerSecond: number;
  readonly requestBurst: number;
  /** On money, decided with each payment. */
  readonly limits: PaymentLimits;
  /** On what may stand authorized, of an issuer's cardholders and in all. */
  readonly exposure: ExposureLimits;
  /** Of one network address, all its messages together; 0 is no limit. This machine's own is not counted. */
  readonly addressRequestsPerMinute: number;
  /** Of one network address: revocation lists that are pushed. */
  readonly addressPushesPerMinute: number;
  /** In which the proxy before this server names the caller; without it the socket's address counts. */
  readonly addressHeader?: string;
  /** How many messages are worked on at once; more are told to come again (503). */
  readonly messagesAtOnce: number;
  /** Whether nobody is trusted as long as it is not known who is revoked, or no longer known. */
  readonly requireRevocation: boolean;
}

const day = 24 * 3600;

export const defaultPolicy: Policy = {
  ranges: defaultAmountRanges,
  topUp: { EUR: 2000, FRF: 20_000 },
  adviceSeconds: day,
  claimGraceSeconds: day,
  settleOpenOtbsAtClose: true,
  authorisationSeconds: 120,
  answerWaitMs: 8000,
  retryLeastMs: 250,
  retryMostMs: 10_000,
  requestsPerSecond: 50,
  requestBurst: 100,
  limits: noPaymentLimits,
  exposure: noExposureLimits,
  addressRequestsPerMinute: 6000,
  addressPushesPerMinute: 60,
  messagesAtOnce: 1024,
  requireRevocation: false,
};
