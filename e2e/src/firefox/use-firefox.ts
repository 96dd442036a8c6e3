/** One Firefox for a test file, closed after it: its consoles are searched for the PIN, its journal is compared with the ledger. */
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { readBooks } from '../world/books.ts';
import type { TestWorld } from '../world/test-world.ts';
import { receiptsInJournal, walletDisagreements } from '../world/wallet-books.ts';
import { openWalletPage } from './firefox-pages.ts';
import { type Firefox, openFirefox } from './open-firefox.ts';

/** Call after `useWorld`: the browser closes before the world ends. */
export function useFirefox(house: TestWorld): () => Firefox {
  let firefox: Firefox | undefined;
  const present = () => {
    if (firefox === undefined) throw new Error('Firefox is not open yet');
    return firefox;
  };

  beforeAll(async () => {
    firefox = await openFirefox(house.world, { directory: join(house.directory, 'firefox'), headless: true });
    house.alsoSearch('console of Firefox', () => present().consoleOutput.join('\n'));
  });

  afterEach(async () => {
    const journal = await openWalletPage(present(), 'pages/journal.html');
    const receipts = await journal.evaluate(receiptsInJournal);
    await journal.close();
    expect(walletDisagreements(receipts, (await readBooks(house.world)).intermediary)).toEqual([]);
  });

  afterAll(async () => {
    await firefox?.close();
  });
  return present;
}
