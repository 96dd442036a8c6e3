/** Operators from the command line: kept hashed, listed without their hash, noted in the audit trail. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { isPassword } from '../operator/password.ts';
import { openLedgerStore } from '../store/open-ledger-store.ts';
import { operatorCommand } from './operator-command.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'operators-'));
});
afterEach(() => rm(directory, { recursive: true }));

const run = (password: string, ...args: string[]) =>
  operatorCommand({ readPassword: async () => password, cost: { N: 1024, r: 8, p: 1 } })
    .exitOverride()
    .parseAsync([...args, '--data-dir', directory], { from: 'user' });
const option = { code: 'ERR_INTERMEDIARY_OPTION' };

test('an operator is added, given another password, disabled and enabled, each on the trail', async () => {
  await run('correct horse battery', 'add', 'camille', '--role', 'clerk');
  await run('another long password', 'password', 'camille');
  await run('', 'disable', 'camille');
  await run('', 'enable', 'camille');
  const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  await run('', 'list');
  const shown = written.mock.calls.join();
  written.mockRestore();
  expect(shown).toContain('"name":"camille","role":"clerk","status":"active"');
  expect(shown).not.toContain('scrypt');
  const store = await openLedgerStore(join(directory, 'intermediary.sqlite'), 0);
  const { password } = (await store.findOperator('camille')) ?? {};
  expect([
    await isPassword('another long password', password),
    await isPassword('correct horse battery', password),
  ]).toEqual([true, false]);
  expect((await store.readAudit(undefined, 9)).map(({ action }) => action)).toEqual([
    ...['operator.enable', 'operator.disable', 'operator.password', 'operator.add'],
  ]);
  await store.close();
});

test('a name that is taken or none, and a password that is short, are refused', async () => {
  await run('correct horse battery', 'add', 'camille', '--role', 'viewer');
  await expect(run('correct horse battery', 'add', 'camille', '--role', 'admin')).rejects.toMatchObject({
    code: 'ERR_OPERATOR_NAME_TAKEN',
  });
  for (const name of ['operator', 'Camille', 'c', 'a b', 'x'.repeat(33)])
    await expect(run('correct horse battery', 'add', name, '--role', 'viewer')).rejects.toMatchObject(option);
  for (const password of ['', 'elevenchars', 'x'.repeat(201)])
    await expect(run(password, 'add', 'dominique', '--role', 'viewer')).rejects.toMatchObject(option);
  await expect(run('correct horse battery', 'password', 'nobody')).rejects.toMatchObject({
    code: 'ERR_INTERMEDIARY_NOT_FOUND',
  });
});
