/** Asks the background for an action; what it refuses is kept for the page to show. */
import type { ActionReply, WalletAction, WalletActions, WalletProblem } from '@ecomm/messages';
import { signal } from '@preact/signals';
import browser from 'webextension-polyfill';

/** Why the last action was refused. */
export const refusal = signal<WalletProblem | undefined>(undefined);

/** Actions that are on their way: their buttons wait. */
export const busyCount = signal(0);

/** True when it was accepted. */
export async function act<A extends WalletAction>(action: A, input: WalletActions[A]): Promise<boolean> {
  busyCount.value += 1;
  refusal.value = undefined;
  try {
    const reply = (await browser.runtime.sendMessage({ action, input })) as ActionReply;
    if (!reply.ok) refusal.value = reply.problem;
    return reply.ok;
  } catch {
    refusal.value = { code: 'ERR_WALLET_INTERNAL', facts: {} };
    return false;
  } finally {
    busyCount.value -= 1;
  }
}
