/** Commits that share one write to disk: each is undone alone, none is told too early, all fail together with the disk. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { GroupCommit } from './group-commit.ts';

let directory: string;
let database: Database.Database;
let commits: GroupCommit;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'group-commit-'));
  database = new Database(join(directory, 'rows.sqlite'));
  database.pragma('journal_mode = WAL');
  database.exec('CREATE TABLE line (text TEXT NOT NULL UNIQUE)');
  commits = new GroupCommit(database);
});
afterEach(async () => {
  database.close();
  await rm(directory, { recursive: true });
});

const add = (text: string) => () => {
  database.prepare('INSERT INTO line VALUES (?)').run(text);
  return 'committed';
};
/** What another process sees: what is committed. */
const lines = () => {
  const other = new Database(join(directory, 'rows.sqlite'), { readonly: true });
  const texts = other.prepare<[], string>('SELECT text FROM line ORDER BY text').pluck().all();
  other.close();
  return texts;
};

test('those of one moment are committed together, each told after the commit', async () => {
  const seen: string[][] = [];
  const told = ['a', 'b', 'c'].map((text) => commits.run(add(text)).then(() => void seen.push(lines())));
  expect(lines()).toEqual([]);
  await Promise.all(told);
  expect(seen).toEqual([
    ['a', 'b', 'c'],
    ['a', 'b', 'c'],
    ['a', 'b', 'c'],
  ]);
});

test('one that finds the facts changed is undone alone', async () => {
  const work = () => {
    add('b')();
    return 'changed';
  };
  expect(await Promise.all([commits.run(add('a')), commits.run(work), commits.run(add('c'))])).toEqual([
    'committed',
    'changed',
    'committed',
  ]);
  expect(lines()).toEqual(['a', 'c']);
});

test.each([
  [
    'throws',
    () => {
      throw new RangeError('a defect');
    },
    'a defect',
  ],
  ['breaks a rule of the database', () => add('a')(), 'UNIQUE'],
])('one that %s is undone alone', async (_what, fails, says) => {
  const outcomes = await Promise.allSettled([
    commits.run(add('a')),
    commits.run(() => {
      add('x')();
      return fails();
    }),
    commits.run(add('c')),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(String((outcomes[1] as PromiseRejectedResult).reason)).toContain(says);
  expect(lines()).toEqual(['a', 'c']);
});

test('when the COMMIT fails, all fail with the same error, and may be sent again', async () => {
  // Checked at the COMMIT, not before.
  database.exec(`PRAGMA foreign_keys = ON; CREATE TABLE parent (id INTEGER PRIMARY KEY);
    CREATE TABLE child (id INTEGER REFERENCES parent DEFERRABLE INITIALLY DEFERRED)`);
  const orphan = () => database.prepare('INSERT INTO child VALUES (1)').run();
  const outcomes = await Promise.allSettled([
    commits.run(add('a')),
    commits.run(orphan),
    commits.run(add('c')),
  ]);
  const reasons = outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason);
  expect(reasons[0]).toMatchObject({ code: 'SQLITE_CONSTRAINT_FOREIGNKEY' });
  expect(new Set(reasons).size).toBe(1);
  expect(lines()).toEqual([]);
  await Promise.all([commits.run(add('a')), commits.run(add('c'))]);
  expect(lines()).toEqual(['a', 'c']);
});

test('when another process holds the database, all fail alike and nothing waits for ever', async () => {
  database.pragma('busy_timeout = 1');
  const other = new Database(join(directory, 'rows.sqlite'));
  other.exec('BEGIN IMMEDIATE');
  const outcomes = await Promise.allSettled([commits.run(add('a')), commits.run(add('b'))]);
  other.close();
  expect(outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason.code)).toEqual([
    'SQLITE_BUSY',
    'SQLITE_BUSY',
  ]);
  expect(await commits.run(add('a'))).toBe('committed');
});

test('more than go together all go, in their order', async () => {
  const texts = Array.from({ length: 600 }, (_, index) => String(index).padStart(3, '0'));
  await Promise.all(texts.map((text) => commits.run(add(text))));
  expect(lines()).toEqual(texts);
});
