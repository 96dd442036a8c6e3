/** When what is unsettled is sent again: soon at first, then rarer, never given up before its time is over. */
import type { WalletProblem } from '@ecomm/messages';
import type { Retry } from '../journal/record.ts';

const delaysSeconds = [1, 2, 4, 8, 15, 30, 60, 120, 300, 600];

export function nextRetry(previous: Retry | undefined, problem: WalletProblem, now: number): Retry {
  const attempts = (previous?.attempts ?? 0) + 1;
  const delay = delaysSeconds[Math.min(attempts, delaysSeconds.length) - 1] ?? 600;
  return { attempts, notBefore: now + delay, problem };
}
