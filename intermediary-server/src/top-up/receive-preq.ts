/**
 * PReq → PRes: the intermediary, as a pseudo-merchant, has the bank authorize a new Open To Buy with NO-CAPTURE.
 *
 * What is sent to the gateway is journalled first. As long as the bank's answer is not known there is no PRes:
 * the wallet is told to send the same PReq again.
 */
import {
  authReq,
  digestOf,
  hashOrder,
  newIdentifier,
  openPReq,
  ProtocolError,
  transIdsOfPReq,
} from '@ecomm/protocol';
import { IntermediaryError } from '../errors.ts';
import type { Intermediary } from '../intermediary.ts';
import type { ReceivedPReq, SetPurchase } from '../ledger/records.ts';
import type { Authoriser } from './authoriser.ts';

const retryAfterSeconds = 2;

/** Throws a ProtocolError, ERR_TOP_UP_* or ERR_GATEWAY_UNREACHABLE. */
export async function receivePReq(
  intermediary: Intermediary,
  authoriser: Authoriser,
  message: string,
): Promise<string> {
  const { store, policy, sleep } = intermediary;
  const requestDigest = await digestOf(message);
  const known = await store.findSetPurchaseByPReq(requestDigest);
  if (known?.pRes !== undefined) return known.pRes;
  const xid = known?.xid ?? (await beginAuthorisation(intermediary, message, requestDigest));
  const pRes = await Promise.race([authoriser.settle(xid), sleep(policy.answerWaitMs)]);
  if (typeof pRes === 'string') return pRes;
  throw new IntermediaryError(
    'ERR_GATEWAY_UNREACHABLE',
    'the bank does not answer yet; send the same PReq again',
    {
      retryAfterSeconds,
    },
  );
}

async function beginAuthorisation(
  intermediary: Intermediary,
  message: string,
  requestDigest: string,
): Promise<string> {
  const { store, trust, clock, brand, log, exposureCaps, policy } = intermediary;
  const { xid } = transIdsOfPReq(message);
  const purchase = await store.findSetPurchase(xid);
  if (purchase === undefined) throw new ProtocolError('ERR_MESSAGE_UNKNOWN_XID');
  const { transIds, lidM, challM, order, amount, payer } = purchase;
  const opened = await openPReq(message, {
    trust,
    at: clock(),
    transIds,
    challM,
    hodOf: (odSalt) => hashOrder(order, amount, odSalt),
  });
  if (opened.oiData.brand !== brand) throw new ProtocolError('ERR_MESSAGE_MISMATCH', { field: 'brand' });
  if (opened.cardholder?.commonName !== payer)
    throw new IntermediaryError('ERR_TOP_UP_OTHER_PAYER', 'another wallet asked for this top-up');
  const pReq = await journalOf(intermediary, purchase, opened, requestDigest);
  const { issuer } = opened.cardholder;
  const status = (await exposureCaps.take(issuer, amount, lidM))
    ? await store.beginAuthorisation(xid, pReq, policy.limits.payerExposureMinor[amount.currency])
    : 'tooMuch';
  if (status === 'tooMuch')
    throw new IntermediaryError('ERR_TOP_UP_CLOSED', 'as much stands authorized already as may');
  if (status === 'closed') {
    // The same bytes may have come twice at once.
    if ((await store.findSetPurchaseByPReq(requestDigest))?.xid === xid) return xid;
    throw new IntermediaryError('ERR_TOP_UP_CLOSED', 'this top-up was paid already, or is being paid');
  }
  log.info({ xid, ...amount }, 'authorization asked');
  return xid;
}

async function journalOf(
  intermediary: Intermediary,
  { transIds, amount }: SetPurchase,
  { oiData, oiDigest, pi }: Awaited<ReturnType<typeof openPReq>>,
  requestDigest: string,
): Promise<ReceivedPReq> {
  const { clock, random, id, identity, policy } = intermediary;
  const at = clock();
  const authRrpid = newIdentifier(random);
  const request = {
    rrpid: authRrpid,
    merchantId: id,
    transIds,
    authReqAmt: amount,
    captureNow: false,
    checkDigests: { oiDigest, hod: oiData.hod },
    baggageDigest: await digestOf(pi),
    merchantChain: [...identity.keyExchangeChain],
    iat: at,
    exp: at + policy.authorisationSeconds,
  };
  return {
    requestDigest,
    rrpid: oiData.rrpid,
    challC: oiData.challC,
    authRrpid,
    authReq: await authReq.make(request, identity.signer, await intermediary.gatewayRecipient(), pi),
    authorisingSince: at,
  };
}
