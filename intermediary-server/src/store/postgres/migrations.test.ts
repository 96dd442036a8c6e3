/** A PostgreSQL ledger that an earlier version wrote: its content is there after the later steps, and is guarded. */
import { describe, expect, test } from 'vitest';
import { testTime } from '../../../../packages/protocol/src/testing/demo-parties.ts';
import { ledgerKinds, useLedger } from '../../testing/ledger-kinds.ts';

/** Takes the later steps back. */
const onlyStepOne = `DROP FUNCTION only_added CASCADE; UPDATE ledger_version SET version = 1;
  DROP TABLE bank_posting, bank_answer_entry, bank_answer, bank_file, bank_order, bank_message, clearing_line, mandate,
    bank_account, merchant_status, operator, audit_head, audit_entry, payment_minute, ledger_pulse, signed_header,
    card_credit_try, card_credit, refund_posting, refund_payment, refund, payer_recent, merchant_recent;
  DROP INDEX set_purchase_unpaid, otb_closing_by_payer, otb_by_payer, purchase_by_time, otb_by_time, otb_unsettled_by_time; ALTER TABLE payer DROP COLUMN issuer; ALTER TABLE settlement DROP COLUMN direct_debit_minor`;

describe.each(ledgerKinds.filter(({ name }) => name === 'PostgreSQL'))('on $name', (kind) => {
  const ledger = useLedger(kind);

  test('a ledger of version 1 keeps its books, and takes the later step', async () => {
    const driver = await ledger.filled();
    await driver.pay(driver.newRequest('C2', 'M2', 300));
    const before = await driver.store.readState();
    await driver.store.close();
    await ledger.database.exec(onlyStepOne);
    const store = await ledger.open(testTime + 9_000_000);
    expect(await store.readState()).toEqual(before);
    for (const table of ['purchase', 'posting', 'outcome', 'evidence', 'single_offer', 'otb'])
      for (const sql of [`DELETE FROM ${table}`, `TRUNCATE ${table} CASCADE`])
        await expect(ledger.database.exec(sql)).rejects.toThrow('never');
  });

  test('several processes that start at once take a step once', async () => {
    await (await ledger.filled()).store.close();
    await ledger.database.exec(onlyStepOne);
    const stores = await Promise.all([1, 2, 3, 4].map(() => ledger.open()));
    for (const store of stores) expect((await store.readState()).wrong).toEqual([]);
  });

  test('a step that fails leaves the ledger at the version that it had', async () => {
    await (await ledger.filled()).store.close();
    await ledger.database.exec(`${onlyStepOne};
      CREATE FUNCTION only_added() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$`);
    await expect(ledger.open()).rejects.toThrow('only_added');
    await expect(ledger.database.exec(`INSERT INTO ledger_version (version) VALUES (1)`)).rejects.toThrow(
      'unique',
    );
    await ledger.database.exec('DROP FUNCTION only_added');
    expect((await (await ledger.open()).readState()).purchases).toHaveLength(1);
  });

  test('a database that holds nothing of ours and may not be written is refused', async () => {
    const name = new URL(ledger.database.where).pathname.slice(1);
    await ledger.database.exec(`ALTER DATABASE ${name} SET default_transaction_read_only = on`);
    await expect(ledger.open()).rejects.toMatchObject({ code: 'ERR_LEDGER_READ_ONLY' });
    await ledger.database.exec(`ALTER DATABASE ${name} RESET default_transaction_read_only`);
  });
});
