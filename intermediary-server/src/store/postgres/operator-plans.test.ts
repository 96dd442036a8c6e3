/**
 * However large the ledger has grown, PostgreSQL has an index for what an operator looks at. A small table is read from end to end
 * whatever there is, so it is told to do so only where there is no other way.
 */
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testTime } from '../../../../packages/protocol/src/testing/demo-parties.ts';
import { type LedgerDatabase, ledgerKinds } from '../../testing/ledger-kinds.ts';
import { operatorLooks } from '../../testing/operator-looks.ts';
import { openLedgerStore } from '../open-ledger-store.ts';
import { cardCredits } from '../sql/card-credits.ts';
import type { Answer, SqlEngine, Statement, Steps } from '../sql/engine.ts';
import { operatorViews } from '../sql/operator-views.ts';
import { preparedOf } from './prepared.ts';

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly Plan[];
}

const large = [
  'purchase',
  'otb',
  'posting',
  'outcome',
  'payer',
  'settlement',
  'refund',
  'refund_payment',
  'card_credit',
];
let database: LedgerDatabase;
let client: pg.Client;

beforeAll(async () => {
  database =
    (await ledgerKinds.find(({ name }) => name === 'PostgreSQL')?.create()) ?? expect.fail('there is one');
  await (await openLedgerStore(database.where, testTime)).close();
  client = new pg.Client({ connectionString: database.where });
  await client.connect();
  await client.query('SET enable_seqscan = off');
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

/** The large tables that the statements of a look go through from end to end. */
async function scannedBy(look: (engine: SqlEngine) => Promise<unknown>): Promise<string[]> {
  const scanned: string[] = [];
  const walk = (plan: Plan) => {
    const { 'Node Type': kind, 'Relation Name': table = '', Plans: inner = [] } = plan;
    if (kind === 'Seq Scan' && large.includes(table)) scanned.push(table);
    inner.forEach(walk);
  };
  const execute = async ({ text, values }: Statement) => {
    const query = { text: preparedOf(text).text, values: [...values] };
    const explained = await client.query({ ...query, text: `EXPLAIN (FORMAT JSON) ${query.text}` });
    walk(explained.rows[0]['QUERY PLAN'][0].Plan);
    const { rows } = await client.query(query);
    return { rows, changes: 0 };
  };
  const readAside = async <T>(steps: () => Steps<T>) => {
    const running = steps();
    let step = running.next();
    while (!step.done) step = running.next(await execute(step.value));
    return step.value;
  };
  const newestFirst = { otb: 'otb.xid DESC', purchase: '' };
  await look({ readAside, read: readAside, newestFirst } as Partial<SqlEngine> as SqlEngine);
  return scanned;
}

test.each(operatorLooks)('%s goes through no table from end to end', async (_what, look) => {
  expect(await scannedBy((engine) => look(operatorViews(engine)))).toEqual([]);
});

test('nor does what is not given back to cards', async () => {
  expect(await scannedBy((engine) => cardCredits(engine).readRefundDebts())).toEqual([]);
  expect(await scannedBy((engine) => cardCredits(engine).findCardCredit('2026-11-23.1', 'x'))).toEqual([]);
});

test('a table that is gone through from end to end would be seen', async () => {
  const look = (engine: SqlEngine) =>
    engine.readAside(function* (): Steps<Answer> {
      return yield { text: 'SELECT * FROM purchase WHERE offer_id = ?', values: ['o'], kind: 'ask' } as const;
    });
  expect(await scannedBy(look)).toEqual(['purchase']);
});
