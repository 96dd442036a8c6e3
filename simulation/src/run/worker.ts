/** A process that simulates the seeds that it is sent, one after the other. Its argument: a build that is broken, if any. */
import { makeWorld } from '../world.ts';
import type { Break } from './broken-builds.ts';
import { type RunResult, simulateRun } from './simulate-run.ts';

/** To the worker: a seed. Back: its result, with the trace where something did not hold or it is wanted. */
export interface Order {
  readonly seed: number;
  readonly wantsTrace: boolean;
}

const broken = process.argv[2] as Break | undefined;
const world = await makeWorld();
let last: Promise<void> = Promise.resolve();

process.on('message', ({ seed, wantsTrace }: Order) => {
  last = last.then(async () => {
    const result = await simulateRun(world, seed, broken);
    const isWanted = wantsTrace || result.wrong.length > 0;
    process.send?.({ ...result, trace: isWanted ? result.trace : [] } satisfies RunResult);
  });
});
process.once('disconnect', () => void world.remove().finally(() => process.exit(0)));
process.send?.('ready');
