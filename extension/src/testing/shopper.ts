/** What a shopper does at the wallet's pages, for tests: enrols, opens an offer, pays, goes on after a crash. */

import { startEnrolment } from '../background/enrolment/start-enrolment.ts';
import type { Purchase } from '../background/journal/purchase.ts';
import type { OfferPlace } from '../background/journal/record.ts';
import { openPurchase } from '../background/purchase/open-purchase.ts';
import type { PurchaseRunner } from '../background/purchase/purchase-runner.ts';
import { pay, retryPurchase } from '../background/purchase/shopper-actions.ts';
import { orderPlace, placeOf, type TestHouse } from './test-wallet.ts';

export function cardSession() {
  return { report: () => {}, lastTryAccepted: false, signal: new AbortController().signal };
}

export async function enrol(house: TestHouse): Promise<void> {
  await startEnrolment(house.ports(), cardSession());
}

/** Opens the offer of a resource in a sheet and waits until it is checked. */
export async function openSheet(runner: PurchaseRunner, resource: string): Promise<string> {
  const id = await openPurchase(placeOf(resource), runner);
  runner.watch(id);
  await runner.run(id);
  return id;
}

/** Follows the till's link and waits until the order is checked. */
export async function openOrder(runner: PurchaseRunner, place: OfferPlace = orderPlace): Promise<string> {
  const id = await openPurchase(place, runner);
  runner.watch(id);
  await runner.run(id);
  return id;
}

/** Clicks and waits until the purchase rests. */
export async function payAndWait(runner: PurchaseRunner, id: string): Promise<Purchase> {
  await pay(id, runner);
  await runner.run(id);
  return runner.find(id);
}

/** One visit: whatever state the purchase is in, the shopper does what the sheet asks for. */
export async function goOn(
  runner: PurchaseRunner,
  resource: string,
  place: OfferPlace = placeOf(resource),
): Promise<Purchase> {
  const [known] = await runner.ports.store.purchases(1);
  const id = known?.id ?? (await openPurchase(place, runner));
  runner.watch(id);
  await runner.run(id);
  if (['ready', 'orderReady'].includes((await runner.find(id)).state)) await pay(id, runner);
  await runner.run(id);
  const purchase = await runner.find(id);
  if (['topUpNeeded', 'orderAccepted'].includes(purchase.state)) await retryPurchase(id, false, runner);
  await runner.run(id);
  return runner.find(id);
}
