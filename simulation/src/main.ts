/** `npm run simulate`: many runs from many seeds; says what did not hold, and how to see it again. */
import { availableParallelism } from 'node:os';
import { Command, InvalidArgumentError, Option } from 'commander';
import { type Break, breaks } from './run/broken-builds.ts';
import { runSeeds } from './run/run-seeds.ts';
import type { RunResult } from './run/simulate-run.ts';
import { addRun, noTotals } from './run/totals.ts';

interface Options {
  readonly runs: number;
  readonly seed: number;
  readonly jobs: number;
  readonly trace: boolean;
  readonly break?: Break;
  readonly stopAfter: number;
}

const progressMs = 10_000;
/** Of a run that failed, when its whole trace is not asked for. */
const lastLines = 40;

await new Command('simulate')
  .description('Wallets, merchants, intermediary and bank in virtual time, while everything goes wrong.')
  .option('--runs <number>', 'how many', whole, 1000)
  .option('--seed <number>', 'of the first; each run has the next', whole, 1)
  .option('--jobs <number>', 'processes', whole, availableParallelism())
  .option('--trace', 'print what happens', false)
  .addOption(new Option('--break <build>', 'a build that is broken on purpose').choices(breaks))
  .option('--stop-after <number>', 'failures', whole, 10)
  .action(simulate)
  .parseAsync();

async function simulate({
  runs,
  seed,
  jobs,
  trace = false,
  break: broken,
  stopAfter,
}: Options): Promise<void> {
  const totals = noTotals();
  const from = performance.now();
  const timer = setInterval(
    () => process.stderr.write(`${totals.runs} runs, ${totals.failed} failed\n`),
    progressMs,
  );
  await runSeeds({
    ...{ first: seed, count: runs, jobs: Math.max(1, jobs), broken, wantsTrace: trace },
    onResult: (result) => {
      addRun(totals, result);
      if (trace) print(result.trace);
      if (result.wrong.length > 0) report(result, { broken, isTraced: trace });
      return totals.failed < stopAfter;
    },
  });
  clearInterval(timer);
  const seconds = Math.round((performance.now() - from) / 100) / 10;
  const { passed, failed, ...rest } = totals;
  print([JSON.stringify({ firstSeed: seed, ...rest, seconds }), `${passed} passed, ${failed} failed`]);
  if (failed > 0) process.exitCode = 1;
}

function report(
  { seed, wrong, trace }: RunResult,
  { broken, isTraced }: { readonly broken: Break | undefined; readonly isTraced: boolean },
): void {
  if (!isTraced) print(['…', ...trace.slice(-lastLines)]);
  const again = `npm run simulate -- --seed ${seed} --runs 1${broken === undefined ? '' : ` --break ${broken}`} --trace`;
  print([`seed ${seed}:`, ...wrong.map((words) => `  ${words}`), `  again: ${again}`]);
}

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

function whole(text: string): number {
  if (!/^[0-9]{1,9}$/.test(text)) throw new InvalidArgumentError('this is not a whole number');
  return Number(text);
}
