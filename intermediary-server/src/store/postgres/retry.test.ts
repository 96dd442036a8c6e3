/** A transaction that others were in the way of is tried again, from its first question, and not for ever. */
import { describe, expect, test } from 'vitest';
import { ledgerKinds, useLedger } from '../../testing/ledger-kinds.ts';
import { preparedOf } from './prepared.ts';

/** Fails so many attempts to write an entry; a sequence counts on when its transaction is undone. */
const failing = (attempts: number, condition: string) => `
  CREATE SEQUENCE attempt;
  CREATE FUNCTION in_the_way() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF nextval('attempt') <= ${attempts} THEN RAISE EXCEPTION 'others first' USING ERRCODE = '${condition}'; END IF;
      RETURN NULL;
    END $$;
  CREATE TRIGGER in_the_way BEFORE INSERT ON posting EXECUTE FUNCTION in_the_way()`;

describe.each(ledgerKinds.filter(({ name }) => name === 'PostgreSQL'))('on $name', (kind) => {
  const ledger = useLedger(kind);

  test.each(['serialization_failure', 'deadlock_detected'])(
    'after %s a payment is made, once',
    async (condition) => {
      const driver = await ledger.filled();
      await ledger.database.exec(failing(4, condition));
      expect((await driver.pay(driver.newRequest('C1', 'M1', 100))).code).toBe('approved');
      const { otbs, purchases } = await driver.store.readState();
      expect([otbs[0]?.spentMinor, purchases.length]).toEqual([600, 2]);
    },
  );

  test.each(['serialization_failure', 'deadlock_detected'])(
    '%s without end is an error, and nothing is written',
    async (condition) => {
      const driver = await ledger.filled();
      const before = await driver.store.readState();
      await ledger.database.exec(failing(1000, condition));
      const commit = await driver.decide(driver.newRequest('C1', 'M1', 100));
      await expect(driver.store.commitPayment(commit)).rejects.toMatchObject({
        code: 'ERR_LEDGER_UNAVAILABLE',
        retryAfterSeconds: 5,
      });
      expect(await driver.store.readState()).toEqual(before);
    },
  );

  test('a defect is not tried again, and is not passed off as trouble of the database', async () => {
    const driver = await ledger.filled();
    await ledger.database.exec(failing(1, 'division_by_zero'));
    const commit = await driver.decide(driver.newRequest('C1', 'M1', 100));
    await expect(driver.store.commitPayment(commit)).rejects.toMatchObject({ code: '22012' });
    expect(await driver.store.commitPayment(commit)).toBe('committed');
  });
});

test('a statement keeps its name, and its values are numbered in their order', () => {
  const made = preparedOf('SELECT ? AS a, ? AS b');
  expect(made.text).toBe('SELECT $1 AS a, $2 AS b');
  expect(preparedOf('SELECT ? AS a, ? AS b')).toEqual(made);
  expect(preparedOf('SELECT ? AS c').name).not.toBe(made.name);
});
