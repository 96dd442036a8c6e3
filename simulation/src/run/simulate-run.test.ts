/** The simulation finds what it is there to find, finds nothing where nothing is, and does the same again. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeWorld, type World } from '../world.ts';
import { type Break, breaks } from './broken-builds.ts';
import { simulateRun } from './simulate-run.ts';

let world: World;

beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.remove());

test('nothing is lost or doubled in the first 15 runs, whatever goes wrong', async () => {
  const struck = new Set<string>();
  let payments = 0;
  for (let seed = 1; seed <= 15; seed += 1) {
    const { wrong, faults, ...run } = await simulateRun(world, seed);
    expect({ seed, wrong }).toEqual({ seed, wrong: [] });
    payments += run.payments;
    for (const [kind, count] of Object.entries(faults)) if (count > 0) struck.add(kind);
  }
  expect(payments).toBeGreaterThan(15);
  expect(struck.size).toBeGreaterThan(8);
});

test('a seed takes the same course each time', async () => {
  const first = await simulateRun(world, 7);
  await simulateRun(world, 8);
  const again = await simulateRun(world, 7);
  expect(again.trace).toEqual(first.trace);
  expect(again.digest).toBe(first.digest);
});

const says: Readonly<Record<Break, RegExp>> = {
  'skip-idempotency': /is debited twice$/,
  'answer-before-commit': /which the ledger does not have$/,
};

test.each(breaks)('a build with %s is caught within 100 runs, and again by its seed', async (broken) => {
  const caught = async (seed: number) => (await simulateRun(world, seed, broken)).wrong;
  for (let seed = 1; seed <= 100; seed += 1) {
    const wrong = await caught(seed);
    if (!wrong.some((words) => says[broken].test(words))) continue;
    expect(await caught(seed)).toEqual(wrong);
    return;
  }
  expect.unreachable(`${broken} is not caught`);
});
