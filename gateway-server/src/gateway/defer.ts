/**
 * Below the merchant's floor limit the gateway may grant an authorization by itself and have the bank verify it
 * afterwards, as a terminal at the point of sale does. No money moves before the bank has held it, and no card has more
 * than one authorization that the bank has not seen.
 */
import type { Gateway } from './gateway.ts';
import type { AuthorizationRequest, ChipVerdict, IssuerResponse } from './issuer-host.ts';
import { isDrawn } from './policy.ts';

/** SET-FACTS section 6: card data is PAN sequence (1) ‖ CTC (4) ‖ status (2); its flag 02 is "ceiling passed". */
export interface CardFlags {
  readonly ceilingPassed: boolean;
}

/** Whether the bank need not be called now. `drawn`: two random bytes. */
export function mayStandIn(
  { policy, deferred }: Gateway,
  request: AuthorizationRequest,
  { flags, drawn }: { readonly flags: CardFlags | undefined; readonly drawn: Uint8Array },
): boolean {
  const ofMerchant = policy.merchants.get(request.merchantId);
  return (
    ofMerchant !== undefined &&
    flags !== undefined &&
    !flags.ceilingPassed &&
    request.amountMinor <= ofMerchant.floorLimitMinor &&
    !isDrawn(ofMerchant, drawn) &&
    deferred.ofCard(request.pan).length === 0
  );
}

export function queueVerification(
  { deferred }: Gateway,
  authRrpid: string,
  request: AuthorizationRequest,
  chip: ChipVerdict,
): void {
  const { merchantId, transmittedAt: queuedAt } = request;
  deferred.add({
    merchantId,
    authRrpid,
    request: JSON.stringify(request),
    chip: JSON.stringify(chip),
    queuedAt,
  });
}

/** Has the bank decide one that waits, inside the caller's transaction. Undefined when none waits. */
export function verifyDeferred(
  gateway: Gateway,
  merchantId: string,
  authRrpid: string,
): IssuerResponse | undefined {
  const waiting = gateway.deferred.find(merchantId, authRrpid);
  if (waiting === undefined) return undefined;
  gateway.deferred.remove(merchantId, authRrpid);
  const response = gateway.issuer.authorise(JSON.parse(waiting.request), JSON.parse(waiting.chip));
  const authorization = gateway.authorizations.find(merchantId, authRrpid);
  if (response.responseCode !== '00' && authorization !== undefined)
    gateway.authorizations.change({ ...authorization, state: 'reversed', tokenNonce: null });
  return response;
}

/** What the card certified before must reach the bank before what it certified now: its counter only rises. */
export function verifyDeferredOf(gateway: Gateway, pan: string): void {
  for (const { merchantId, authRrpid } of gateway.deferred.ofCard(pan))
    verifyDeferred(gateway, merchantId, authRrpid);
}

/** All that wait, each in a transaction of its own. Returns how many were verified. */
export function verifyAllDeferred(gateway: Gateway): number {
  const waiting = gateway.deferred.all();
  for (const { merchantId, authRrpid } of waiting) {
    const response = gateway.work.perform(() => verifyDeferred(gateway, merchantId, authRrpid));
    if (response === undefined) continue;
    const { reason, cardId = '' } = response;
    gateway.log.info({ merchantId, reason, cardId }, 'authorization verified afterwards');
  }
  return waiting.length;
}
