/**
 * Closes the running period: a recorded run with steps, each on disk before the next, gone on with after a crash.
 *
 * 1. Unclaimed receipts return, in small transactions. Then one: the next period begins; Open To Buys that are to be
 *    settled are fixed with amount and RRPID.
 * 2. For each, CapReq of what was spent (the bank releases the rest), or AuthRevReq when nothing was.
 * 3. One transaction: the purchases of what was captured are aggregated into one debit per client and one credit
 *    per merchant, posted, and the run is closed. What the bank is to pay and collect is fixed with them.
 * 4. The files for the bank are written from what was fixed, and the gateway is asked to give back to cards what merchants
 *    refund after their purchases were debited.
 *
 * So Σ debits = Σ credits + Σ refunds = Σ captures + Σ direct debits in every period. An Open To Buy with a receipt that is neither credited nor
 * returned takes no further purchase, and is settled with all its purchases by the first close after that.
 */

import { newIdentifier } from '@ecomm/protocol';
import { IntermediaryError } from '../errors.ts';
import type { Intermediary } from '../intermediary.ts';
import type { ClearingResult } from '../ledger/records.ts';
import { creditCards } from '../refund/credit-cards.ts';
import { settleOtb } from './settle-otb.ts';
import { writeBankFiles } from './write-bank-files.ts';

const retryAfterSeconds = 5;

/**
 * Throws ERR_GATEWAY_UNREACHABLE when the bank's answers are not all known; the same call goes on with the run.
 */
export function closePeriod(intermediary: Intermediary): Promise<ClearingResult> {
  const { store, clock, policy, random, closeLock } = intermediary;
  return closeLock.run('close', async () => {
    const period = await store.beginClose({
      at: clock(),
      settleOpenOtbsAtClose: policy.settleOpenOtbsAtClose,
      newRrpid: () => newIdentifier(random),
    });
    return finishRun(intermediary, period);
  });
}

/** Goes on with a run that was interrupted, if there is one. Returns whether none is left. */
export async function resumeClose(intermediary: Intermediary): Promise<boolean> {
  const { store, closeLock, log } = intermediary;
  return closeLock.run('close', async () => {
    const period = await store.unfinishedRun();
    if (period === undefined) {
      // Of a close whose end was its last deed.
      await writeBankFiles(intermediary);
      return true;
    }
    try {
      await finishRun(intermediary, period);
      return true;
    } catch (error) {
      if (!(error instanceof IntermediaryError)) throw error;
      log.warn({ period, code: error.code }, 'a close is waiting');
      return false;
    }
  });
}

async function finishRun(intermediary: Intermediary, period: string): Promise<ClearingResult> {
  const { store, clock, random, log } = intermediary;
  let openCount = 0;
  for (const settlement of await store.pendingSettlements(period)) {
    const outcome = await settleOtb(intermediary, settlement);
    if (outcome === undefined) {
      openCount += 1;
      continue;
    }
    await store.commitSettlement(settlement, outcome);
    const { xid, kind, amountMinor } = settlement;
    log.info({ period, xid, kind, amountMinor, ...outcome }, 'settlement');
  }
  if (openCount > 0)
    throw new IntermediaryError(
      'ERR_GATEWAY_UNREACHABLE',
      `the bank has not answered ${openCount} settlements of period ${period}; the close goes on by itself`,
      { retryAfterSeconds },
    );
  const result = await store.finishClose(period, clock(), () => newIdentifier(random));
  log.info({ period, balanced: result.balanced }, 'period closed');
  await writeBankFiles(intermediary);
  await creditCards(intermediary);
  return result;
}
