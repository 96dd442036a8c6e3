/**
 * MPRefund, merchant → intermediary: give back what was paid for this receipt, in whole or in part.
 *
 * MPRefundRes says what became of it. A refund that is repeated is answered the same, and nothing is given back twice.
 */
import * as v from 'valibot';
import { amountField, identifierField, partyIdField, secondsField, textField } from '../encoding/fields.ts';
import { signedMessage } from '../jose/signed-message.ts';

export const maxRefundReasonLength = 200;

const refundSchema = v.strictObject({
  rrpid: identifierField,
  intermediaryId: partyIdField,
  iat: secondsField,
  exp: secondsField,
  receiptId: identifierField,
  amount: amountField,
  /** The payer reads it. */
  reason: textField(maxRefundReasonLength),
});

export type MpRefund = v.InferOutput<typeof refundSchema>;

export const mpRefund = signedMessage({
  typ: 'mprefund+jwt',
  roles: ['merchant'],
  schema: refundSchema,
  age: 'fresh',
});

/** In precedence. Only the last three give money back. */
export const refundCodes = [
  'unknownReceipt',
  'otherMerchant',
  /** The amount is zero, or in another currency than the sale. */
  'amountInvalid',
  /** The receipt was cancelled, or returned unclaimed: the payer has it all. */
  'returned',
  /** With what was given back before, it is more than the sale. */
  'exceedsSale',
  /** Before the claim only the whole is given back: claim the receipt first. */
  'notClaimed',
  /** Before the claim: the receipt is void, and its amount is on the Open To Buy that paid. */
  'cancelled',
  /** The amount is on the Open To Buy that paid, or will not be debited. */
  'refunded',
  /** The amount is debited already: a later clearing gives it back. */
  'owed',
] as const;
export type RefundCode = (typeof refundCodes)[number];

const refundResSchema = v.strictObject({
  rrpid: identifierField,
  iat: secondsField,
  exp: secondsField,
  receiptId: identifierField,
  code: v.picklist(refundCodes),
  /** What may still be given back of this receipt. Absent of one that is not the merchant's. */
  left: v.optional(amountField),
});

export type MpRefundRes = v.InferOutput<typeof refundResSchema>;

export const mpRefundRes = signedMessage({
  typ: 'mprefundres+jwt',
  roles: ['intermediary'],
  schema: refundResSchema,
  age: 'standing',
});

/** Whether the money goes back to the payer. */
export function isGivenBack(code: RefundCode): boolean {
  return code === 'cancelled' || code === 'refunded' || code === 'owed';
}
