/**
 * A process of its own that closes a ledger's running period, the gateway's answers given at once. Prints one JSON line:
 * how many purchases were cleared, how long it took, and the most memory that was resident.
 *
 * Usage: close.ts DATABASE
 */
import { readFile } from 'node:fs/promises';
import { newIdentifier } from '@ecomm/protocol';
import { openLedgerStore } from '../../../intermediary-server/src/store/open-ledger-store.ts';

const [database = ''] = process.argv.slice(2);
const at = Math.floor(Date.now() / 1000);
const random = (byteCount: number) => crypto.getRandomValues(new Uint8Array(byteCount));
const store = await openLedgerStore(database, at);
const from = performance.now();
const newRrpid = () => newIdentifier(random);
const period = await store.beginClose({ at, settleOpenOtbsAtClose: true, newRrpid });
for (const settlement of await store.pendingSettlements(period))
  await store.commitSettlement(settlement, { state: 'done', code: 'success' });
const { debits, credits, balanced } = await store.finishClose(period, at, newRrpid);
const tookMs = performance.now() - from;
await store.close();
const purchases = debits.reduce((sum, { count }) => sum + count, 0);
// Kibibytes. Not getrusage(2)'s, which has that of the program that started this one.
const [, maxResident] = /^VmHWM:\s+(\d+) kB$/m.exec(await readFile('/proc/self/status', 'utf8')) ?? [];
const maxResidentMib = Number(maxResident) / 1024;
process.stdout.write(
  `${JSON.stringify({ purchases, lines: debits.length + credits.length, tookMs, maxResidentMib, balanced })}\n`,
);
