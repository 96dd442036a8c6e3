/** The tables' rows as the payment part's values. */
import type { OpenOffer, SaleRecord, SaleRefund, SaleState } from '@ecomm/merchant';

export interface OfferRow {
  readonly offer_id: string;
  readonly resource: string;
  readonly use: 'single' | 'catalogue';
  readonly amount_minor: number;
  readonly currency: string;
  readonly message: string;
  readonly expires_at: number;
  readonly sold_at: number | null;
}

export interface SaleRow {
  readonly offer_id: string;
  readonly resource: string;
  readonly amount_minor: number;
  readonly currency: string;
  readonly intermediary_id: string;
  readonly receipt_id: string;
  readonly res: string;
  readonly preimage: string;
  readonly sold_at: number;
  readonly state: SaleState;
  readonly claim_code: string | null;
  readonly refunded_minor: number;
}

export interface RefundRow {
  readonly rrpid: string;
  readonly intermediary_id: string;
  readonly receipt_id: string;
  readonly amount_minor: number;
  readonly currency: string;
  readonly reason: string;
  readonly message: string;
  readonly made_at: number;
}

export function offerOf(row: OfferRow): OpenOffer {
  return {
    offerId: row.offer_id,
    resource: row.resource,
    use: row.use,
    amount: { currency: row.currency, value: row.amount_minor },
    message: row.message,
    expiresAt: row.expires_at,
    consumed: row.use === 'single' && row.sold_at !== null,
  };
}

export function saleOf(row: SaleRow): SaleRecord {
  return {
    offerId: row.offer_id,
    resource: row.resource,
    amount: { currency: row.currency, value: row.amount_minor },
    intermediaryId: row.intermediary_id,
    receiptId: row.receipt_id,
    res: row.res,
    preimage: row.preimage,
    soldAt: row.sold_at,
    state: row.state,
    claimCode: (row.claim_code ?? undefined) as SaleRecord['claimCode'],
    refundedMinor: row.refunded_minor,
  };
}

export function refundOf(row: RefundRow): SaleRefund {
  return {
    rrpid: row.rrpid,
    intermediaryId: row.intermediary_id,
    receiptId: row.receipt_id,
    amount: { currency: row.currency, value: row.amount_minor },
    reason: row.reason,
    message: row.message,
    madeAt: row.made_at,
  };
}
