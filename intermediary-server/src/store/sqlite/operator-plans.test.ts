/** However large the ledger has grown, what an operator looks at is reached by an index. */
import { expect, test } from 'vitest';
import { operatorLooks } from '../../testing/operator-looks.ts';
import type { SqlEngine, Statement, Steps } from '../sql/engine.ts';
import { operatorViews } from '../sql/operator-views.ts';
import { openDatabase } from './open-database.ts';

interface PlanRow {
  readonly parent: number;
  readonly detail: string;
}

/** Of each statement, what SQLite would do. */
function plansOf(look: (views: ReturnType<typeof operatorViews>) => Promise<unknown>) {
  const database = openDatabase(':memory:');
  database.prepare("INSERT INTO running_period VALUES ('2026-11-23.1')").run();
  const plans: string[] = [];
  const execute = ({ text, values }: Statement) => {
    const rows = database.prepare(`EXPLAIN QUERY PLAN ${text}`).all(values) as PlanRow[];
    // What is outermost goes through what was put together inside, under whichever name.
    const isNested = rows.some(({ detail }) => /^(?:MATERIALIZE|CO-ROUTINE)/.test(detail));
    plans.push(...rows.flatMap(({ parent, detail }) => (isNested && parent === 0 ? [] : [detail])));
    return { rows: database.prepare(text).all(values), changes: 0 };
  };
  const readAside = async <T>(steps: () => Steps<T>) => {
    const running = steps();
    let step = running.next();
    while (!step.done) step = running.next(execute(step.value));
    return step.value;
  };
  const engine = { readAside, newestFirst: { otb: 'otb.rowid DESC', purchase: '' } } as Partial<SqlEngine>;
  return look(operatorViews(engine as SqlEngine)).then(() => plans);
}

test.each(operatorLooks)('%s goes through no table from end to end', async (_what, look) => {
  const plans = await plansOf(look);
  expect(
    plans.filter((plan) =>
      /^SCAN (?:purchase|otb|posting|outcome|payer|settlement|refund)\b(?! USING)/.test(plan),
    ),
  ).toEqual([]);
});

test('a table that is gone through from end to end would be seen', async () => {
  const plans = await plansOf((views) => views.countPurchases(3));
  expect(plans).toContainEqual(expect.stringMatching(/^SCAN purchase/));
});
