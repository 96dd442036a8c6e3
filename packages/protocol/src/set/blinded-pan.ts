/**
 * The cardholder's name in its certificate is its card number, blinded (SET-FACTS section 1, "PAN blinding").
 *
 * PANSecret = CardSecret xor NonceCCA, 20 bytes each; CN = Base64(HMAC-SHA-256(PANSecret, DER{PAN, CardExpiry})).
 * Whoever holds PAN, expiry and PANSecret can check it; nobody else learns the PAN. Both halves stay when a certificate
 * is renewed, and with them the name: an Open To Buy is known by it.
 */
import * as asn1 from 'asn1js';
import { encodeBase64 } from '../encoding/base64url.ts';
import { xorBytes } from '../encoding/bytes.ts';
import { hmacSha256 } from '../encoding/digest.ts';

export const panSecretBytes = 20;

export function panSecretOf(cardSecret: Uint8Array, nonceCca: Uint8Array): Uint8Array<ArrayBuffer> {
  return xorBytes(cardSecret, nonceCca);
}

/** The certificate's commonName, 44 characters. `cardExpiry` is YYYYMM. */
export async function blindPan(pan: string, cardExpiry: string, panSecret: Uint8Array): Promise<string> {
  const fields = [pan, cardExpiry].map((value) => new asn1.NumericString({ value }));
  const der = new asn1.Sequence({ value: fields }).toBER();
  return encodeBase64(await hmacSha256(panSecret, new Uint8Array(der)));
}
