/** Accounts from the command line: kept in the ledger's own database, refused in words, shown masked. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { testTime } from '../../../packages/protocol/src/testing/demo-parties.ts';
import { payerFingerprint } from '../ledger/payer-fingerprint.ts';
import { openLedgerStore } from '../store/open-ledger-store.ts';
import { LedgerDriver } from '../testing/ledger-driver.ts';
import { creditorId, houseIban, otherIban } from '../testing/test-orders.ts';
import { accountCommand } from './account-command.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'accounts-'));
});
afterEach(() => rm(directory, { recursive: true }));

const run = (...args: string[]) =>
  accountCommand().parseAsync([...args, '--data-dir', directory], { from: 'user' });
const holder = ['--name', 'Librairie du Nord', '--iban', otherIban];

test('accounts and mandates are set, ended and listed with masked IBANs', async () => {
  const store = await openLedgerStore(join(directory, 'intermediary.sqlite'), testTime);
  const driver = new LedgerDriver(store, testTime);
  await driver.pay(driver.newRequest('C1', 'M1', 10));
  const payer = payerFingerprint('C1');
  await run('house', '--name', 'eComm', '--iban', houseIban, '--creditor-id', creditorId);
  await run('merchant', 'M1', ...holder, '--bic', 'COBADEFF');
  await run('mandate', payer, ...holder, '--mandate-id', 'MND-1', '--signed-on', '2026-01-31');
  expect(await store.readBankAccounts()).toMatchObject({
    house: { iban: houseIban, creditorId },
    merchants: [{ merchantId: 'M1', iban: otherIban, bic: 'COBADEFF' }],
    mandates: [{ fingerprint: payer, mandateId: 'MND-1', sequence: 'FRST', collectBy: 'directDebit' }],
  });
  const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  await run('list');
  const shown = written.mock.calls.join();
  written.mockRestore();
  expect(shown).toContain('FR76 … 0189');
  expect(shown).not.toContain(houseIban);
  await run('end-mandate', payer);
  expect((await store.readBankAccounts()).mandates).toEqual([]);
  await store.close();
});

test.each([
  [
    'an IBAN with a wrong digit',
    ['house', '--name', 'x', '--iban', 'FR7630006000011234567890188'],
    'ERR_BANK_ACCOUNT_INVALID',
  ],
  [
    'a payer whom nobody knows',
    ['mandate', 'nobody', ...holder, '--mandate-id', 'M', '--signed-on', '2026-01-31'],
    'ERR_INTERMEDIARY_NOT_FOUND',
  ],
  ['the end of a mandate that is not there', ['end-mandate', 'nobody'], 'ERR_INTERMEDIARY_NOT_FOUND'],
])('%s is refused', async (_what, args, code) => {
  await expect(run(...args)).rejects.toMatchObject({ code });
});
