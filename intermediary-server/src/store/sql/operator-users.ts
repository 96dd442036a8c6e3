/** Operators in the database, each change with its entry in the audit trail. */
import type { OperatorUser, OperatorUsers } from '../../ledger/operator-users.ts';
import { writeAudit } from './audit.ts';
import { all, change, first, type SqlEngine } from './engine.ts';

const shownMost = 500;
const select = 'SELECT name, role, status, password, set_at AS "setAt" FROM operator';

export function operatorUsers(engine: SqlEngine): OperatorUsers {
  return {
    findOperator: (name) => engine.read(() => first<OperatorUser>(`${select} WHERE name = ?`, name)),
    readOperators: () =>
      engine.readAside(() => all<OperatorUser>(`${select} ORDER BY name LIMIT ${shownMost}`)),
    addOperator: ({ name, role, password }, by, at) =>
      engine.write(function* () {
        const added = yield* change(
          `INSERT INTO operator (name, role, password, status, set_at) VALUES (?, ?, ?, 'active', ?)
           ON CONFLICT (name) DO NOTHING`,
          ...[name, role, password, at],
        );
        if (added !== 1) return 'taken';
        yield* writeAudit(by, at);
        return 'added';
      }),
    changeOperator: (name, { status, password, role }, by, at) =>
      engine.write(function* () {
        const changed = yield* change(
          `UPDATE operator SET status = coalesce(?, status), password = coalesce(?, password),
             role = coalesce(?, role), set_at = ? WHERE name = ?`,
          ...[status ?? null, password ?? null, role ?? null, at, name],
        );
        if (changed !== 1) return false;
        yield* writeAudit(by, at);
        return true;
      }),
  };
}
