/** Joins the bookshop to what is on this machine: identity and keys in the data directory, SQLite, the net. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createSetEndpoints,
  defaultSetPolicy,
  gatewayCertificateOf,
  httpGatewayLink,
  OrderSettler,
  openMerchantIdentity,
  type RevocationSource,
  refreshRevocation,
  type SetMerchant,
  scheduleRevocation,
} from '@ecomm/merchant';
import * as v from 'valibot';
import { readOrMakeSecret } from '../payment/secret-file.ts';
import { openDatabase } from '../payment/store/open-database.ts';
import type { BookshopPorts } from './app.ts';
import { allBooks } from './books/index.ts';
import type { Country } from './cart/postage.ts';
import { keepRevocation, takeKeptRevocation } from './kept-revocation.ts';
import { setDesk } from './orders/set-desk.ts';
import { bookshopMigrations } from './store/migrations.ts';
import { OrderBook } from './store/order-book.ts';
import { SqliteOrderStore } from './store/sqlite-order-store.ts';

export interface BookshopLocation {
  /** Holds identity.json, merchant.json and gateway-chain.json; the rest is made there. */
  readonly dataDir: string;
  readonly origin: string;
  /** Base URL of the acquirer's gateway, without a trailing slash. */
  readonly gatewayUrl: string;
  /** Whether nothing is accepted as long as it is not known who is revoked. */
  readonly requiresRevocation?: boolean;
  readonly onNote?: SetMerchant['onNote'];
  readonly onFailure?: (error: unknown) => void;
}

export interface OpenedBookshop extends BookshopPorts {
  readonly merchant: SetMerchant;
  /** Goes on with what an earlier run left under way, and keeps asking who is revoked until `close`. */
  resume(): Promise<void>;
  close(): Promise<void>;
}

const merchantSchema = v.object({
  brand: v.pipe(v.string(), v.minLength(1), v.maxLength(60)),
  currency: v.pipe(v.string(), v.regex(/^[A-Z]{3}$/)),
});
const chainSchema = v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(8));

/** ISO 3166-1 numeric, as certificates name them. */
const homes: Readonly<Record<string, Country>> = { '250': 'FR', '056': 'BE' };

/** Throws when a file is missing or malformed, and what `openMerchantIdentity` throws. */
export async function openBookshop(location: BookshopLocation): Promise<OpenedBookshop> {
  const { dataDir, origin, gatewayUrl, requiresRevocation = false, onNote, onFailure } = location;
  const readJson = async (name: string): Promise<unknown> =>
    JSON.parse(await readFile(join(dataDir, name), 'utf8'));
  const { identity, trust, revocation } = await openMerchantIdentity(await readJson('identity.json'), {
    requiresRevocation,
  });
  const { brand, currency } = v.parse(merchantSchema, await readJson('merchant.json'));
  const chain = v.parse(chainSchema, await readJson('gateway-chain.json'));
  const operatorToken = await readOrMakeSecret(join(dataDir, 'operator-token'));
  const database = openDatabase(join(dataDir, 'bookshop.sqlite'), bookshopMigrations);
  const now = () => Math.floor(Date.now() / 1000);
  const merchant: SetMerchant = {
    ...{ identity, trust, revocation, origin, brand, now },
    gateway: httpGatewayLink(gatewayUrl),
    gatewayCertificate: await gatewayCertificateOf(chain, { trust, now }),
    orders: new SqliteOrderStore(database),
    random: (byteCount) => crypto.getRandomValues(new Uint8Array(byteCount)),
    sleep: (durationMs) => new Promise((resolve) => setTimeout(resolve, durationMs)),
    // Books are posted: money is taken when they leave. Who has no wallet may use the card form.
    policy: { ...defaultSetPolicy, captureAtOnce: false, acceptsUnsigned: true },
    ...(onNote === undefined ? {} : { onNote }),
  };
  const settler = new OrderSettler(merchant);
  const { name, city, country } = certifiedShop(merchant);
  const source = { identity, revocation, url: `${gatewayUrl}/set/revocation`, fetch, now };
  const keptPath = join(dataDir, 'revocation.json');
  await takeKeptRevocation(keptPath, source, (reason) =>
    onNote?.({ reason }, 'the kept revocation list is not usable'),
  );
  let stopAsking = () => {};
  return {
    merchant,
    shopName: name,
    town: city,
    home: homes[country] ?? 'FR',
    ...{ origin, currency, operatorToken, now },
    books: allBooks,
    random: merchant.random,
    desk: setDesk(merchant, settler),
    book: new OrderBook(database),
    endpoints: createSetEndpoints({ merchant, settler, ...(onFailure === undefined ? {} : { onFailure }) }),
    cardFormScript: await readCardForm(),
    ...(onFailure === undefined ? {} : { onFailure }),
    async resume() {
      stopAsking = askWhoIsRevoked(source, keptPath, onNote);
      await settler.resume();
    },
    async close() {
      stopAsking();
      await settler.stop();
      database.close();
    },
  };
}

/** Hourly from now on. A list that can't be had is asked for again; what was known before stays. */
function askWhoIsRevoked(
  source: RevocationSource,
  keptPath: string,
  onNote: SetMerchant['onNote'],
): () => void {
  return scheduleRevocation({
    refresh: async () => {
      if (await refreshRevocation(source)) onNote?.({}, 'a newer revocation list was taken');
      await keepRevocation(keptPath, source);
    },
    timers: {
      later: (delayMs, callback) => {
        const timer = setTimeout(callback, delayMs);
        return () => clearTimeout(timer);
      },
    },
    onFailure: (error) =>
      onNote?.({ reason: error instanceof Error ? error.message : 'unknown' }, 'no revocation list'),
  });
}

/** Name, town and country as the certificate vouches for them. */
function certifiedShop({ identity }: SetMerchant) {
  const data = identity.certificate.merchantData;
  if (data === undefined) throw new TypeError('the identity is not a merchant’s');
  return data;
}

/** `npm run build` makes it; without it the shop opens all the same and offers the wallet alone. */
async function readCardForm(): Promise<string | undefined> {
  try {
    return await readFile(new URL('../../dist/card-form.js', import.meta.url), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
