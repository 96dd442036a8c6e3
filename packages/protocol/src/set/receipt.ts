/**
 * A purchase receipt that can be verified offline, for ever: what was ordered, the merchant's signed PRes, and what
 * ties the two (HOD recomputed from order, amount and salt).
 *
 * The PRes names no amount; HOD does, and PRes is bound to it by the transaction that the wallet signed. `cam` is the
 * card's own cryptogram: only the bank can check it.
 */
import * as v from 'valibot';
import { parseBoundedJson } from '../encoding/bounded-json.ts';
import {
  amountField,
  bytesField,
  digestField,
  identifierField,
  partyIdField,
  secondsField,
  textField,
} from '../encoding/fields.ts';
import { ProtocolError } from '../errors.ts';
import { peekPayload } from '../jose/signed-message.ts';
import type { Certificate } from '../trust/certificate.ts';
import { TrustStore } from '../trust/trust-store.ts';
import { hashOrder } from './order.ts';
import { pRes } from './pres.ts';
import { transIdsField } from './trans-ids.ts';

export const receiptFormat = 'ecomm-receipt/1';
export const maxReceiptBytes = 65_536;

const receiptSchema = v.strictObject({
  format: v.literal(receiptFormat),
  order: v.pipe(v.string(), v.maxLength(16_384)),
  purchAmt: amountField,
  odSalt: bytesField(20),
  hod: digestField,
  merchantName: textField(60),
  merchantId: partyIdField,
  transIds: transIdsField,
  rrpid: identifierField,
  challC: identifierField,
  /** Of the authorization. */
  date: secondsField,
  authorizationNumber: v.optional(v.pipe(v.string(), v.regex(/^[A-Z0-9]{6}$/))),
  /** The card's cryptogram, 8 bytes, base64url; absent when no card took part. */
  cam: v.optional(bytesField(8)),
  /** JWS of the merchant, with its chain, as received. */
  pRes: v.pipe(v.string(), v.maxLength(32_768)),
});

export type PurchaseReceipt = v.InferOutput<typeof receiptSchema>;

/** JSON text, indented: people open it too. */
export function encodeReceipt(receipt: PurchaseReceipt): string {
  return `${JSON.stringify(v.parse(receiptSchema, receipt), null, 2)}\n`;
}

/**
 * Verifies with nothing but root certificates: the PRes is signed by the merchant that is named, its path was valid on
 * the receipt's date, it approves this very transaction, and the order is the one that was hashed. Returns the receipt.
 * Throws ERR_RECEIPT_INVALID with the field, or what was wrong with the signature.
 */
export async function verifyReceipt(
  text: string,
  { anchors }: { readonly anchors: readonly Certificate[] },
): Promise<PurchaseReceipt> {
  const receipt = decodeReceipt(text);
  const { iat } = peekPayload(receipt.pRes, v.looseObject({ iat: secondsField }));
  const trust = new TrustStore({ anchors });
  const { payload, sender } = await pRes.open(receipt.pRes, { trust, at: iat });
  const { authStatus, completionCode } = payload;
  const same: Record<string, boolean> = {
    transIds: JSON.stringify(payload.transIds) === JSON.stringify(receipt.transIds),
    rrpid: payload.rrpid === receipt.rrpid,
    challC: payload.challC === receipt.challC,
    merchantId: sender.merchantData?.merchantId === receipt.merchantId,
    merchantName: sender.merchantData?.name === receipt.merchantName,
    completionCode: ['authorizationPerformed', 'capturePerformed', 'creditPerformed'].includes(
      completionCode,
    ),
    date: authStatus?.authDate === receipt.date,
    authorizationNumber: authStatus?.authorizationNumber === receipt.authorizationNumber,
    hod: (await hashOrder(receipt.order, receipt.purchAmt, receipt.odSalt)) === receipt.hod,
    // PRes repeats the HOD that the shopper signed, so that a receipt of another order has no signature.
    signedHod: payload.hod === receipt.hod,
  };
  for (const [field, equal] of Object.entries(same))
    if (!equal) throw new ProtocolError('ERR_RECEIPT_INVALID', { field });
  return receipt;
}

/** Reads without verifying: people may have re-indented the file. */
function decodeReceipt(text: string): PurchaseReceipt {
  if (text.length > maxReceiptBytes)
    throw new ProtocolError('ERR_MESSAGE_TOO_BIG', { maxBytes: maxReceiptBytes });
  try {
    return parseBoundedJson(JSON.stringify(JSON.parse(text)), receiptSchema);
  } catch (cause) {
    throw new ProtocolError('ERR_RECEIPT_INVALID', { field: 'format' }, { cause });
  }
}
