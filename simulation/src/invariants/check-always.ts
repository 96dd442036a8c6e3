/**
 * What must hold after every step, whatever has gone wrong: nothing paid twice, nothing acknowledged and lost, what is
 * delivered is debited, debits equal credits, no Open To Buy is overspent or without its authorization.
 */
import { readBooks } from '@ecomm/gateway-server';
import type { LedgerState } from '@ecomm/intermediary-server';
import type { SaleRecord } from '@ecomm/merchant';
import { mostSales, type Observed } from './observed.ts';

type Purchases = ReadonlyMap<string, LedgerState['purchases'][number]>;

/** Every way in which it does not hold, in words. */
export async function checkAlways(parties: Observed): Promise<string[]> {
  const { intermediary, merchants, record } = parties;
  const state = await intermediary.store?.readState();
  if (state === undefined) return [];
  const wrong = state.wrong.map((words) => `ledger: ${words}`);
  const purchases: Purchases = new Map(state.purchases.map((purchase) => [purchase.receiptId, purchase]));
  wrong.push(...paidTwice(state, record.singleOffers));
  for (const { wallet, receiptId, amountMinor, merchantId } of record.receipts.values()) {
    const purchase = purchases.get(receiptId);
    if (purchase === undefined)
      wrong.push(`${wallet} holds receipt ${receiptId}, which the ledger does not have`);
    else if (purchase.amountMinor !== amountMinor || purchase.merchantId !== merchantId)
      wrong.push(`receipt ${receiptId} of ${wallet} is another purchase in the ledger`);
  }
  for (const { store, refundsAsked } of merchants)
    for (const sale of (await store?.listSales(mostSales)) ?? [])
      wrong.push(...soldUndebited(sale, purchases, refundsAsked?.has(sale.receiptId) === true));
  wrong.push(...givenBackTooMuch(state));
  return [...wrong, ...unauthorized(parties, state)];
}

function paidTwice({ purchases }: LedgerState, singleOffers: ReadonlySet<string>): string[] {
  const seen = new Set<string>();
  const wrong: string[] = [];
  for (const { deliveryTag, offerId, state } of purchases) {
    if (seen.has(deliveryTag)) wrong.push(`one payment of offer ${offerId} is debited twice`);
    seen.add(deliveryTag);
    if (!singleOffers.has(offerId) || state === 'returned') continue;
    if (seen.has(offerId)) wrong.push(`single offer ${offerId} is paid twice`);
    seen.add(offerId);
  }
  return wrong;
}

function givenBackTooMuch({ purchases, runs }: LedgerState): string[] {
  const wrong = purchases
    .filter(({ amountMinor, refundedMinor, owedMinor }) => refundedMinor + owedMinor > amountMinor)
    .map(({ receiptId }) => `more is given back of receipt ${receiptId} than was paid`);
  const owed = purchases.reduce((total, { owedMinor }) => total + owedMinor, 0);
  const paid = refundsPaid(runs);
  if (paid > owed) wrong.push(`closes have given back ${paid}, merchants only ${owed}`);
  return wrong;
}

/** By all closes together. */
export function refundsPaid(runs: LedgerState['runs']): number {
  return runs
    .flatMap(({ result }) => result?.refunds ?? [])
    .reduce((total, { amountMinor }) => total + amountMinor, 0);
}

function soldUndebited(sale: SaleRecord, purchases: Purchases, isCancelled: boolean): string[] {
  const { receiptId, amount, resource, state } = sale;
  const purchase = purchases.get(receiptId);
  if (purchase === undefined) return [`${resource} is delivered, and nobody is debited`];
  const wrong: string[] = [];
  if (purchase.amountMinor !== amount.value)
    wrong.push(`${resource} is sold at another price than is debited`);
  if (purchase.state === 'returned' && !isCancelled)
    wrong.push(`${resource} is delivered, and its amount is returned`);
  if (state === 'credited' && purchase.state !== 'credited')
    wrong.push(`${resource} is credited at the merchant, not in the ledger`);
  return wrong;
}

/** What the gateway and the bank behind it say; nothing while it is down. */
function unauthorized({ gateway }: Observed, { otbs }: LedgerState): string[] {
  const { store } = gateway;
  if (store === undefined) return [];
  const { accounts, balanced } = readBooks(store.issuer);
  const wrong: string[] = [];
  if (!balanced) wrong.push('the bank’s accounts are not what their entries add up to');
  for (const { cardId, openingMinor, availableMinor, heldMinor, debitedMinor } of accounts) {
    if (availableMinor < 0 || heldMinor < 0) wrong.push(`the account of ${cardId} is overdrawn`);
    if (openingMinor !== availableMinor + heldMinor + debitedMinor)
      wrong.push(`the account of ${cardId} does not add up`);
  }
  const authorizations = new Map(store.authorizations.all().map((one) => [one.xid, one]));
  for (const { xid, limitMinor, state, spentMinor } of otbs) {
    const authorization = authorizations.get(xid);
    if (authorization === undefined || authorization.state === 'declined')
      wrong.push(`Open To Buy ${xid} was never authorized`);
    else if (state === 'captured' && authorization.capturedMinor !== spentMinor)
      wrong.push(`Open To Buy ${xid} is captured otherwise than it was spent`);
    else if (
      (state === 'open' || state === 'closing') &&
      authorization.state === 'held' &&
      authorization.amountMinor !== limitMinor
    )
      wrong.push(`Open To Buy ${xid} is larger or smaller than its authorization`);
    else if (state === 'open' && authorization.state !== 'held')
      wrong.push(`Open To Buy ${xid} is open, its authorization ${authorization.state}`);
  }
  return wrong;
}
