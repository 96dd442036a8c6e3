/**
 * MPInq, wallet → intermediary: what is left of my Open To Buy, what was given back to me, and may I have a new one?
 *
 * MPInqRes is for the wallet alone. It names no payer: who asked is who signed the question.
 */
import * as v from 'valibot';
import {
  amountField,
  currencyField,
  identifierField,
  partyIdField,
  secondsField,
  textField,
} from '../encoding/fields.ts';
import { ProtocolError } from '../errors.ts';
import { type Reading, signedMessage } from '../jose/signed-message.ts';
import { maxRefundReasonLength } from './mprefund.ts';
import { otbField, topUpField } from './mpres.ts';

export const maxRefundsPerAnswer = 50;

const inquirySchema = v.strictObject({
  rrpid: identifierField,
  intermediaryId: partyIdField,
  iat: secondsField,
  exp: secondsField,
  currency: currencyField,
  /** Refunds from then on. */
  since: secondsField,
  /** A new Open To Buy is wanted before the old one is empty. */
  topUp: v.boolean(),
});

export type MpInq = v.InferOutput<typeof inquirySchema>;

export const mpInq = signedMessage({
  typ: 'mpinq+jwt',
  roles: ['cardholder'],
  schema: inquirySchema,
  age: 'fresh',
});

/** How a refund reaches its payer: as the codes of MPRefundRes. */
export const givenBackCodes = ['cancelled', 'refunded', 'owed'] as const;

const refundField = v.strictObject({
  receiptId: identifierField,
  /** The merchant's name of the refund: one receipt may have several. */
  rrpid: identifierField,
  amount: amountField,
  code: v.picklist(givenBackCodes),
  reason: textField(maxRefundReasonLength),
  at: secondsField,
});

export type RefundNotice = v.InferOutput<typeof refundField>;

const inquiryResSchema = v.strictObject({
  rrpid: identifierField,
  intermediaryId: partyIdField,
  iat: secondsField,
  exp: secondsField,
  otb: v.optional(otbField),
  /** The oldest first. As many as are told at once: ask again from the last one's time. */
  refunds: v.pipe(v.array(refundField), v.maxLength(maxRefundsPerAnswer)),
  /** When one was wanted and may be had: the SET initiation by which it is opened. */
  topUp: v.optional(topUpField),
});

export type MpInqRes = v.InferOutput<typeof inquiryResSchema>;

export const mpInqRes = signedMessage({
  typ: 'mpinqres+jwt',
  roles: ['intermediary'],
  schema: inquiryResSchema,
  age: 'standing',
});

/** The wallet's checks. Throws a typed ProtocolError. */
export async function openMpInqRes(
  message: string,
  { request, ...reading }: Reading & { readonly request: MpInq },
): Promise<MpInqRes> {
  const { payload, sender } = await mpInqRes.open(message, reading);
  const isOfIntermediary =
    payload.intermediaryId === request.intermediaryId &&
    sender.merchantData?.merchantId === request.intermediaryId;
  if (!isOfIntermediary) throw new ProtocolError('ERR_MESSAGE_MISMATCH', { field: 'intermediaryId' });
  if (payload.rrpid !== request.rrpid) throw new ProtocolError('ERR_MESSAGE_MISMATCH', { field: 'rrpid' });
  return payload;
}
