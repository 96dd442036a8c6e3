/** MPClaim → MPClaimRes: a receipt is credited only against the preimage that its payer gave the merchant. */
import {
  answerRetentionSeconds,
  digestOf,
  type MpClaim,
  mpClaim,
  mpClaimRes,
  opensDeliveryTag,
  ProtocolError,
  partyIdOf,
} from '@ecomm/protocol';
import { IntermediaryError } from '../errors.ts';
import { type Intermediary, maxDecisions } from '../intermediary.ts';
import { type ClaimDecision, decideClaim } from '../ledger/decide-claim.ts';
import type { Purchase } from '../ledger/purchase.ts';
import type { ClaimRequest } from '../ledger/records.ts';

/** Throws a ProtocolError when the claim as a whole can't be trusted. */
export async function receiveClaim(intermediary: Intermediary, message: string): Promise<string> {
  const { trust, clock, id, store, log } = intermediary;
  const requestDigest = await digestOf(message);
  // Before the dates are looked at: a repeated claim may be older than a new one may be.
  const repeated = await store.findClaimAnswer(requestDigest);
  if (repeated !== undefined) return repeated;
  const { payload, sender } = await mpClaim.open(message, { trust, at: clock() });
  if (payload.intermediaryId !== id)
    throw new ProtocolError('ERR_MESSAGE_RECIPIENT', { intermediaryId: payload.intermediaryId });
  for (let attempt = 0; attempt < maxDecisions; attempt += 1) {
    const stored = await store.findClaim(sender.thumb, payload.rrpid);
    if (stored !== undefined && stored.requestDigest !== requestDigest)
      throw new ProtocolError('ERR_RRPID_REUSED');
    if (stored !== undefined) return stored.answer;
    const at = clock();
    const purchases = await store.findPurchases(payload.claims.map(({ receiptId }) => receiptId));
    const request: ClaimRequest = {
      requestDigest,
      senderThumb: sender.thumb,
      rrpid: payload.rrpid,
      merchantId: partyIdOf(sender),
      claims: await openLocks(payload, purchases),
    };
    const decisions = decideAll(request, purchases, at);
    const answer = await answerClaim(intermediary, payload, decisions, at);
    if ((await store.commitClaims({ request, at, decisions, answer })) === 'changed') continue;
    log.info({ merchantId: request.merchantId, codes: decisions.map(({ code }) => code) }, 'claim');
    return answer;
  }
  throw new IntermediaryError('ERR_INTERMEDIARY_BUSY', 'too many changes at once; send it again', {
    retryAfterSeconds: 1,
  });
}

function openLocks({ claims }: MpClaim, purchases: ReadonlyMap<string, Purchase>) {
  const seen = new Set<string>();
  return Promise.all(
    claims.map(async ({ receiptId, preimage }) => {
      if (seen.has(receiptId)) throw new ProtocolError('ERR_MESSAGE_MALFORMED', { field: 'claims' });
      seen.add(receiptId);
      const purchase = purchases.get(receiptId);
      const opensLock =
        purchase !== undefined && (await opensDeliveryTag(purchase.deliveryTag, purchase.offerId, preimage));
      return { receiptId, preimage, opensLock };
    }),
  );
}

function decideAll(
  { claims, merchantId }: ClaimRequest,
  purchases: ReadonlyMap<string, Purchase>,
  at: number,
): ClaimDecision[] {
  return claims.map((claim) => decideClaim(claim, purchases.get(claim.receiptId), merchantId, at));
}

function answerClaim(
  { identity }: Intermediary,
  { rrpid }: MpClaim,
  decisions: readonly ClaimDecision[],
  at: number,
): Promise<string> {
  const results = decisions.map(({ receiptId, code, purchase }) => ({
    receiptId,
    code,
    ...(code === 'credited' && purchase !== undefined
      ? { amount: { currency: purchase.currency, value: purchase.amountMinor } }
      : {}),
  }));
  return mpClaimRes.sign({ rrpid, iat: at, exp: at + answerRetentionSeconds, results }, identity.signer);
}
