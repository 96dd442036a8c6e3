/** Commits that share one write to disk: each is undone alone, none is told too early, all fail together with the disk. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
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

describe('with a disk that takes its time', () => {
  /** Each sync that was asked for, until the test ends it. */
  let syncs: { done(): void; fail(error: Error): void }[];
  const nextTurn = () => new Promise((resolve) => setImmediate(resolve));
  beforeEach(() => {
    syncs = [];
    const sync = () =>
      new Promise<void>((resolve, reject) => syncs.push({ done: () => resolve(), fail: reject }));
    commits = new GroupCommit(database, { sync });
  });

  test('nobody is told before the disk has it, and what comes meanwhile goes together next', async () => {
    const told: string[] = [];
    const begin = (text: string) => commits.run(add(text)).then(() => told.push(text));
    const all = [begin('a')];
    await nextTurn();
    expect(lines()).toEqual(['a']);
    all.push(begin('b'), begin('c'));
    await nextTurn();
    expect([told, lines(), syncs.length]).toEqual([[], ['a'], 1]);
    syncs[0]?.done();
    await nextTurn();
    await nextTurn();
    expect([told, lines(), syncs.length]).toEqual([['a'], ['a', 'b', 'c'], 2]);
    syncs[1]?.done();
    await Promise.all(all);
    expect(told).toEqual(['a', 'b', 'c']);
  });

  test('what can be read is not called safe before the disk has it', async () => {
    let isSafe = false;
    const written = commits.run(add('a'));
    await nextTurn();
    const safe = commits.onDisk().then(() => {
      isSafe = true;
    });
    await nextTurn();
    expect([lines(), isSafe]).toEqual([['a'], false]);
    syncs[0]?.done();
    await Promise.all([written, safe]);
    expect(isSafe).toBe(true);
  });

  test('when the disk fails, nobody is told that it has what it may not have, then or later', async () => {
    const outcomes = Promise.allSettled([commits.run(add('a')), commits.run(add('b'))]);
    await nextTurn();
    const meanwhile = Promise.allSettled([commits.run(add('c'))]);
    syncs[0]?.fail(new Error('EIO: i/o error, fdatasync'));
    for (const { status, reason } of [...(await outcomes), ...(await meanwhile)] as PromiseRejectedResult[]) {
      expect(status).toBe('rejected');
      expect(reason).toMatchObject({ code: 'ERR_LEDGER_UNAVAILABLE' });
    }
    await expect(commits.run(add('d'))).rejects.toMatchObject({ code: 'ERR_LEDGER_UNAVAILABLE' });
    await expect(commits.onDisk()).rejects.toMatchObject({ code: 'ERR_LEDGER_UNAVAILABLE' });
    expect([lines(), syncs.length]).toEqual([['a', 'b'], 1]);
  });

  test('who ends it waits for what was begun', async () => {
    const written = commits.run(add('a'));
    let isOver = false;
    const end = commits.end().then(() => {
      isOver = true;
    });
    await nextTurn();
    expect([lines(), isOver]).toEqual([['a'], false]);
    syncs[0]?.done();
    expect(await written).toBe('committed');
    await end;
  });
});
