/** The log is copied into the database beside whoever writes, and does not grow for ever. */
import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Checkpoints } from './checkpoints.ts';
import { GroupCommit } from './group-commit.ts';

const frameBytes = 4096 + 24;
const longLog = 100;

let directory: string;
let path: string;
let database: Database.Database;
let checkpoints: Checkpoints;
let commits: GroupCommit;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'checkpoints-'));
  path = join(directory, 'rows.sqlite');
  database = new Database(path);
  database.pragma('journal_mode = WAL');
  database.pragma('wal_autocheckpoint = 0');
  database.exec('CREATE TABLE line (id INTEGER PRIMARY KEY, text TEXT NOT NULL)');
  checkpoints = new Checkpoints(path, { pauseMs: 20, longLog });
  commits = new GroupCommit(database, {
    sync: async () => {},
    afterCommit: () => checkpoints.afterCommit(),
  });
});
afterEach(async () => {
  await commits.end();
  await checkpoints.close();
  database.close();
  await rm(directory, { recursive: true });
});

const page = 'x'.repeat(3000);
/** Each fills a page. */
const write = () => commits.run(() => database.prepare('INSERT INTO line (text) VALUES (?)').run(page));
const logFrames = async () => (await stat(`${path}-wal`)).size / frameBytes;
/** Its header's salts change each time that it is begun anew (https://www.sqlite.org/fileformat2.html#walformat). */
async function logStart(): Promise<Buffer> {
  const file = await open(`${path}-wal`);
  const { buffer } = await file.read(Buffer.alloc(8), 0, 8, 16);
  await file.close();
  return buffer;
}
const rows = (file: Database.Database) => file.prepare('SELECT count(*) FROM line').pluck().get();

test('while somebody writes all the time the log is begun anew again and again', async () => {
  let pages = 0;
  let restarts = 0;
  let last = await logStart();
  while (restarts < 5) {
    await write();
    pages += 1;
    const start = await logStart();
    if (!start.equals(last)) restarts += 1;
    last = start;
  }
  expect(rows(database)).toBe(pages);
});

test('a long read keeps the log from being begun anew, and nobody from writing', async () => {
  const reader = new Database(path, { readonly: true });
  reader.exec('BEGIN');
  expect(rows(reader)).toBe(0);
  for (let count = 0; count < 600; count += 1) await write();
  expect([rows(reader), rows(database)]).toEqual([0, 600]);
  expect(await logFrames()).toBeGreaterThan(600);
  reader.close();
});

test('where there is nothing that the thread could copy, commits go on', async () => {
  const lost = new Checkpoints(join(directory, 'nowhere', 'rows.sqlite'), { pauseMs: 0, longLog });
  const others = new GroupCommit(database, { sync: async () => {}, afterCommit: () => lost.afterCommit() });
  for (let count = 0; count < 50; count += 1)
    await others.run(() => database.prepare('INSERT INTO line (text) VALUES (?)').run(page));
  expect(rows(database)).toBe(50);
  await lost.close();
});
