/** `backup --to` and `restore --from`: a copy of the ledger while it is served, and the way back. */
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { intermediaryFiles } from '../data-directory.ts';
import { backUp } from './back-up.ts';
import { restore } from './restore.ts';

interface Where {
  readonly dataDir: string;
  readonly database?: string;
}

export function backupCommands(): Command[] {
  const backup = withLedger(new Command('backup').description('copy the ledger, while it is served or not'))
    .requiredOption('--to <file>', 'a new file')
    .action(async ({ to, ...where }: Where & { to: string }) => {
      await backUp(ledgerOf(where), to);
      process.stdout.write(`${JSON.stringify({ backup: to })}\n`);
    });
  const back = withLedger(
    new Command('restore').description('check a copy, and put it in the ledger’s place'),
  )
    .requiredOption('--from <file>', 'what backup made')
    .option(
      '--force',
      'replace the ledger that is there, which is kept beside it; the server must be stopped',
    )
    .action(async ({ from, force = false, ...where }: Where & { from: string; force?: boolean }) => {
      const at = Math.floor(Date.now() / 1000);
      process.stdout.write(
        `${JSON.stringify(await restore({ from, ledger: ledgerOf(where), force, at }))}\n`,
      );
    });
  return [backup, back];
}

function withLedger(command: Command): Command {
  return command
    .requiredOption('--data-dir <directory>', 'of the intermediary')
    .addOption(new Option('--database <url>', 'the ledger on PostgreSQL').env('ECOMM_DATABASE_URL'));
}

function ledgerOf({ dataDir, database }: Where): string {
  return database || join(dataDir, intermediaryFiles.database);
}
