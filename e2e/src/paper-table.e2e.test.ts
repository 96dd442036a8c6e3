/** The paper's aggregation table, by real micropurchases over real HTTP, in its own francs. */
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { closePeriod, readBooks, sum, waitUntilCredited } from './world/books.ts';
import { ScriptWallet } from './world/script-wallet.ts';
import { shopOf } from './world/start-world.ts';
import { useWorld } from './world/test-world.ts';

const house = useWorld({
  profile: 'paper',
  withReader: false,
  shopArgs: ['--catalogue', fileURLToPath(new URL('../catalogues/paper.json', import.meta.url))],
});

/** INET'98, Michon, "Aggregation": rows are clients, columns merchants, in francs. */
const table = { C1: { M1: 5, M2: 5 }, C2: { M1: 3, M2: 15 } } as const;

test('C1 pays 10 F, C2 18 F, M1 gets 8 F, M2 20 F, 28 F in all', async () => {
  const { world } = house;
  for (const [client, purchases] of Object.entries(table)) {
    const wallet = await ScriptWallet.enrol(world, await house.softwareCard(client.toLowerCase()));
    for (const [merchantId, francs] of Object.entries(purchases)) {
      const page = await wallet.buy(shopOf(world, merchantId).url, `/article/paper-${francs}`);
      expect(page).toContain('<html');
    }
  }
  await waitUntilCredited(world);
  const clearing = await closePeriod(world);
  expect(clearing.debits.map(({ amountMinor }) => amountMinor).toSorted((a, b) => a - b)).toEqual([
    1000, 1800,
  ]);
  const credits = Object.fromEntries(
    clearing.credits.map(({ merchantId, amountMinor }) => [merchantId, amountMinor]),
  );
  expect(credits).toEqual({ M1: 800, M2: 2000 });
  expect(sum(clearing.captures.map(({ amountMinor }) => amountMinor))).toBe(2800);
  expect(clearing.balanced).toBe(true);
  const { issuer } = await readBooks(world);
  expect(issuer.accounts.map(({ debitedMinor }) => debitedMinor).toSorted((a, b) => a - b)).toEqual([
    1000, 1800,
  ]);
  expect(sum(issuer.accounts.map(({ heldMinor }) => heldMinor))).toBe(0);
});
