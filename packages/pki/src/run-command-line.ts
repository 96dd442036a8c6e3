/** The operators' command line: reads the arguments, runs one command, and says how it went. */
import { Command, CommanderError } from 'commander';
import { finishChange } from './change-files.ts';
import { addCreateTree } from './commands/create-tree.ts';
import { addInspect } from './commands/inspect.ts';
import { addIssue } from './commands/issue.ts';
import { addList } from './commands/list.ts';
import type { Ports } from './commands/ports.ts';
import { addPublish } from './commands/publish.ts';
import { addRenew } from './commands/renew.ts';
import { addRevoke } from './commands/revoke.ts';
import { addRollRoot } from './commands/roll-root.ts';
import { errorText } from './report-error.ts';

/** Returns the exit code: 0, 1 for what can't be done, 2 for arguments that are none. */
export async function runCommandLine(args: readonly string[], ports: Ports): Promise<0 | 1 | 2> {
  try {
    await programWith(ports).parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    ports.complain(errorText(error));
    return 1;
  }
}

function programWith(ports: Ports): Command {
  const program = new Command('ecomm-pki')
    .description('the trust tree of a brand: authorities, certificates, what is revoked')
    .exitOverride()
    .showHelpAfterError('to do: add --help to see what is taken')
    .configureOutput({ writeOut: ports.print, writeErr: ports.complain })
    .hook('preAction', async (_program, command) => {
      const { data } = command.opts<{ data?: string }>();
      if (data !== undefined) await finishChange(data);
    });
  for (const add of [
    ...[addCreateTree, addIssue, addRenew, addRevoke, addPublish],
    ...[addInspect, addList, addRollRoot],
  ])
    add(program, ports);
  return program;
}
