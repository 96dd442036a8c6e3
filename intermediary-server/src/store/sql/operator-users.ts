/** Operators in the database, each change with its entry in the audit trail. */
import type {
  ChangeStatus,
  OperatorChange,
  OperatorUser,
  OperatorUsers,
} from '../../ledger/operator-users.ts';
import { writeAudit } from './audit.ts';
import { all, change, first, put, type SqlEngine, type Steps } from './engine.ts';

const shownMost = 500;
const select = `SELECT name, role, status, password, is_one_time AS "isOneTime", set_at AS "setAt" FROM operator`;

type Row = Omit<OperatorUser, 'isOneTime'> & { readonly isOneTime: 0 | 1 };

export function operatorUsers(engine: SqlEngine): OperatorUsers {
  return {
    findOperator: async (name) => {
      const row = await engine.read(() => first<Row>(`${select} WHERE name = ?`, name));
      return row === undefined ? undefined : userOf(row);
    },
    readOperators: async () =>
      (await engine.readAside(() => all<Row>(`${select} ORDER BY name LIMIT ${shownMost}`))).map(userOf),
    addOperator: ({ name, role, password, isOneTime = false }, by, at) =>
      engine.write(function* () {
        const added = yield* change(
          `INSERT INTO operator (name, role, password, is_one_time, status, set_at) VALUES (?, ?, ?, ?, 'active', ?)
           ON CONFLICT (name) DO NOTHING`,
          ...[name, role, password, Number(isOneTime), at],
        );
        if (added !== 1) return 'taken';
        yield* writeAudit(by, at);
        return 'added';
      }),
    changeOperator: (name, wanted, by, at) =>
      engine.write(function* () {
        const status = yield* set(name, wanted, at);
        if (status === 'set') yield* writeAudit(by, at);
        return status;
      }),
  };
}

function* set(name: string, wanted: OperatorChange, at: number): Steps<ChangeStatus> {
  const { status, password, isOneTime, role, replaced } = wanted;
  const takesAdminAway = status === 'disabled' || (role !== undefined && role !== 'admin');
  // In one order, so that two who take each other's role wait for each other, and one of them is the last.
  const admins = takesAdminAway
    ? yield* all<{ name: string }>(
        `SELECT name FROM operator WHERE role = 'admin' AND status = 'active' AND is_one_time = 0
         ORDER BY name FOR UPDATE`,
      )
    : [];
  const user = yield* first<Row>(`${select} WHERE name = ? FOR UPDATE`, name);
  if (user === undefined) return 'unknown';
  if (replaced !== undefined && user.password !== replaced) return 'stale';
  if (admins.length === 1 && admins[0]?.name === name) return 'lastAdmin';
  // A one-time password's day begins with it, whatever is changed of its user later.
  const setAt = user.isOneTime === 1 && password === undefined ? user.setAt : at;
  yield* put(
    `UPDATE operator SET status = coalesce(?, status), password = coalesce(?, password), role = coalesce(?, role),
       is_one_time = coalesce(?, is_one_time), set_at = ? WHERE name = ?`,
    ...[status ?? null, password ?? null, role ?? null],
    ...[isOneTime === undefined ? null : Number(isOneTime), setAt, name],
  );
  return 'set';
}

function userOf({ isOneTime, ...user }: Row): OperatorUser {
  return { ...user, isOneTime: isOneTime === 1 };
}
