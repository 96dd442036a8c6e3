/**
 * Puts a copy in the ledger's place, after it was looked through: SQLite's own check, the version, and whether the books add up.
 * The server must be stopped. What was there before stays beside it, under the name that is returned.
 */
import { copyFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { IntermediaryError } from '../errors.ts';
import { openLedgerStore } from '../store/open-ledger-store.ts';
import { assertSqlite, flush } from './back-up.ts';

export interface Restore {
  readonly from: string;
  readonly ledger: string;
  /** Whether a ledger that is there may be replaced. */
  readonly force: boolean;
  /** Seconds since 1970. */
  readonly at: number;
}

/**
 * Throws ERR_BACKUP_TARGET where a ledger is and may not be replaced, ERR_BACKUP_INVALID for a copy that is damaged, another
 * program's or does not add up, ERR_LEDGER_VERSION for a later program's. Then nothing has changed.
 */
export async function restore({ from, ledger, force, at }: Restore): Promise<{ kept: string | undefined }> {
  assertSqlite(ledger);
  const isThere = await exists(ledger);
  if (isThere && !force)
    throw new IntermediaryError('ERR_BACKUP_TARGET', `${ledger} is there; stop the server, then use --force`);
  const unfinished = `${ledger}.restoring`;
  try {
    await copyFile(from, unfinished).catch((cause: unknown) => invalid(`${from} can not be read`, cause));
    assertWhole(unfinished);
    await assertBalanced(unfinished, at);
    await flush(unfinished);
    const kept = isThere ? `${ledger}.before-${at}` : undefined;
    if (kept !== undefined) {
      for (const part of ['', '-wal', '-shm'])
        if (await exists(`${ledger}${part}`)) await rename(`${ledger}${part}`, `${kept}${part}`);
    }
    await rename(unfinished, ledger);
    await flush(dirname(ledger));
    return { kept };
  } finally {
    for (const part of ['', '-wal', '-shm']) await rm(`${unfinished}${part}`, { force: true });
  }
}

function assertWhole(path: string): void {
  let found: unknown;
  let isOurs = false;
  try {
    const database = new Database(path, { fileMustExist: true });
    try {
      found = database.pragma('integrity_check(1)', { simple: true });
      const tables = database.prepare(
        `SELECT count(*) FROM sqlite_schema WHERE name IN ('otb', 'running_period')`,
      );
      isOurs = Number(database.pragma('user_version', { simple: true })) > 0 && tables.pluck().get() === 2;
    } finally {
      database.close();
    }
  } catch (cause) {
    invalid('the copy is damaged, or no file of SQLite', cause);
  }
  if (found !== 'ok') invalid('the copy is damaged');
  if (!isOurs) invalid('the copy is another program’s');
}

/** Also takes the steps that the copy has not yet, as a start would. */
async function assertBalanced(path: string, at: number): Promise<void> {
  const store = await openLedgerStore(path, at);
  try {
    const { wrong } = await store.readState();
    if (wrong.length > 0) invalid(`the books of the copy do not add up: ${wrong[0]}`);
  } finally {
    await store.close();
  }
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

function invalid(what: string, cause?: unknown): never {
  throw new IntermediaryError('ERR_BACKUP_INVALID', what, { cause });
}
