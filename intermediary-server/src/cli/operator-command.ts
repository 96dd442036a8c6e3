/**
 * `operator …`: who may sign in at the operator's page, while the server runs or not. A password is read from standard input, where
 * neither the list of processes nor the shell's history shows it.
 */
import { createInterface } from 'node:readline/promises';
import { Command, Option } from 'commander';
import { IntermediaryError } from '../errors.ts';
import type { AuditNote } from '../ledger/audit-entry.ts';
import type { LedgerStore } from '../ledger/ledger-store.ts';
import { hashPassword, type PasswordCost, passwordCost } from '../operator/password.ts';
import { type OperatorRole, roles } from '../operator/roles.ts';
import { assertOperatorName, assertSet } from '../operator/users.ts';
import { type LedgerPlace, onLedger, withLedger } from './ledger-place.ts';

export interface OperatorCommandPorts {
  readonly readPassword: () => Promise<string>;
  readonly cost: PasswordCost;
}

const commandLine: OperatorCommandPorts = { readPassword: readLine, cost: passwordCost };
const random = (byteCount: number) => crypto.getRandomValues(new Uint8Array(byteCount));

export function operatorCommand({ readPassword, cost }: OperatorCommandPorts = commandLine): Command {
  const operator = new Command('operator').description('who may sign in at the operator’s page');
  const role = new Option('--role <role>', 'viewer reads, clerk also freezes, admin does everything').choices(
    roles,
  );
  withLedger(operator.command('add <name>').description('password on standard input'))
    .addOption(role.makeOptionMandatory())
    .action(async (name: string, { role: given, ...where }: LedgerPlace & { role: OperatorRole }) => {
      assertOperatorName(name);
      const password = await hashPassword(await readPassword(), random, cost);
      await onLedger(where, async (store, at) => {
        const status = await store.addOperator(
          { name, role: given, password },
          note('operator.add', `${name} ${given}`),
          at,
        );
        if (status === 'taken')
          throw new IntermediaryError('ERR_OPERATOR_NAME_TAKEN', 'there is or was an operator of this name');
      });
    });
  withLedger(operator.command('password <name>').description('a new one, on standard input')).action(
    async (name: string, where: LedgerPlace) => {
      const password = await hashPassword(await readPassword(), random, cost);
      await change(where, name, { password, isOneTime: false }, 'operator.password');
    },
  );
  withLedger(operator.command('disable <name>').description('its sessions end at once')).action(
    (name: string, where: LedgerPlace) => change(where, name, { status: 'disabled' }, 'operator.disable'),
  );
  withLedger(operator.command('enable <name>')).action((name: string, where: LedgerPlace) =>
    change(where, name, { status: 'active' }, 'operator.enable'),
  );
  withLedger(operator.command('list')).action((where: LedgerPlace) =>
    onLedger(where, async (store) => {
      for (const { name, role: held, status, setAt } of await store.readOperators())
        process.stdout.write(
          `${JSON.stringify({ name, role: held, status, setAt: new Date(setAt * 1000).toISOString() })}\n`,
        );
    }),
  );
  return operator;
}

function change(
  where: LedgerPlace,
  name: string,
  what: Parameters<LedgerStore['changeOperator']>[1],
  action: string,
): Promise<void> {
  return onLedger(where, async (store, at) => {
    assertSet(await store.changeOperator(name, what, note(action, name), at));
  });
}

/** Whoever can write the database's files needs no further permission. */
function note(action: string, subject: string): AuditNote {
  return { operator: 'command line', role: 'admin', action, subject, outcome: 'done' };
}

async function readLine(): Promise<string> {
  if (process.stdin.isTTY) process.stderr.write('Password (it is shown; better: pipe it in): ');
  const lines = createInterface({ input: process.stdin });
  try {
    for await (const line of lines) return line;
    return '';
  } finally {
    lines.close();
  }
}
