/**
 * Sends a saved PReq and takes PRes (SET-FACTS section 3.5, "C on PRes").
 *
 * Whether the bank approved or not, the next word is the intermediary's signed MPRes: the parked payment is
 * asked for again in any case.
 */
import { openPRes } from '@ecomm/protocol';
import { problemOf, WalletError } from '../../shared/errors.ts';
import type { Authorizing, Failed, Requesting } from '../journal/purchase.ts';
import { isOutcomeUnknown } from '../network/network.ts';
import type { WalletPorts } from '../ports.ts';
import { nextRetry } from './retry.ts';

export async function postPReq(
  purchase: Authorizing,
  ports: WalletPorts,
): Promise<Authorizing | Requesting | Failed> {
  const { authorization, topUp: _topUp, retry: previous, ...base } = purchase;
  const { transIds, rrpid, challC, setUrl, pReq } = authorization;
  const requesting: Requesting = { ...base, state: 'requesting', updatedAt: ports.now(), toppedUp: true };
  try {
    const { trust } = await ports.setup();
    const answer = await ports.network.post(`${setUrl}/preq`, pReq, 'application/json');
    const { payload } = await openPRes(answer, { trust, at: ports.now(), transIds, rrpid, challC });
    const authCode = payload.authStatus?.authCode;
    return authCode === undefined ? requesting : { ...requesting, authCode };
  } catch (error) {
    const now = ports.now();
    // Refused at the first attempt: no authorization came of it. Later, an earlier one may have been taken.
    const refused = error instanceof WalletError && !isOutcomeUnknown(error);
    if (refused && previous !== undefined) return requesting;
    if (refused) return { ...base, state: 'failed', updatedAt: now, problem: problemOf(error) };
    if (now > purchase.payment.request.exp) return requesting;
    return { ...purchase, updatedAt: now, retry: nextRetry(previous, problemOf(error), now) };
  }
}
