/**
 * The books of every party, read over their own operator interfaces, and the sums that must hold between them.
 *
 * What was debited, credited and left adds up: opening = available + held + debited at the issuer; every sale of
 * a shop is a purchase at the intermediary; every open Open To Buy is an authorization at the gateway.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { delay } from './reader-panel.ts';
import type { World } from './start-world.ts';

export interface IssuerBooks {
  readonly accounts: readonly {
    readonly cardId: string;
    readonly currency: string;
    readonly availableMinor: number;
    readonly heldMinor: number;
    readonly debitedMinor: number;
    readonly openingMinor: number;
    readonly status: string;
  }[];
  readonly authorizations: readonly {
    readonly xid: string;
    readonly merchantId: string;
    readonly amountMinor: number;
    readonly capturedMinor: number;
    readonly creditedMinor: number;
    readonly state: string;
    /** The card's transaction counter, when it certified. */
    readonly counter: number | null;
  }[];
  readonly balanced: boolean;
}

export interface IntermediaryBooks {
  readonly otbs: readonly {
    readonly payer: string;
    readonly currency: string;
    readonly limitMinor: number;
    readonly spentMinor: number;
    readonly state: string;
    readonly xid: string;
  }[];
  readonly purchases: readonly {
    readonly receiptId: string;
    readonly payer: string;
    readonly merchantId: string;
    readonly amountMinor: number;
    readonly currency: string;
    readonly state: 'accepted' | 'credited' | 'returned';
    readonly refundedMinor?: number;
  }[];
  readonly balanced: boolean;
}

export interface ShopBooks {
  readonly sales: readonly {
    readonly offerId: string;
    readonly resource: string;
    readonly amountMinor: number;
    readonly currency: string;
    readonly receiptId: string;
    readonly state: string;
  }[];
  readonly deliveredCount: number;
  readonly creditedMinor: number;
}

/** What a bookshop believes of its orders. */
export interface BookshopBooks {
  readonly orders: readonly {
    readonly reference: string;
    readonly state: string;
    readonly totalMinor: number;
    readonly capturedMinor: number;
    readonly refundedMinor: number;
  }[];
}

export interface Books {
  readonly issuer: IssuerBooks;
  readonly intermediary: IntermediaryBooks;
  /** By merchant identifier. */
  readonly shops: ReadonlyMap<string, ShopBooks>;
  readonly bookshops: ReadonlyMap<string, BookshopBooks>;
}

export async function readBooks(world: World): Promise<Books> {
  const shops = new Map<string, ShopBooks>();
  for (const [merchantId, shop] of world.shops) {
    const directory = join(world.dataDir, 'merchants', merchantId);
    shops.set(merchantId, await callOperator(shop.url, directory, '/operator/books'));
  }
  const bookshops = new Map<string, BookshopBooks>();
  for (const [merchantId, shop] of world.bookshops) {
    const directory = join(world.dataDir, 'merchants', merchantId);
    bookshops.set(merchantId, await callOperator(shop.url, directory, '/operator/orders'));
  }
  return {
    issuer: await callOperator(world.gateway.url, join(world.dataDir, 'gateway'), '/operator/books'),
    intermediary: await callOperator(
      world.intermediary.url,
      join(world.dataDir, 'intermediary'),
      '/operator/state',
    ),
    shops,
    bookshops,
  };
}

