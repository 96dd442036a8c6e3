/** Sends the saved PReq of a top-up ahead of need and takes PRes: the bank's word is the end of it. */
import { openPRes } from '@ecomm/protocol';
import { problemOf, WalletError } from '../../shared/errors.ts';
import type { AheadAuthorizing, AheadFailed, ToppedUp } from '../journal/ahead.ts';
import { isOutcomeUnknown } from '../network/network.ts';
import type { WalletPorts } from '../ports.ts';
import { inquire } from './inquire.ts';
import { nextRetry } from './retry.ts';

/** How long the intermediary keeps answers: after that nothing more is to be learnt by asking. */
const answersKeptSeconds = 7 * 24 * 3600;

export async function postAhead(
  purchase: AheadAuthorizing,
  ports: WalletPorts,
): Promise<AheadAuthorizing | ToppedUp | AheadFailed> {
  const { authorization, retry, ...base } = purchase;
  const { transIds, rrpid, challC, setUrl, pReq } = authorization;
  const failed = (problem: AheadFailed['problem']): AheadFailed => ({
    ...{ ...base, state: 'aheadFailed', updatedAt: ports.now(), problem },
  });
  try {
    const { trust } = await ports.setup();
    const answer = await ports.network.post(`${setUrl}/preq`, pReq, 'application/json');
    const { payload } = await openPRes(answer, { trust, at: ports.now(), transIds, rrpid, challC });
    const authCode = payload.authStatus?.authCode;
    // What is left now is for the pages; the top-up itself is done.
    await inquire(ports).catch(() => undefined);
    if (authCode !== undefined) return failed({ code: 'ERR_REFUSED_TOP_UP_DECLINED', facts: { authCode } });
    return { ...base, state: 'toppedUp', updatedAt: ports.now() };
  } catch (error) {
    const isRefused = error instanceof WalletError && !isOutcomeUnknown(error);
    const isOver = ports.now() - purchase.createdAt > answersKeptSeconds;
    if (isRefused || isOver) return failed(problemOf(error));
    return { ...purchase, updatedAt: ports.now(), retry: nextRetry(retry, problemOf(error), ports.now()) };
  }
}
