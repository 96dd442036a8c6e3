/**
 * Brings a purchase forward, one saved step at a time, until it rests: delivered, refused, waiting for the shopper
 * or waiting to try again.
 *
 * Every step starts from the record alone, so a worker that dies anywhere goes on from its last saved step. The
 * records with bytes about to be sent for the first time are saved durably before they are.
 */
import type { TopUpStep } from '@ecomm/messages';
import type { Purchase } from '../journal/purchase.ts';
import type { CardSession, WalletPorts } from '../ports.ts';
import { checkOrder } from '../set/check-order.ts';
import { postOrder } from '../set/post-order.ts';
import { prepareOrder } from '../set/prepare-order.ts';
import { checkPurchase } from './check-offer.ts';
import { postAhead } from './post-ahead.ts';
import { postMpReq } from './post-mpreq.ts';
import { postPReq } from './post-preq.ts';
import { sendAdvice } from './send-advice.ts';
import { topUp } from './top-up.ts';

export interface Advance {
  readonly ports: WalletPorts;
  /** The shopper looks on, with the card at hand: without it a top-up waits. */
  readonly session: () => CardSession<TopUpStep> | undefined;
  /** Called after each saved step. */
  readonly saved: (purchase: Purchase) => void | Promise<void>;
}

export async function advancePurchase(start: Purchase, advance: Advance): Promise<Purchase> {
  let purchase = start;
  for (;;) {
    const next = await step(purchase, advance);
    if (next === undefined) return purchase;
    await savePurchase(next, advance);
    const rests = next.state === purchase.state;
    purchase = next;
    if (rests) return purchase;
  }
}

export async function savePurchase(purchase: Purchase, { ports, saved }: Advance): Promise<void> {
  const isFirstSent = ['requesting', 'authorizing', 'aheadAuthorizing', 'ordering'].includes(purchase.state);
  await ports.store.savePurchase(purchase, isFirstSent ? 'durable' : 'relaxed');
  await saved(purchase);
}

/** The next record; undefined when there is nothing to do without the shopper. */
async function step(purchase: Purchase, advance: Advance): Promise<Purchase | undefined> {
  const { ports } = advance;
  switch (purchase.state) {
    case 'checking':
      return purchase.isOrder === true ? checkOrder(purchase, ports) : checkPurchase(purchase, ports);
    case 'requesting':
      return postMpReq(purchase, ports);
    case 'aheadNeeded':
    case 'topUpNeeded': {
      const session = advance.session();
      return session === undefined ? undefined : topUp(purchase, ports, session);
    }
    case 'authorizing':
      return postPReq(purchase, ports);
    case 'aheadAuthorizing':
      return postAhead(purchase, ports);
    case 'orderAccepted': {
      const session = advance.session();
      return session === undefined ? undefined : prepareOrder(purchase, ports, session);
    }
    case 'ordering':
      return postOrder(purchase, ports);
    case 'approved':
      return sendAdvice(purchase, ports);
    default:
      return undefined;
  }
}
