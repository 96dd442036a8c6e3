/**
 * What the shopper may ask of a purchase on the wallet's own pages. Each looks at the record as it is now: a page
 * that shows an older state can't make anything happen twice.
 */
import { ProtocolError } from '@ecomm/protocol';
import { WalletError } from '../../shared/errors.ts';
import type { OrderAccepted, OrderCancelled, OrderReady } from '../journal/order.ts';
import { isDraft, isUnsettled, type Purchase, toBeChecked } from '../journal/purchase.ts';
import { assertUnpaid, usableEnrolment } from '../set/check-order.ts';
import { findBought } from './check-offer.ts';
import { payOffer } from './pay-offer.ts';
import type { PurchaseRunner } from './purchase-runner.ts';
import { requestDelivery } from './send-advice.ts';

/**
 * The one click. Throws ERR_WALLET_PURCHASE_STATE when it is not, or no longer, a payable offer, and
 * ERR_OFFER_EXPIRED when it ran out while the shopper thought: then a fresh one is fetched, for another click.
 *
 * One click at a time: two sheets for one thing find each other's purchase, and the later pays nothing.
 */
export async function pay(id: string, runner: PurchaseRunner): Promise<void> {
  await runner.exclusive('pay', async () => {
    const { ports } = runner;
    const purchase = await runner.find(id);
    if (purchase.state === 'orderReady') return acceptOrder(purchase, runner);
    if (purchase.state !== 'ready') throw wrongState(purchase);
    if (ports.now() > purchase.offer.exp) {
      await runner.save(toBeChecked(purchase, ports.now()));
      void runner.run(id);
      throw new ProtocolError('ERR_OFFER_EXPIRED', { exp: purchase.offer.exp });
    }
    const bought = await findBought(purchase, ports);
    await runner.save(
      bought === undefined || purchase.anew === true
        ? await payOffer(purchase, ports)
        : { ...purchase, state: 'alreadyBought', boughtAs: bought.id },
    );
  });
  void runner.run(id);
}

/** The order as the sheet showed it: nothing is sent before the card, if it is wanted, has certified it. */
async function acceptOrder(purchase: OrderReady, runner: PurchaseRunner): Promise<void> {
  const { ports } = runner;
  await usableEnrolment(ports);
  await assertUnpaid(purchase, ports);
  await runner.save({ ...purchase, state: 'orderAccepted', updatedAt: ports.now() });
}

/** Drops a draft; ends a purchase, or the earlier one that a draft found, whose payment instructions are not sent. */
export async function cancelPurchase(id: string, runner: PurchaseRunner): Promise<void> {
  const { ports } = runner;
  const asked = await runner.find(id);
  const target = asked.state === 'alreadyBought' ? asked.boughtAs : id;
  await runner.abort(target);
  await runner.exclusive(target, async () => {
    const purchase = await runner.find(target);
    if (purchase.state === 'topUpNeeded') {
      const { topUp: _topUp, problem: _problem, ...base } = purchase;
      await runner.save({ ...base, state: 'cancelled', updatedAt: ports.now() });
    } else if (purchase.state === 'orderAccepted') {
      await runner.save(cancelled(purchase, ports.now()));
    } else if (purchase.state === 'aheadNeeded') {
      await ports.store.deletePurchase(target);
    } else if (!isDraft(asked)) {
      throw wrongState(purchase);
    }
  });
  if (asked.state === 'orderReady') await runner.bringTab(cancelled(asked, ports.now()));
  if (isDraft(asked)) await ports.store.deletePurchase(id);
}

function cancelled(purchase: OrderReady | OrderAccepted, now: number): OrderCancelled {
  const { problem: _problem, ...base } = { problem: undefined, ...purchase };
  return { ...base, state: 'orderCancelled', updatedAt: now, opened: false };
}

/**
 * Tries again now what waits: the network, the card, or a check that failed. A payment that waits for its top-up
 * asks the intermediary first: another purchase may have opened a new Open To Buy meanwhile.
 */
export async function retryPurchase(
  id: string,
  lastTryAccepted: boolean,
  runner: PurchaseRunner,
): Promise<void> {
  const target = await followed(id, runner);
  await runner.exclusive(target, async () => {
    const purchase = await runner.find(target);
    const now = runner.ports.now();
    if (purchase.state === 'unpayable') return runner.save(toBeChecked(purchase, now));
    if (isUnsettled(purchase) || purchase.state === 'orderAccepted' || purchase.state === 'aheadNeeded')
      return;
    if (purchase.state !== 'topUpNeeded') throw wrongState(purchase);
    const { topUp: _topUp, problem: _problem, ...base } = purchase;
    await runner.save({ ...base, state: 'requesting', toppedUp: false, updatedAt: now });
  });
  void runner.run(target, { lastTryAccepted });
}

/**
 * Has what was bought delivered again: the same advice, no payment. It goes to the tab of the visit that found it
 * bought, or else to a new one. Of an order the shop's own page is shown. Throws what the merchant answers.
 */
export async function openAgain(id: string, runner: PurchaseRunner): Promise<void> {
  const target = await followed(id, runner);
  await runner.exclusive(target, async () => {
    const purchase = await runner.find(target);
    if (purchase.state === 'orderPaid') {
      await runner.openTab(purchase.initiation.successUrl);
      return runner.ports.store.savePurchase({ ...purchase, opened: true });
    }
    if (purchase.state !== 'delivered') throw wrongState(purchase);
    const deliverUrl = await requestDelivery(purchase, runner.ports);
    const delivered = { ...purchase, deliverUrl, updatedAt: runner.ports.now() };
    if (target !== id) await runner.save({ ...delivered, opened: false });
    const current = await runner.find(target);
    if (target !== id && current.state === 'delivered' && current.opened) return;
    await runner.openTab(deliverUrl);
    await runner.save({ ...delivered, opened: true });
  });
}

/** The merchant does not deliver again: the shopper wants to pay once more. */
export async function buyAnew(id: string, runner: PurchaseRunner): Promise<void> {
  await runner.exclusive(id, async () => {
    const purchase = await runner.find(id);
    if (purchase.state !== 'alreadyBought') throw wrongState(purchase);
    const { boughtAs: _boughtAs, ...base } = purchase;
    await runner.save({ ...base, state: 'ready', anew: true, updatedAt: runner.ports.now() });
  });
}

/** The earlier purchase that a draft found, if it did: from now on it brings the draft's tab to the goods. */
async function followed(id: string, runner: PurchaseRunner): Promise<string> {
  const purchase = await runner.find(id);
  if (purchase.state !== 'alreadyBought') return id;
  runner.follow(purchase.boughtAs, purchase);
  return purchase.boughtAs;
}

function wrongState({ state }: Purchase): WalletError {
  return new WalletError('ERR_WALLET_PURCHASE_STATE', { state });
}
