/** A world for one test file: started before its tests, searched for the PIN and its books compared after each. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { disagreements, readBooks } from './books.ts';
import { drawPin, findPin } from './secret-search.ts';
import { SoftwareCard } from './software-card.ts';
import { startWorld, type World, type WorldOptions } from './start-world.ts';

export interface TestWorld {
  readonly world: World;
  readonly pin: string;
  /** A folder of this test file's own, gone afterwards. */
  readonly directory: string;
  softwareCard(cardId: string): Promise<SoftwareCard>;
  /** More that was printed, to be searched for the PIN: the consoles of browsers. */
  alsoSearch(name: string, text: () => string): void;
}

/** Call at the top of a test file; the returned object is filled before the first test. */
export function useWorld(
  options: Pick<WorldOptions, 'profile' | 'withReader'> & Partial<WorldOptions>,
): TestWorld {
  const searched = new Map<string, () => string>();
  const state: { world?: World; directory?: string } = {};
  const pin = drawPin();
  const present = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error('the world is not started yet');
    return value;
  };

  beforeAll(async () => {
    state.directory = await mkdtemp(join(tmpdir(), 'ecomm-e2e-'));
    state.world = await startWorld({ ...options, dataDir: join(state.directory, 'house'), pin });
  });

  afterEach(async () => {
    expect(disagreements(await readBooks(present(state.world)))).toEqual([]);
  });

  afterAll(async () => {
    if (state.world === undefined || state.directory === undefined) return;
    await state.world.stop();
    const texts: Record<string, string> = {};
    for (const process of state.world.processes) texts[`output of ${process.name}`] = process.output;
    for (const [name, text] of searched) texts[name] = text();
    const places = await findPin(pin, { texts, directories: [state.directory] });
    await rm(state.directory, { recursive: true, force: true });
    expect(places, 'places that hold the PIN').toEqual([]);
  });

  return {
    get world() {
      return present(state.world);
    },
    pin,
    get directory() {
      return present(state.directory);
    },
    softwareCard: (cardId) =>
      SoftwareCard.read(join(present(state.world).dataDir, 'cards', `${cardId}.json`)),
    alsoSearch: (name, text) => searched.set(name, text),
  };
}
