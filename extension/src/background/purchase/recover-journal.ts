/**
 * A worker starts, after a crash perhaps: what is unsettled goes on, drafts that nobody looks at any more go
 * (SET-FACTS section 10, "wallet crashes after MPRes").
 */
import { draftStates, isDraft, type Purchase } from '../journal/purchase.ts';
import type { PurchaseRunner } from './purchase-runner.ts';
import { cancelPurchase } from './shopper-actions.ts';

const draftLifeSeconds = 3600;

export async function recoverJournal(
  runner: PurchaseRunner,
  { browserStarted }: { readonly browserStarted: boolean },
): Promise<void> {
  const { store, now } = runner.ports;
  const time = now();
  const isForgotten = (purchase: Purchase) =>
    isDraft(purchase) &&
    (browserStarted || time - purchase.createdAt > draftLifeSeconds) &&
    !runner.isWatched(purchase.id);
  for (const purchase of await store.purchasesIn([
    ...draftStates,
    'topUpNeeded',
    'aheadNeeded',
    'orderAccepted',
  ])) {
    if (isForgotten(purchase)) await store.deletePurchase(purchase.id);
    // The intermediary has let go of the parked payment.
    if (purchase.state === 'topUpNeeded' && time > purchase.payment.request.exp)
      await cancelPurchase(purchase.id, runner);
    if (
      (purchase.state === 'orderAccepted' || purchase.state === 'aheadNeeded') &&
      time - purchase.updatedAt > draftLifeSeconds &&
      !runner.isWatched(purchase.id)
    )
      await cancelPurchase(purchase.id, runner);
  }
  await runner.runDue();
}
