/**
 * Browsers for one test file, closed after it. Their consoles are searched for the PIN, and after each test their
 * journals are compared with the intermediary's ledger.
 */
import { join } from 'node:path';
import { afterAll, afterEach, expect } from 'vitest';
import { readBooks } from './books.ts';
import { ReaderPanel } from './reader-panel.ts';
import type { TestWorld } from './test-world.ts';
import { readWalletBooks, walletDisagreements } from './wallet-books.ts';
import { openWalletBrowser, type WalletBrowser, type WalletBrowserOptions } from './wallet-browser.ts';

export interface TestWallets {
  readonly panel: ReaderPanel;
  /** A new browser with an empty profile. */
  open(options?: Partial<WalletBrowserOptions>): Promise<WalletBrowser>;
}

/** Call after `useWorld`: browsers close before the world ends. */
export function useWallets(house: TestWorld): TestWallets {
  const opened: WalletBrowser[] = [];
  afterEach(async () => {
    const receipts = (await Promise.all(opened.map(readWalletBooks))).flat();
    expect(walletDisagreements(receipts, (await readBooks(house.world)).intermediary)).toEqual([]);
  });

  afterAll(async () => {
    for (const wallet of opened) await wallet.close().catch(() => undefined);
  });
  return {
    get panel() {
      return new ReaderPanel(house.world.panelUrl);
    },
    async open(options = {}) {
      const number = opened.length + 1;
      const directory = join(house.directory, `browser-${number}`);
      const wallet = await openWalletBrowser(house.world, {
        directory,
        headless: true,
        language: 'en',
        ...options,
      });
      house.alsoSearch(`console of browser ${number}`, () => wallet.consoleOutput.join('\n'));
      opened.push(wallet);
      return wallet;
    },
  };
}
