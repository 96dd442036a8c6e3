/**
 * What must hold when nothing goes wrong any more and time has run on: every purchase is delivered or returned, nothing is
 * held but what is still to be spent, and wallets, merchants, ledger and bank agree.
 */
import { readBooks } from '@ecomm/gateway-server';
import type { LedgerState } from '@ecomm/intermediary-server';
import { refundsPaid } from './check-always.ts';
import { mostSales, type Observed } from './observed.ts';

/** States of a wallet's purchase in which nothing is to come any more. */
const settled = [
  'delivered',
  'lapsed',
  'failed',
  'cancelled',
  'unpayable',
  'ready',
  'alreadyBought',
  'checking',
];

export async function checkEnd(parties: Observed): Promise<string[]> {
  const state = await parties.intermediary.store?.readState();
  if (state === undefined) return ['the intermediary is down'];
  return [
    ...(await unsettledPurchases(parties)),
    ...(await disagreements(parties, state)),
    ...unsettledLedger(state),
    ...unsettledBank(parties, state),
    ...parties.wallets.flatMap(({ name, bugs }) => bugs.map((bug) => `${name}: ${String(bug)}`)),
  ];
}

async function unsettledPurchases({ wallets }: Observed): Promise<string[]> {
  const wrong: string[] = [];
  for (const { name, journal } of wallets.filter(({ isLost }) => !isLost))
    for (const { id, state } of await journal.purchases())
      if (!settled.includes(state)) wrong.push(`${name} has a purchase ${id} that is ${state}`);
  return wrong;
}

async function disagreements(
  { merchants, wallets, record }: Observed,
  { purchases }: LedgerState,
): Promise<string[]> {
  const wrong: string[] = [];
  const sold = new Map<string, string>();
  for (const { name, store, refundsAsked } of merchants)
    for (const { receiptId, state, resource } of (await store?.listSales(mostSales)) ?? []) {
      sold.set(receiptId, name);
      if (state !== 'credited' && refundsAsked?.has(receiptId) !== true)
        wrong.push(`${name} sold ${resource}, and its claim is ${state}`);
    }
  for (const { receiptId, merchantId, state } of purchases) {
    if (state === 'accepted') wrong.push(`receipt ${receiptId} is neither credited nor returned`);
    if (state === 'credited' && sold.get(receiptId) !== merchantId)
      wrong.push(`receipt ${receiptId} is credited to ${merchantId}, which sold nothing for it`);
  }
  for (const receiptId of record.delivered)
    if (!sold.has(receiptId))
      wrong.push(`receipt ${receiptId} is delivered to a wallet, and no merchant sold it`);
  const lost = new Set(wallets.filter(({ isLost }) => isLost).map(({ name }) => name));
  for (const receiptId of sold.keys())
    if (!record.delivered.has(receiptId) && !lost.has(record.receipts.get(receiptId)?.wallet ?? ''))
      wrong.push(`receipt ${receiptId} is sold, and its wallet does not know`);
  return wrong;
}

/** One of which nothing is spent may stay open: its holder will spend it, or it is released when its time is over. */
function isUnspent({ state, spentMinor }: LedgerState['otbs'][number]): boolean {
  return state === 'open' && spentMinor === 0;
}

function unsettledLedger({ otbs, runs }: LedgerState): string[] {
  const open = otbs.filter((otb) => (otb.state === 'open' || otb.state === 'closing') && !isUnspent(otb));
  const unfinished = runs.filter(({ state, result }) => state !== 'closed' || result?.balanced !== true);
  return [
    ...open.map(({ xid, state }) => `Open To Buy ${xid} is ${state}`),
    ...unfinished.map(({ period, state }) => `the close of ${period} is ${state} and not balanced`),
  ];
}

function unsettledBank({ gateway }: Observed, { purchases, otbs, runs }: LedgerState): string[] {
  if (gateway.store === undefined) return ['the gateway is down'];
  const { accounts } = readBooks(gateway.store.issuer);
  const wrong: string[] = [];
  const held = accounts.reduce((total, { heldMinor }) => total + heldMinor, 0);
  const unspent = otbs.filter(isUnspent).reduce((total, { limitMinor }) => total + limitMinor, 0);
  if (held !== unspent) wrong.push(`${held} are held at the bank, ${unspent} are still to be spent`);
  const debited = accounts.reduce((total, { debitedMinor }) => total + debitedMinor, 0);
  const credited = purchases
    .filter(({ state }) => state === 'credited')
    .reduce((total, { amountMinor, refundedMinor }) => total + amountMinor - refundedMinor, 0);
  const paid = refundsPaid(runs);
  if (debited !== credited - paid)
    wrong.push(
      `the bank has debited ${debited}, merchants are credited ${credited} and have given back ${paid}`,
    );
  return wrong;
}
