/**
 * A thread that only reads the SQLite file, on a connection of its own: with the write-ahead log it sees what is committed and
 * keeps nobody from writing. It is JavaScript, so that a thread can be started from it without a loader.
 *
 * Takes {id, text, values}, gives {id, rows} or {id, error: {message, code}}.
 */
import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';

const preparedMost = 200;
const prepared = new Map();
/** @type {Database.Database | undefined} */
let database;

parentPort?.on('message', ({ id, text, values }) => {
  try {
    parentPort?.postMessage({ id, rows: ask(text, values) });
  } catch (error) {
    parentPort?.postMessage({ id, error: { message: error.message, code: error.code } });
  }
});

function ask(text, values) {
  database ??= new Database(workerData.path, { readonly: true, fileMustExist: true, timeout: 5000 });
  let statement = prepared.get(text);
  if (statement === undefined) {
    if (prepared.size >= preparedMost) prepared.clear();
    statement = database.prepare(text);
    prepared.set(text, statement);
  }
  if (statement.reader) return statement.all(values);
  statement.run(values);
  return [];
}
