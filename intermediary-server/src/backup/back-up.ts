/**
 * Copies a SQLite ledger while it is served, as of one moment: SQLite's own online backup, which reads the write-ahead log too.
 * The copy gets its name when it is whole and on disk.
 */
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { IntermediaryError } from '../errors.ts';
import { isPostgresUrl } from '../store/open-ledger-store.ts';

/** Throws ERR_BACKUP_TARGET for what is no file of ours to copy, or a name that is taken. */
export async function backUp(ledger: string, to: string): Promise<void> {
  assertSqlite(ledger);
  const unfinished = `${to}.part`;
  // Taken at once, so that no other copy is overwritten.
  const claim = await open(to, 'wx', 0o600).catch((cause: unknown) => {
    throw new IntermediaryError('ERR_BACKUP_TARGET', `${to} can not be made; is it there already?`, {
      cause,
    });
  });
  await claim.close();
  try {
    const source = new Database(ledger, { readonly: true, fileMustExist: true });
    try {
      await source.backup(unfinished);
    } finally {
      source.close();
    }
    await flush(unfinished);
    await rename(unfinished, to);
    await flush(dirname(to));
  } catch (error) {
    await Promise.all([rm(unfinished, { force: true }), rm(to, { force: true })]);
    throw error;
  }
}

/** PostgreSQL has programs of its own for this. */
export function assertSqlite(ledger: string): void {
  if (isPostgresUrl(ledger))
    throw new IntermediaryError(
      'ERR_BACKUP_TARGET',
      'the ledger is on PostgreSQL: copy it with pg_dump --format=custom, and bring it back with pg_restore',
    );
}

/** A name is on disk when its directory is. */
export async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
