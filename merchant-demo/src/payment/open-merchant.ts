/** Joins the payment part to what is on this machine: identity and keys in the data directory, SQLite, the net. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type IntermediaryAddress, type Merchant, openMerchantIdentity } from '@ecomm/merchant';
import { readOrMakeSecret } from './secret-file.ts';
import { openDatabase } from './store/open-database.ts';
import { SqliteOfferStore } from './store/sqlite-offer-store.ts';

export interface MerchantLocation {
  /** Holds identity.json; the rest is made there. */
  readonly dataDir: string;
  readonly origin: string;
  readonly intermediaries: readonly IntermediaryAddress[];
}

export interface OpenedMerchant {
  readonly merchant: Merchant;
  readonly operatorToken: string;
  close(): void;
}

export async function openMerchant({
  dataDir,
  origin,
  intermediaries,
}: MerchantLocation): Promise<OpenedMerchant> {
  const identityFile: unknown = JSON.parse(await readFile(join(dataDir, 'identity.json'), 'utf8'));
  const { identity, trust } = await openMerchantIdentity(identityFile);
  const operatorToken = await readOrMakeSecret(join(dataDir, 'operator-token'));
  const credentialKey = Buffer.from(await readOrMakeSecret(join(dataDir, 'credential-key')), 'base64url');
  const database = openDatabase(join(dataDir, 'merchant.sqlite'));
  const merchant: Merchant = {
    identity,
    trust,
    origin,
    intermediaries,
    store: new SqliteOfferStore(database),
    credentialKey,
    now: () => Math.floor(Date.now() / 1000),
    random: (byteCount) => crypto.getRandomValues(new Uint8Array(byteCount)),
    fetch: (input, init) => fetch(input, init),
  };
  return { merchant, operatorToken, close: () => database.close() };
}
