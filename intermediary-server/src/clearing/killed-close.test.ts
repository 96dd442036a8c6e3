/** A close in a real process, killed at each of its steps and gone on with by another: the same files, the same bytes. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { testTime } from '../../../packages/protocol/src/testing/demo-parties.ts';
import { payerFingerprint } from '../ledger/payer-fingerprint.ts';
import { openLedgerStore } from '../store/open-ledger-store.ts';
import { LedgerDriver } from '../testing/ledger-driver.ts';
import { creditorId, houseIban, otherIban } from '../testing/test-orders.ts';

const program = fileURLToPath(new URL('../testing/close-and-die.ts', import.meta.url));
const account = { name: 'Librairie du Nord', iban: otherIban, bic: undefined };

async function fill(where: string): Promise<void> {
  const store = await openLedgerStore(where, testTime);
  const driver = new LedgerDriver(store, testTime);
  await store.setHouseAccount({ ...account, iban: houseIban, creditorId }, testTime);
  await store.setMerchantAccount({ merchantId: 'M1', ...account }, testTime);
  for (const payer of ['C1', 'C2', 'C1', 'C3'])
    await driver.claim((await driver.pay(driver.newRequest(payer, 'M1', 120))).receiptId ?? '');
  await store.setMandate(
    {
      ...{ ...account, mandateId: 'MND-1', fingerprint: payerFingerprint('C1'), signedOn: '2026-01-31' },
      ...{ sequence: 'FRST', collectBy: 'directDebit' },
    },
    testTime,
  );
  await store.close();
}

async function closeAndDie(where: string, fatal: string): Promise<unknown[]> {
  const args = ['--import', 'tsx', program, where, fatal, String(testTime)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  return once(child, 'exit');
}

async function filesOf(where: string): Promise<(string | undefined)[]> {
  const store = await openLedgerStore(where, testTime);
  const { messages = [] } = (await store.readClearing('2026-11-23.1')) ?? {};
  const files = await Promise.all(messages.map(({ messageId }) => store.findBankFile(messageId)));
  expect((await store.readState()).wrong).toEqual([]);
  expect(await store.unwrittenBankMessages()).toEqual([]);
  await store.close();
  return files.map((file) => file?.content);
}

test('a close that is killed at each step in turn ends with the files of one that was not', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'close-'));
  const [whole, killed] = [join(directory, 'whole.sqlite'), join(directory, 'killed.sqlite')];
  await Promise.all([fill(whole), fill(killed)]);
  expect(await closeAndDie(whole, 'never')).toEqual([0, null]);
  for (const step of ['beginClose', 'commitSettlement', 'finishClose', 'ordersOfMessage', 'saveBankFile'])
    expect(await closeAndDie(killed, step)).toEqual([null, 'SIGKILL']);
  // The first file was written before the last death, the second was not.
  const store = await openLedgerStore(killed, testTime);
  expect(await store.unwrittenBankMessages()).toHaveLength(1);
  await store.close();
  expect(await closeAndDie(killed, 'saveBankFile')).toEqual([null, 'SIGKILL']);
  const files = await filesOf(killed);
  expect(files).toHaveLength(2);
  expect(files).toEqual(await filesOf(whole));
  await rm(directory, { recursive: true });
}, 60_000);
