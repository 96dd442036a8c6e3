/**
 * What must hold when nothing goes wrong any more and time has run on: every purchase is delivered or returned, nothing is
 * held, and wallets, merchants, ledger and bank agree.
 */
import { readBooks } from '@ecomm/gateway-server';
import type { LedgerState } from '@ecomm/intermediary-server';
import type { Parties } from '../run/parties.ts';

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

export async function checkEnd(parties: Parties): Promise<string[]> {
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

async function unsettledPurchases({ wallets }: Parties): Promise<string[]> {
  const wrong: string[] = [];
  for (const { name, journal } of wallets)
    for (const { id, state } of await journal.purchases())
      if (!settled.includes(state)) wrong.push(`${name} has a purchase ${id} that is ${state}`);
  return wrong;
}

async function disagreements({ merchants, record }: Parties, { purchases }: LedgerState): Promise<string[]> {
  const wrong: string[] = [];
  const sold = new Map<string, string>();
  for (const { name, store } of merchants)
    for (const { receiptId, state, resource } of (await store?.listSales(1000)) ?? []) {
      sold.set(receiptId, name);
      if (state !== 'credited') wrong.push(`${name} sold ${resource}, and its claim is ${state}`);
    }
  for (const { receiptId, merchantId, state } of purchases) {
    if (state === 'accepted') wrong.push(`receipt ${receiptId} is neither credited nor returned`);
    if (state === 'credited' && sold.get(receiptId) !== merchantId)
      wrong.push(`receipt ${receiptId} is credited to ${merchantId}, which sold nothing for it`);
  }
  for (const receiptId of record.delivered)
    if (!sold.has(receiptId))
      wrong.push(`receipt ${receiptId} is delivered to a wallet, and no merchant sold it`);
  for (const receiptId of sold.keys())
    if (!record.delivered.has(receiptId))
      wrong.push(`receipt ${receiptId} is sold, and its wallet does not know`);
  return wrong;
}

function unsettledLedger({ otbs, runs }: LedgerState): string[] {
  return [
    ...otbs
      .filter(({ state }) => state === 'open' || state === 'closing')
      .map(({ xid, state }) => `Open To Buy ${xid} is ${state}`),
    ...runs
      .filter(({ state, result }) => state !== 'closed' || result?.balanced !== true)
      .map(({ period, state }) => `the close of ${period} is ${state} and not balanced`),
  ];
}

function unsettledBank({ gateway }: Parties, { purchases }: LedgerState): string[] {
  if (gateway.store === undefined) return ['the gateway is down'];
  const { accounts } = readBooks(gateway.store.issuer);
  const wrong = accounts
    .filter(({ heldMinor }) => heldMinor !== 0)
    .map(({ cardId, heldMinor }) => `${heldMinor} of ${cardId} are still held`);
  const debited = accounts.reduce((total, { debitedMinor }) => total + debitedMinor, 0);
  const credited = purchases
    .filter(({ state }) => state === 'credited')
    .reduce((total, { amountMinor }) => total + amountMinor, 0);
  if (debited !== credited) wrong.push(`the bank has debited ${debited}, merchants are credited ${credited}`);
  return wrong;
}
