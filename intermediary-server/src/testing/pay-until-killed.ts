/**
 * Pays, many at once, and prints each receipt after its commit, until it is killed. Arguments: where the ledger is, and
 * the payers' common name.
 */
import { openLedgerStore } from '../store/open-ledger-store.ts';
import { LedgerDriver } from './ledger-driver.ts';

const [where = '', name = ''] = process.argv.slice(2);
const now = Math.floor(Date.now() / 1000);
const driver = new LedgerDriver(await openLedgerStore(where, now), now, 100_000);

await Promise.all(
  ['a', 'b', 'c', 'd'].map(async (payer) => {
    for (;;) {
      const { code, receiptId } = await driver.pay(driver.newRequest(`${name} ${payer}`, 'M1', 7));
      if (receiptId !== undefined) process.stdout.write(`${receiptId}\n`);
      else if (code !== 'changed') throw new Error(code);
    }
  }),
);
