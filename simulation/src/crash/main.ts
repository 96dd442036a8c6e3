/** `npm run crash`: kills real processes under load, restarts them, and compares what wallets and ledger have. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { runCrash } from './run-crash.ts';

interface Options {
  readonly kills: number;
  readonly seed: number;
  readonly database?: string;
}

await new Command('crash')
  .description('SIGKILL at random under load: nothing may be lost or doubled.')
  .option('--kills <number>', 'how many', whole, 200)
  .option('--seed <number>', 'who is killed when', whole, 1)
  .addOption(
    new Option('--database <url>', 'the ledger on PostgreSQL: an empty database; without it, SQLite').env(
      'ECOMM_DATABASE_URL',
    ),
  )
  .action(crash)
  .parseAsync();

async function crash({ kills, seed, database }: Options): Promise<void> {
  const onProgress = (count: number) => {
    if (count % 10 === 0) process.stderr.write(`${count} kills\n`);
  };
  const { wrong, ...result } = await runCrash({ kills, seed, database, onProgress });
  for (const words of wrong) process.stdout.write(`${words}\n`);
  process.stdout.write(`${JSON.stringify(result)}\n`);
  process.exit(wrong.length === 0 ? 0 : 1);
}

function whole(text: string): number {
  if (!/^[0-9]{1,6}$/.test(text)) throw new InvalidArgumentError('this is not a whole number');
  return Number(text);
}