/** Calls an operator interface with the token that its server keeps beside its data. */
export async function callOperator<T>(url: string, dataDir: string, path: string, body?: object): Promise<T> {
  const token = (await readFile(join(dataDir, 'operator-token'), 'utf8')).trim();
  const response = await fetch(`${url}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}

/** The shops claim by themselves, in batches: waits until every purchase is credited. */
export async function waitUntilCredited(world: World): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const { intermediary } = await readBooks(world);
    if (intermediary.purchases.every(({ state }) => state === 'credited')) return;
    await delay(200);
  }
  throw new Error('the shops did not claim all their sales');
}

/** What the close of a period answers. */
export interface Clearing {
  readonly debits: readonly {
    readonly payer: string;
    readonly amountMinor: number;
    readonly currency: string;
  }[];
  readonly credits: readonly {
    readonly merchantId: string;
    readonly amountMinor: number;
    readonly currency: string;
  }[];
  readonly captures: readonly { readonly amountMinor: number }[];
  readonly balanced: boolean;
}

/** Closes the running period, as the operator does. */
export async function closePeriod(world: World): Promise<Clearing> {
  return callOperator(world.intermediary.url, join(world.dataDir, 'intermediary'), '/operator/close', {});
}

/** Every way in which the books disagree, in words; empty when they agree. */
export function disagreements({ issuer, intermediary, shops, bookshops }: Books): string[] {
  const found: string[] = [];
  const claim = (holds: boolean, what: string) => {
    if (!holds) found.push(what);
  };
  claim(issuer.balanced, 'the issuer says that its own books are not balanced');
  claim(intermediary.balanced, 'the intermediary says that its own books are not balanced');
  for (const account of issuer.accounts)
    claim(
      account.openingMinor === account.availableMinor + account.heldMinor + account.debitedMinor,
      `account ${account.cardId}: opening is not available + held + debited`,
    );
  claim(
    sum(issuer.accounts.map(({ heldMinor }) => heldMinor)) ===
      sum(
        issuer.authorizations.filter(({ state }) => state === 'held').map(({ amountMinor }) => amountMinor),
      ),
    'the issuer holds another sum than its open authorizations',
  );
  claim(
    sum(issuer.accounts.map(({ debitedMinor }) => debitedMinor)) ===
      sum(issuer.authorizations.map(({ capturedMinor, creditedMinor }) => capturedMinor - creditedMinor)),
    'the issuer debited another sum than was captured and not given back',
  );
  for (const otb of intermediary.otbs) {
    claim(otb.spentMinor >= 0 && otb.spentMinor <= otb.limitMinor, `Open To Buy ${otb.xid} is overspent`);
    const authorization = issuer.authorizations.find(({ xid }) => xid === otb.xid);
    claim(
      authorization !== undefined && authorization.amountMinor >= otb.spentMinor,
      `Open To Buy ${otb.xid} has no authorization that covers it`,
    );
  }
  const kept = intermediary.purchases.filter(({ state }) => state !== 'returned');
  claim(
    sum(kept.map(({ amountMinor, refundedMinor = 0 }) => amountMinor - refundedMinor)) ===
      sum(intermediary.otbs.map(({ spentMinor }) => spentMinor)),
    'the purchases are not what the Open To Buys have spent',
  );
  for (const [merchantId, shop] of shops) {
    for (const sale of shop.sales) {
      const purchase = intermediary.purchases.find(({ receiptId }) => receiptId === sale.receiptId);
      claim(purchase !== undefined, `sale ${sale.receiptId} of ${merchantId} was never paid`);
      claim(
        purchase?.amountMinor === sale.amountMinor && purchase.merchantId === merchantId,
        `sale ${sale.receiptId} of ${merchantId} was paid at another price or to another merchant`,
      );
    }
    const credited = intermediary.purchases.filter(
      (purchase) => purchase.merchantId === merchantId && purchase.state === 'credited',
    );
    claim(
      shop.creditedMinor <= sum(credited.map(({ amountMinor }) => amountMinor)),
      `${merchantId} believes to be credited more than the intermediary credited`,
    );
  }
  for (const [merchantId, { orders }] of bookshops) {
    const own = issuer.authorizations.filter((authorization) => authorization.merchantId === merchantId);
    claim(
      sum(orders.map(({ capturedMinor }) => capturedMinor)) ===
        sum(own.map(({ capturedMinor }) => capturedMinor)),
      `${merchantId} believes to have taken another sum than was captured`,
    );
    claim(
      sum(orders.map(({ refundedMinor }) => refundedMinor)) ===
        sum(own.map(({ creditedMinor }) => creditedMinor)),
      `${merchantId} believes to have given back another sum than was credited`,
    );
  }
  return found;
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
