/**
 * HOD, the hash of the order description: binds order and amount into the purchase without either travelling
 * inside SET. HOD = SHA-256 of JSON {order, purchAmt, odSalt} (SET Book 3, HODInput).
 */
import * as v from 'valibot';
import { digestOf } from '../encoding/digest.ts';
import { amountField, bytesField } from '../encoding/fields.ts';
import type { Amount } from '../money/amount.ts';

const hodInputSchema = v.strictObject({
  order: v.pipe(v.string(), v.maxLength(16_384)),
  purchAmt: amountField,
  odSalt: bytesField(20),
});

/** `order` is hashed exactly as received; `odSalt` is 20 random bytes, base64url. */
export async function hashOrder(order: string, purchAmt: Amount, odSalt: string): Promise<string> {
  return digestOf(JSON.stringify(v.parse(hodInputSchema, { order, purchAmt, odSalt })));
}
