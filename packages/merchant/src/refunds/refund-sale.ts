/**
 * MPRefund: give back a small purchase, in whole or in part.
 *
 * A refund is journalled before it is sent, and one sale has one open refund at a time: after a crash or an outage the very
 * same bytes go again. What was executed is answered the same, so nothing is given back twice. Only what the
 * intermediary calls too old is signed anew, and under its own RRPID: should it have been executed, it is refused.
 */
import {
  clockToleranceSeconds,
  isGivenBack,
  type MpRefundRes,
  maxRefundReasonLength,
  mpRefund,
  mpRefundRes,
  newIdentifier,
  type RefundCode,
} from '@ecomm/protocol';
import { claimSales } from '../claims/claim-sales.ts';
import { MerchantError } from '../errors.ts';
import type { IntermediaryAddress, Merchant } from '../merchant.ts';
import type { SaleRecord, SaleRefund } from '../store/offer-store.ts';
import { postMessage } from '../web/post-message.ts';

export interface SaleRefundWish {
  readonly intermediaryId: string;
  readonly receiptId: string;
  /** Minor units of the sale's currency. Default: all that was not given back yet. */
  readonly amountMinor?: number;
  /** The payer reads it: 1 to 200 characters, on one line. */
  readonly reason: string;
}

export interface SaleRefundOutcome {
  /** `refused`: nothing was given back by this refund, `code` says why. */
  readonly status: 'done' | 'refused';
  readonly code: RefundCode;
  readonly amountMinor: number;
}

/**
 * A refund of this sale that is not answered yet is finished first, and is the answer. Throws ERR_SALE_UNKNOWN,
 * ERR_REFUND_AMOUNT, ERR_REFUND_UNANSWERED (whether it took effect is not known: ask again) or
 * ERR_REFUND_ANSWER_INVALID, and what `claimSales` throws: a part is given back only of what is claimed.
 */
export async function refundSale(merchant: Merchant, wish: SaleRefundWish): Promise<SaleRefundOutcome> {
  const { store } = merchant;
  const { intermediaryId, receiptId, reason } = wish;
  const open = await store.openRefund(intermediaryId, receiptId);
  if (open !== undefined) return finish(merchant, open);
  let sale = await findSale(merchant, wish);
  const leftMinor = sale.amount.value - sale.refundedMinor;
  const amountMinor = wish.amountMinor ?? leftMinor;
  if (!Number.isSafeInteger(amountMinor) || amountMinor <= 0 || amountMinor > leftMinor)
    throw new MerchantError('ERR_REFUND_AMOUNT', { mostMinor: leftMinor });
  if (amountMinor < sale.amount.value && sale.state !== 'credited') {
    await claimSales(merchant);
    sale = await findSale(merchant, wish);
  }
  const refund = await sign(merchant, {
    ...{ rrpid: newIdentifier(merchant.random), intermediaryId, receiptId },
    amount: { currency: sale.amount.currency, value: amountMinor },
    reason: reason.trim().slice(0, maxRefundReasonLength),
  });
  // Of two calls at once one begins, and both finish that one.
  const begun = await store.beginRefund(refund);
  return finish(merchant, begun);
}

async function findSale(
  { store }: Merchant,
  { intermediaryId, receiptId }: SaleRefundWish,
): Promise<SaleRecord> {
  const sale = await store.findSaleByReceipt(intermediaryId, receiptId);
  if (sale === undefined) throw new MerchantError('ERR_SALE_UNKNOWN');
  return sale;
}

async function sign(
  { identity, now }: Merchant,
  { rrpid, intermediaryId, receiptId, amount, reason }: Omit<SaleRefund, 'message' | 'madeAt'>,
): Promise<SaleRefund> {
  const madeAt = now();
  const refund = { rrpid, intermediaryId, receiptId, amount, reason };
  const payload = { ...refund, iat: madeAt, exp: madeAt + clockToleranceSeconds };
  return { ...refund, madeAt, message: await mpRefund.sign(payload, identity.signer) };
}

async function finish(merchant: Merchant, refund: SaleRefund): Promise<SaleRefundOutcome> {
  const { store } = merchant;
  const intermediary = merchant.intermediaries.find(({ id }) => id === refund.intermediaryId);
  if (intermediary === undefined) throw new MerchantError('ERR_SALE_UNKNOWN');
  let answer = await send(merchant, intermediary, refund.message);
  if ('code' in answer && answer.code === 'ERR_MESSAGE_TOO_OLD') {
    const anew = await sign(merchant, refund);
    await store.replaceRefund(anew);
    answer = await send(merchant, intermediary, anew.message);
  }
  let code: RefundCode;
  if ('text' in answer) code = (await open(merchant, refund, answer.text)).code;
  // Executed so long ago that its answer is forgotten.
  else if (answer.code === 'ERR_RRPID_REUSED') code = 'refunded';
  else throw new MerchantError('ERR_REFUND_UNANSWERED', { status: answer.status, code: answer.code });
  await store.endRefund(refund.rrpid, code);
  const status = isGivenBack(code) ? 'done' : 'refused';
  return { status, code, amountMinor: refund.amount.value };
}

function send(merchant: Merchant, { url }: IntermediaryAddress, message: string) {
  return postMessage(merchant, `${url}/mset/mprefund`, message, 'ERR_REFUND_UNANSWERED');
}

async function open(merchant: Merchant, refund: SaleRefund, answer: string): Promise<MpRefundRes> {
  const { trust, now } = merchant;
  const { payload, sender } = await mpRefundRes.open(answer, { trust, at: now() }).catch((cause) => {
    throw new MerchantError('ERR_REFUND_ANSWER_INVALID', { reason: 'signature or form' }, { cause });
  });
  const isOfThis = payload.rrpid === refund.rrpid && payload.receiptId === refund.receiptId;
  if (sender.merchantData?.merchantId !== refund.intermediaryId || !isOfThis)
    throw new MerchantError('ERR_REFUND_ANSWER_INVALID', { reason: 'another answer' });
  return payload;
}
