/** `backup --to` and `restore --from`: a copy of the ledger while it is served, and the way back. */
import { Command } from 'commander';
import { type LedgerPlace, ledgerOf, withLedger } from '../cli/ledger-place.ts';
import { backUp } from './back-up.ts';
import { restore } from './restore.ts';

export function backupCommands(): Command[] {
  const backup = withLedger(new Command('backup').description('copy the ledger, while it is served or not'))
    .requiredOption('--to <file>', 'a new file')
    .action(async ({ to, ...where }: LedgerPlace & { to: string }) => {
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
    .action(async ({ from, force = false, ...where }: LedgerPlace & { from: string; force?: boolean }) => {
      const at = Math.floor(Date.now() / 1000);
      process.stdout.write(
        `${JSON.stringify(await restore({ from, ledger: ledgerOf(where), force, at }))}\n`,
      );
    });
  return [backup, back];
}
