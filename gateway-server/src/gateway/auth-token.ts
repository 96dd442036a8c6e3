/**
 * The AuthToken of a split shipment (SET Book 2): sealed by the gateway to itself, shown by the merchant in place of
 * payment instructions when the next parcel leaves. What is left comes from the books, not from the token; its end does
 * not move when a later parcel gives it on.
 */
import {
  amountField,
  digestField,
  identifierField,
  openSealWithKey,
  type PaymentInstructions,
  parseBoundedJson,
  partyIdField,
  sealWithKey,
  secondsField,
} from '@ecomm/protocol';
import * as v from 'valibot';
import type { Authorization } from '../store/authorization-store.ts';
import type { Gateway } from './gateway.ts';

const authTokenSchema = v.strictObject({
  /** Of the payment instructions: the one that the books know is the gateway's own. */
  piDigest: digestField,
  xid: identifierField,
  merchantId: partyIdField,
  purchAmt: amountField,
  hod: digestField,
  pan: v.string(),
  cardExpiry: v.string(),
  transStain: digestField,
  cardholderThumb: v.optional(digestField),
  /** Ties it to the books. */
  nonce: identifierField,
  /** Until when a parcel may be asked for; seconds since 1970. */
  exp: secondsField,
});

export type AuthTokenContent = v.InferOutput<typeof authTokenSchema>;

/** How long after its first authorization an order may still be shipped in parts. */
export const authTokenLifeSeconds = 90 * 24 * 3600;

/** `at` is when the instructions were authorized; `nonce` is that authorization's. */
export async function makeAuthToken(
  gateway: Gateway,
  { piData, piDigest, cardholder }: Pick<PaymentInstructions, 'piData' | 'piDigest' | 'cardholder'>,
  { nonce, at }: { readonly nonce: string; readonly at: number },
): Promise<string> {
  const { piHead, panData } = piData;
  const content: AuthTokenContent = {
    piDigest,
    xid: piHead.transIds.xid,
    merchantId: piHead.merchantId,
    purchAmt: piHead.purchAmt,
    hod: piHead.hod,
    pan: panData.pan,
    cardExpiry: panData.cardExpiry,
    transStain: piHead.transStain,
    nonce,
    exp: at + authTokenLifeSeconds,
    ...(cardholder === undefined ? {} : { cardholderThumb: cardholder.thumb }),
  };
  return sealWithKey(JSON.stringify(content), gateway.tokenKey);
}

/** Undefined for whatever is not a token sealed to this gateway. */
export async function openAuthToken(gateway: Gateway, token: string): Promise<AuthTokenContent | undefined> {
  try {
    return parseBoundedJson(await openSealWithKey(token, gateway.tokenKey), authTokenSchema);
  } catch {
    return undefined;
  }
}

/** The authorization that the token continues; undefined when the books know none, so that nobody can make one up. */
export function originalOf(gateway: Gateway, token: AuthTokenContent): Authorization | undefined {
  return gateway.authorizations
    .ofTransaction(token.merchantId, token.xid)
    .find(
      ({ piDigest, tokenNonce, rrn }) =>
        piDigest === token.piDigest && tokenNonce === token.nonce && rrn !== null,
    );
}

/** What of the purchase is neither held nor captured. */
export function leftMinorOf(gateway: Gateway, { merchantId, xid, purchAmt }: AuthTokenContent): number {
  const taken = gateway.authorizations
    .ofTransaction(merchantId, xid)
    .reduce(
      (sum, { state, amountMinor, capturedMinor }) =>
        sum + (state === 'held' ? amountMinor : state === 'captured' ? capturedMinor : 0),
      0,
    );
  return purchAmt.value - taken;
}
