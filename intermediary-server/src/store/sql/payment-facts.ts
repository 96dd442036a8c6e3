/** All that the ledger knows of one payment, in one question. */
import type { PaymentFacts } from '../../ledger/decide-payment.ts';
import type { Otb } from '../../ledger/otb.ts';
import type { PaymentRequest, StoredRequest } from '../../ledger/records.ts';
import { first, type Steps, unreachable } from './engine.ts';
import { type LimitReading, readRecent } from './recent-payments.ts';
import { otbColumns } from './rows.ts';

export interface KnownFacts extends PaymentFacts {
  readonly isPayerKnown: boolean;
  /** Of the request, when it came before. */
  readonly stored: Pick<StoredRequest, 'state' | 'requestDigest'> | undefined;
}

interface FactsRow extends Otb {
  readonly period: string;
  readonly status: PaymentFacts['payerStatus'] | null;
  readonly isMerchantSuspended: number;
  readonly isOfferPaid: number;
  readonly isTopUpPending: number;
  readonly requestState: StoredRequest['state'] | null;
  readonly requestDigest: string;
}

export function readFacts(request: PaymentRequest, limits: LimitReading): Steps<KnownFacts> {
  return ask(request, reading, limits);
}

/**
 * The same, and request and Open To Buy stay as they are until the transaction ends. The other facts may be as old as
 * the wait for those two, and no harm comes of it: a single offer's second receipt is refused when it is written, a
 * top-up that begins meanwhile finds its request answered, and the period is the one in which the payment was decided.
 */
export function lockFacts(request: PaymentRequest, limits: LimitReading): Steps<KnownFacts> {
  return ask(request, locking, limits);
}

function* ask(request: PaymentRequest, text: string, limits: LimitReading): Steps<KnownFacts> {
  const { payer, payerThumb, rrpid, order } = request;
  const row = yield* first<FactsRow>(
    text,
    ...[payer, order?.amount.currency ?? '', payerThumb, rrpid, payer],
    ...[order?.merchantId ?? '', order?.offerId ?? '', order?.merchantId ?? ''],
  );
  if (row === undefined) unreachable('no running period');
  const {
    period,
    status,
    isMerchantSuspended,
    isOfferPaid,
    isTopUpPending,
    requestState,
    requestDigest,
    ...otb
  } = row;
  // Outer joins: all of its columns or none.
  const open = (otb.xid as string | null) === null ? undefined : otb;
  return {
    payerStatus: status ?? 'active',
    merchantStatus: isMerchantSuspended === 1 ? 'suspended' : 'active',
    isPayerKnown: status !== null,
    isOfferPaid: order !== undefined && isOfferPaid === 1,
    otb: open,
    isTopUpPending: isTopUpPending === 1,
    period,
    recent: yield* readRecent(request, open, limits),
    stored: requestState === null ? undefined : { state: requestState, requestDigest },
  };
}

const factsWith = (lock: '' | ' FOR UPDATE') => `
  WITH
    own AS (SELECT ${otbColumns} FROM otb WHERE payer = ? AND currency = ? AND state = 'open'${lock}),
    known AS (SELECT state, request_digest, lid_m FROM request WHERE payer_thumb = ? AND rrpid = ?${lock})
  SELECT running_period.period,
    (SELECT status FROM payer WHERE payer = ?) AS status,
    CASE WHEN EXISTS (SELECT 1 FROM merchant_status WHERE merchant_status.merchant_id = ?
      AND merchant_status.status = 'suspended') THEN 1 ELSE 0 END AS "isMerchantSuspended",
    CASE WHEN EXISTS (SELECT 1 FROM single_offer WHERE offer_id = ? AND merchant_id = ?) THEN 1 ELSE 0 END
      AS "isOfferPaid",
    CASE WHEN EXISTS (SELECT 1 FROM set_purchase WHERE set_purchase.lid_m = known.lid_m
      AND set_purchase.state IN ('authorising', 'reversing')) THEN 1 ELSE 0 END AS "isTopUpPending",
    known.state AS "requestState", known.request_digest AS "requestDigest",
    own.*
  FROM running_period LEFT JOIN own ON 1 = 1 LEFT JOIN known ON 1 = 1`;
const reading = factsWith('');
const locking = factsWith(' FOR UPDATE');
