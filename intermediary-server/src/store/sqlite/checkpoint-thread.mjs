/**
 * A thread that copies SQLite's write-ahead log into the database, on a connection of its own: whoever writes goes on meanwhile.
 * It is JavaScript, so that a thread can be started from it without a loader.
 *
 * Takes any message, gives {frames, copied}, which are pages in the log and how many of them are in the database now, or undefined.
 */
import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';

/** @type {Database.Database | undefined} */
let database;

parentPort?.on('message', () => {
  try {
    database ??= new Database(workerData.path, { fileMustExist: true, timeout: 0 });
    // https://www.sqlite.org/pragma.html#pragma_wal_checkpoint: as much as can be done without waiting for anybody.
    const [{ log, checkpointed }] = database.pragma('wal_checkpoint(PASSIVE)');
    parentPort?.postMessage({ frames: log, copied: checkpointed });
  } catch {
    // Held by somebody else for a moment; another time will do.
    parentPort?.postMessage(undefined);
  }
});
