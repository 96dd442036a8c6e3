/**
 * Closes the period of a ledger and writes its files, as another process that is struck by SIGKILL right after a named
 * operation. Arguments: where the ledger is, the operation, the time in seconds since 1970.
 */
import { closePeriod } from '../clearing/close-period.ts';
import type { Intermediary } from '../intermediary.ts';
import { KeyedLock } from '../keyed-lock.ts';
import type { LedgerStore } from '../ledger/ledger-store.ts';
import { openLedgerStore } from '../store/open-ledger-store.ts';

const [where = '', fatal = '', time = ''] = process.argv.slice(2);
const at = Number(time);
const opened = await openLedgerStore(where, at);
const store = new Proxy(opened, {
  get: (target, name: keyof LedgerStore & string) => {
    const operation = target[name] as (...args: unknown[]) => Promise<unknown>;
    if (name !== fatal) return operation;
    return async (...args: unknown[]) => {
      await operation(...args);
      process.kill(process.pid, 'SIGKILL');
      await new Promise(() => {});
    };
  },
});
const silent = () => {};
// Its settlements are those of others: what a close does with the gateway is tested with a gateway.
const period = await store.beginClose({
  at,
  settleOpenOtbsAtClose: true,
  newRrpid: () => crypto.randomUUID(),
});
for (const settlement of await store.pendingSettlements(period))
  await store.commitSettlement(settlement, { state: 'done', code: 'success' });
await closePeriod({
  store,
  clock: () => at,
  policy: { settleOpenOtbsAtClose: true },
  random: (byteCount: number) => crypto.getRandomValues(new Uint8Array(byteCount)),
  closeLock: new KeyedLock(),
  log: { info: silent, warn: silent, error: silent },
} as unknown as Intermediary);
