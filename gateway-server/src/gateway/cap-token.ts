/**
 * The capture token (SET's CapToken): sealed by the gateway to itself, kept by the merchant unread, shown again
 * for capture or reversal.
 *
 * Its key is the gateway's alone, and a nonce ties it to the books: the token of a reduced authorization names the new
 * amount, and the old token is void.
 */
import {
  amountField,
  digestField,
  identifierField,
  openSealWithKey,
  parseBoundedJson,
  partyIdField,
  sealWithKey,
} from '@ecomm/protocol';
import * as v from 'valibot';
import type { Authorization } from '../store/authorization-store.ts';
import type { Gateway } from './gateway.ts';

const capTokenSchema = v.strictObject({
  authRrpid: identifierField,
  xid: identifierField,
  merchantId: partyIdField,
  amount: amountField,
  /** Absent for unsigned payment instructions. */
  cardholderThumb: v.optional(digestField),
  nonce: identifierField,
});

export type CapTokenContent = v.InferOutput<typeof capTokenSchema>;

export async function makeCapToken(gateway: Gateway, content: CapTokenContent): Promise<string> {
  return sealWithKey(JSON.stringify(content), gateway.tokenKey);
}

/** Undefined for whatever is not a token sealed to this gateway. */
export async function openCapToken(gateway: Gateway, token: string): Promise<CapTokenContent | undefined> {
  try {
    return parseBoundedJson(await openSealWithKey(token, gateway.tokenKey), capTokenSchema);
  } catch {
    return undefined;
  }
}

/** Whether the token is the one that is valid now for this authorization. */
export function isTokenOf(token: CapTokenContent | undefined, authorization: Authorization): boolean {
  return (
    token !== undefined &&
    token.nonce === authorization.tokenNonce &&
    token.authRrpid === authorization.authRrpid &&
    token.xid === authorization.xid &&
    token.merchantId === authorization.merchantId &&
    token.amount.currency === authorization.currency &&
    token.amount.value === authorization.amountMinor &&
    (token.cardholderThumb ?? null) === authorization.cardholderThumb
  );
}
