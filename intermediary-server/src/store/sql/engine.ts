/**
 * What the ledger's operations need of an SQL database, so that each is written once for all of them. An operation is a
 * generator that yields statements: SQLite runs it in one go, PostgreSQL waits for its server in between.
 *
 * The SQL is what SQLite and PostgreSQL have in common: `?` for values, `"camelCase"` for columns of an answer, and
 * `FOR UPDATE` at the end of a query whose rows must stay as they are until the transaction ends (SQLite has one writer
 * at a time and no need of it).
 */
export type SqlValue = string | number | null;

export interface Statement {
  readonly text: string;
  readonly values: readonly SqlValue[];
  /** `put`: the answer says nothing new, so nobody waits for it; the transaction fails as a whole if it fails. */
  readonly kind: 'ask' | 'put';
}

export interface Answer {
  readonly rows: readonly unknown[];
  readonly changes: number;
}

export type Steps<T> = Generator<Statement, T, Answer>;

export interface SqlEngine {
  /** What orders rows of one second, after the time itself. */
  readonly newestFirst: { readonly otb: string; readonly purchase: string };
  /** Each statement for itself. What was read is on disk. */
  read<T>(steps: () => Steps<T>): Promise<T>;
  /** The same, but it may not be on disk yet: for what only leads to a write, which then comes behind it. */
  peek<T>(steps: () => Steps<T>): Promise<T>;
  /** All statements on the same state of the database. */
  readTogether<T>(steps: () => Steps<T>): Promise<T>;
  /** The same, and payments do not wait for it: for what takes long. */
  readAside<T>(steps: () => Steps<T>): Promise<T>;
  /**
   * One transaction, on disk when it resolves. Of steps that throw or return 'changed' nothing remains. They may be run
   * again from the start, when another process was in the way. `taken` is returned, and nothing remains either, when a
   * row with the same key was added by somebody else.
   */
  write<T>(steps: () => Steps<T>, taken?: T): Promise<T>;
  close(): Promise<void>;
}

/** Who wants to know how the database is getting on. */
export interface LedgerWatch {
  /** So many operations went to disk together. */
  committed(count: number): void;
  /** So many wait for it. */
  waiting(count: number): void;
}

/** All rows of an answer. */
export function* all<Row>(text: string, ...values: SqlValue[]): Steps<Row[]> {
  const { rows } = yield { text, values, kind: 'ask' };
  return rows as Row[];
}

export function* first<Row>(text: string, ...values: SqlValue[]): Steps<Row | undefined> {
  const { rows } = yield { text, values, kind: 'ask' };
  return rows[0] as Row | undefined;
}

/** How many rows were written. */
export function* change(text: string, ...values: SqlValue[]): Steps<number> {
  const { changes } = yield { text, values, kind: 'ask' };
  return changes;
}

/** Writes what can't but be written. */
export function* put(text: string, ...values: SqlValue[]): Steps<void> {
  yield { text, values, kind: 'put' };
}

/** Cuts a list into pieces of few different sizes, so that statements over them are few too. */
export function piecesOf<T>(list: readonly T[]): T[][] {
  const pieces: T[][] = [];
  for (let from = 0; from < list.length; ) {
    const size = pieceSizes.find((candidate) => candidate <= list.length - from) ?? 1;
    pieces.push(list.slice(from, from + size));
    from += size;
  }
  return pieces;
}

/** `?, ?, ?` */
export function places(count: number): string {
  return Array(count).fill('?').join(', ');
}

export function unreachable(what: string): never {
  throw new Error(`internal error: ${what}`);
}

const pieceSizes = [64, 16, 4, 1];
