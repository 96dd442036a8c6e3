/**
 * What a ledger costs that has been in use: payments on top of many purchases, against as many on an empty ledger before and
 * after; what a purchase takes on disk; and the close of a period with all of them, against that of a tenth.
 */
import { openLedgerStore } from '../../../intermediary-server/src/store/open-ledger-store.ts';
import { round } from '../round.ts';
import { checkLargeLedger } from './check-ledger.ts';
import { growLedger } from './grow-ledger.ts';
import { now, openOtbs } from './make-world.ts';
import { type HttpRun, measureHttp } from './measure-http.ts';
import { removeDatabase } from './remove-database.ts';
import { runPinned } from './run-pinned.ts';

interface Closed {
  readonly purchases: number;
  readonly lines: number;
  readonly tookMs: number;
  readonly maxResidentMib: number;
  readonly balanced: boolean;
}

interface GrownRun {
  readonly run: HttpRun;
  /** The server's ledger. */
  readonly path: string;
  readonly purchases: number;
  readonly limitMinor: number;
  readonly say: (line: string) => void;
}

export async function measureGrown({ run, path, purchases, limitMinor, say }: GrownRun) {
  const { world } = run;
  const onEmpty = async () => {
    const store = await openLedgerStore(path, now());
    await openOtbs(store, world, limitMinor);
    await store.close();
    const { perSecond } = await measureHttp(run);
    await removeDatabase(path);
    return perSecond;
  };
  say(`Closing a period of ${purchases / 10} purchases`);
  const small = await growLedger(path, world, { purchases: purchases / 10, limitMinor });
  const closeOfTenth = await close(path);
  await removeDatabase(path);
  say(`Filling a ledger with ${purchases} purchases`);
  const before = await onEmpty();
  const grown = await growLedger(path, world, { purchases, limitMinor });
  say('Paying on top of them');
  const http = await measureHttp(run);
  const wrong = checkLargeLedger(path, grown.purchases + http.paid);
  say('Closing their period');
  const closed = await close(path);
  await removeDatabase(path);
  const emptyPerSecond = (before + (await onEmpty())) / 2;
  return {
    purchases: grown.purchases,
    httpPerSecond: round(http.perSecond),
    ofEmpty: round(http.perSecond / emptyPerSecond),
    p99AtSeventyPercentMs: round(http.p99AtSeventyPercentMs),
    bytesPerPurchase: round(grown.bytesPerPurchase),
    bytesPerPurchaseOfTenth: round(small.bytesPerPurchase),
    close: rounded(closed),
    closeOfTenth: rounded(closeOfTenth),
    wrong: [...wrong, ...[closed, closeOfTenth].flatMap(({ balanced }) => (balanced ? [] : ['a close']))],
  };
}

/** Where there is room, Node lets garbage lie, and its memory says nothing of what a close needs. */
function close(path: string): Promise<Closed> {
  return runPinned<Closed>('close.ts', [path], ['--max-old-space-size=256']);
}

function rounded({ purchases, lines, tookMs, maxResidentMib }: Closed) {
  return {
    ...{ purchases, lines, tookMs: round(tookMs), maxResidentMib: round(maxResidentMib) },
    microsPerPurchase: round((1000 * tookMs) / purchases),
  };
}
