/** Browsers for one test file, closed after it; their consoles are searched for the PIN. */
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { ReaderPanel } from './reader-panel.ts';
import type { TestWorld } from './test-world.ts';
import { openWalletBrowser, type WalletBrowser, type WalletBrowserOptions } from './wallet-browser.ts';

export interface TestWallets {
  readonly panel: ReaderPanel;
  /** A new browser with an empty profile. */
  open(options?: Partial<WalletBrowserOptions>): Promise<WalletBrowser>;
}

/** Call after `useWorld`: browsers close before the world ends. */
export function useWallets(house: TestWorld): TestWallets {
  const opened: WalletBrowser[] = [];
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
