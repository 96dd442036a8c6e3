/**
 * A top-up ahead of need, on the shopper's click: the intermediary is asked for a SET initiation, then card and PIN as for
 * any top-up. The old Open To Buy is spent on until the bank has approved the new one.
 */
import { newIdentifier } from '@ecomm/protocol';
import { WalletError } from '../../shared/errors.ts';
import type { AheadNeeded } from '../journal/ahead.ts';
import { usableEnrolment } from '../set/check-order.ts';
import { inquire } from './inquire.ts';
import type { PurchaseRunner } from './purchase-runner.ts';

/**
 * The record to show: the one that is under way already, or a new one. Throws ERR_WALLET_NOT_ENROLLED,
 * ERR_WALLET_CERTIFICATE_EXPIRED, ERR_NETWORK_* or ERR_WALLET_NO_TOP_UP.
 */
export async function beginTopUpAhead(runner: PurchaseRunner): Promise<string> {
  const { ports } = runner;
  return runner.exclusive('topUpAhead', async () => {
    const [underWay] = await ports.store.purchasesIn(['aheadAuthorizing', 'aheadNeeded']);
    if (underWay !== undefined) return underWay.id;
    await usableEnrolment(ports);
    const id = newIdentifier(ports.random);
    const { topUp } = await inquire(ports, { rrpid: id, topUp: true });
    if (topUp === undefined) throw new WalletError('ERR_WALLET_NO_TOP_UP');
    const { url } = (await ports.setup()).config.intermediary;
    const now = ports.now();
    const place = { offerUrl: url, pageOrigin: new URL(url).origin, tabId: undefined };
    const needed: AheadNeeded = { ...place, id, createdAt: now, updatedAt: now, state: 'aheadNeeded', topUp };
    await runner.save(needed);
    return id;
  });
}
