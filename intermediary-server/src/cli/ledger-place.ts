/** Where a command finds the ledger: in the intermediary's data directory, or on PostgreSQL. */
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { intermediaryFiles } from '../data-directory.ts';
import type { LedgerStore } from '../ledger/ledger-store.ts';
import { openLedgerStore } from '../store/open-ledger-store.ts';

export interface LedgerPlace {
  readonly dataDir: string;
  readonly database?: string;
}

/** Adds the options that say it. */
export function withLedger(command: Command): Command {
  return command
    .requiredOption('--data-dir <directory>', 'of the intermediary')
    .addOption(new Option('--database <url>', 'the ledger on PostgreSQL').env('ECOMM_DATABASE_URL'));
}

/** A file, or a URL. */
export function ledgerOf({ dataDir, database }: LedgerPlace): string {
  return database || join(dataDir, intermediaryFiles.database);
}

/** Opens it for as long as the work takes. `at`: seconds since 1970. */
export async function onLedger(
  place: LedgerPlace,
  work: (store: LedgerStore, at: number) => Promise<void>,
): Promise<void> {
  const at = Math.floor(Date.now() / 1000);
  const store = await openLedgerStore(ledgerOf(place), at);
  try {
    await work(store, at);
  } finally {
    await store.close();
  }
}
