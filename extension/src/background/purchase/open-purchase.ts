/** An offer is looked at: a draft is kept, so that a worker that dies while the shopper thinks loses nothing. */
import { newIdentifier } from '@ecomm/protocol';
import type { Checking } from '../journal/purchase.ts';
import type { OfferPlace } from '../journal/record.ts';
import type { PurchaseRunner } from './purchase-runner.ts';

/** Starts the check of the offer and returns the purchase's identifier at once. */
export async function openPurchase(place: OfferPlace, runner: PurchaseRunner): Promise<string> {
  const { ports } = runner;
  const now = ports.now();
  const purchase: Checking = {
    ...place,
    id: newIdentifier(ports.random),
    state: 'checking',
    createdAt: now,
    updatedAt: now,
  };
  await runner.save(purchase);
  void runner.run(purchase.id);
  return purchase.id;
}
