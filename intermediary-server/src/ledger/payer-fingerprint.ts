/**
 * How the operator sees a payer: a short digest of the blinded card number in its certificate, so that neither the
 * page nor a log carries a name that the merchant's bank or the issuer could look up. 16 hex digits.
 */
import { createHash } from 'node:crypto';

export function payerFingerprint(payer: string): string {
  return createHash('sha256').update(`payer:${payer}`).digest('hex').slice(0, 16);
}
