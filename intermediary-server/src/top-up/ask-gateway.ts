/** AuthReq and AuthRevReq to the gateway, and what each answer means. Sends only what is journalled. */
import {
  type AuthRes,
  authRes,
  authRevReq,
  authRevRes,
  newIdentifier,
  ProtocolError,
  sameAmount,
  sameTransaction,
} from '@ecomm/protocol';
import type { Intermediary } from '../intermediary.ts';
import type { Authorisation, ReceivedPReq, Reversal, SetPurchase } from '../ledger/records.ts';

export type AuthorisationOutcome =
  | {
      readonly status: 'approved';
      readonly authorisation: Authorisation;
      readonly authDate: number;
      readonly authorizationNumber: string | undefined;
      readonly acqCardMsg: string | undefined;
    }
  /** `authCode` is SET's AuthCode. Nothing is held at the bank. */
  | { readonly status: 'declined'; readonly authCode: string; readonly authDate: number }
  /** It may be held at the bank: reverse it. */
  | { readonly status: 'doubtful'; readonly authCode: string }
  /** No answer yet: send the same bytes again. */
  | { readonly status: 'unknown'; readonly reason: string };

/** The gateway may have executed an earlier copy of a request that it refuses for these. */
const doubtfulCodes = ['ERR_RRPID_REUSED', 'ERR_MESSAGE_TOO_OLD', 'ERR_MESSAGE_TOO_NEW'];

export async function askAuthorisation(
  intermediary: Intermediary,
  { transIds, amount }: SetPurchase,
  { authReq, authRrpid }: ReceivedPReq,
): Promise<AuthorisationOutcome> {
  const reply = await intermediary.gateway.send('/set/authreq', authReq);
  if (reply.status === 'unreachable') return { status: 'unknown', reason: reply.reason };
  if (reply.status === 'refused') {
    if (doubtfulCodes.includes(reply.code)) return { status: 'doubtful', authCode: 'noReply' };
    return { status: 'declined', authCode: 'invalidTransaction', authDate: intermediary.clock() };
  }
  const answer = await openAnswer(intermediary, reply.body);
  if (answer === undefined || answer.rrpid !== authRrpid || !sameTransaction(answer.transIds, transIds))
    return { status: 'unknown', reason: 'not an AuthRes to this AuthReq' };
  const { authCode, authDate, capToken, capExpires, authAmt, authorizationNumber, acqCardMsg } = answer;
  if (authCode !== 'approved') return { status: 'declined', authCode, authDate };
  if (capToken === undefined || capExpires === undefined || !sameAmount(authAmt, amount))
    return { status: 'doubtful', authCode: 'amountError' };
  const captureExpiresAt = Math.max(capExpires, intermediary.clock());
  const authorisation = { xid: transIds.xid, capToken, captureExpiresAt };
  return { status: 'approved', authorisation, authDate, authorizationNumber, acqCardMsg };
}

/** A reversal names the authorization by its RRPID alone: its token, if there was one, is not known. */
export async function makeReversal(
  intermediary: Intermediary,
  { transIds, amount }: SetPurchase,
  { authRrpid }: ReceivedPReq,
  { authCode, rrpid = newIdentifier(intermediary.random) }: { authCode: string; rrpid?: string },
): Promise<Reversal> {
  const { clock, id, identity } = intermediary;
  const at = clock();
  const request = {
    rrpid,
    merchantId: id,
    transIds,
    authRrpid,
    authNewAmt: { currency: amount.currency, value: 0 },
    merchantChain: [...identity.keyExchangeChain],
    iat: at,
    exp: at + 300,
  };
  const recipient = await intermediary.gatewayRecipient();
  return { authCode, rrpid, authRevReq: await authRevReq.make(request, identity.signer, recipient) };
}

/** `stale`: never executed and too old by now; make it anew under the same RRPID. */
export type ReversalOutcome =
  | { readonly status: 'reversed'; readonly code: string }
  | { readonly status: 'stale' | 'unknown' };

export async function askReversal(
  { gateway, trust, opener, clock }: Intermediary,
  { authRevReq: message, rrpid }: Reversal,
): Promise<ReversalOutcome> {
  const reply = await gateway.send('/set/authrevreq', message);
  if (reply.status === 'refused' && reply.code === 'ERR_MESSAGE_TOO_OLD') return { status: 'stale' };
  if (reply.status !== 'answered') return { status: 'unknown' };
  try {
    const { payload } = await authRevRes.open(reply.body, { trust, openers: [opener], at: clock() });
    return payload.rrpid === rrpid
      ? { status: 'reversed', code: payload.authRevCode }
      : { status: 'unknown' };
  } catch (error) {
    if (error instanceof ProtocolError) return { status: 'unknown' };
    throw error;
  }
}

async function openAnswer(
  { trust, opener, clock }: Intermediary,
  body: string,
): Promise<AuthRes | undefined> {
  try {
    return (await authRes.open(body, { trust, openers: [opener], at: clock() })).payload;
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}
