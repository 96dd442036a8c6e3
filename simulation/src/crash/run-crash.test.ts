/** The real programs as real processes, killed under load: a short form of `npm run crash`. */
import { expect, test } from 'vitest';
import { runCrash } from './run-crash.ts';

test('three kills under load lose nothing and double nothing', async () => {
  const result = await runCrash({ kills: 3, seed: 1, database: undefined, onProgress: () => {} });
  expect(result).toMatchObject({ kills: 3, wrong: [], lost: 0, doubled: 0, balanced: true });
  expect(result.payments).toBeGreaterThan(0);
}, 240_000);
