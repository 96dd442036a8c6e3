/** Many seeds on several processes. Which process takes which seed changes nothing of what a seed does. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Break } from './broken-builds.ts';
import type { RunResult } from './simulate-run.ts';
import type { Order } from './worker.ts';

export interface SeedsToRun {
  readonly first: number;
  readonly count: number;
  readonly jobs: number;
  readonly broken: Break | undefined;
  readonly wantsTrace: boolean;
  /** Called in the order in which they end. Returns whether to go on. */
  readonly onResult: (result: RunResult) => boolean;
}

/** So many are with a worker at once, so that it never waits for the next. */
const ahead = 4;
const workerFile = fileURLToPath(new URL('./worker.ts', import.meta.url));

/** Throws when a worker ends before its time. */
export async function runSeeds({
  first,
  count,
  jobs,
  broken,
  wantsTrace,
  onResult,
}: SeedsToRun): Promise<void> {
  let next = first;
  let isOver = false;
  const order = (worker: ChildProcess): boolean => {
    if (isOver || next >= first + count) return false;
    worker.send({ seed: next, wantsTrace } satisfies Order);
    next += 1;
    return true;
  };
  const work = () =>
    new Promise<void>((resolve, reject) => {
      const worker = fork(workerFile, broken === undefined ? [] : [broken], {
        execArgv: ['--import', 'tsx'],
      });
      let pending = 0;
      worker.on('message', (message: RunResult | 'ready') => {
        if (message === 'ready') while (pending < ahead && order(worker)) pending += 1;
        else {
          if (!isOver && !onResult(message)) isOver = true;
          if (!order(worker)) pending -= 1;
        }
        if (pending === 0) worker.disconnect();
      });
      worker.once('exit', (code) =>
        code === 0 ? resolve() : reject(new Error(`a worker ended with ${code}`)),
      );
    });
  await Promise.all(Array.from({ length: Math.min(jobs, count) }, work));
}
