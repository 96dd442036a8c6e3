/** The audit trail in the database: entries are only added, one after the other. */
import { auditDigest } from '../../ledger/audit-chain.ts';
import type { AuditEntry, AuditNote } from '../../ledger/audit-entry.ts';
import type { OperatorStore } from '../../ledger/operator-store.ts';
import { all, first, put, type SqlEngine, type Steps, unreachable } from './engine.ts';

type Audit = Pick<OperatorStore, 'addAudit' | 'readAudit' | 'checkAudit'>;

interface Head {
  readonly entryNo: number;
  readonly digest: string;
}

const checkedTogether = 1000;
const columns = 'entry_no AS "entryNo", at, operator, role, action, subject, outcome, digest';

export function audit(engine: SqlEngine): Audit {
  return {
    addAudit: (note, at) => engine.write(() => writeAudit(note, at)),
    readAudit: (before, limit) =>
      engine.readAside(() =>
        all<AuditEntry>(
          `SELECT ${columns} FROM audit_entry WHERE entry_no < ? ORDER BY entry_no DESC LIMIT ?`,
          ...[before ?? Number.MAX_SAFE_INTEGER, limit],
        ),
      ),
    checkAudit: () => engine.readAside(check),
  };
}

/** In the transaction of what it notes. */
export function* writeAudit(note: AuditNote, at: number): Steps<void> {
  const head =
    (yield* first<Head>('SELECT entry_no AS "entryNo", digest FROM audit_head FOR UPDATE')) ??
    unreachable('the audit trail has a head');
  const { operator, role, action, subject, outcome } = note;
  const entry = { entryNo: head.entryNo + 1, at, operator, role, action, subject, outcome };
  const digest = auditDigest(head.digest, entry);
  yield* put(
    `INSERT INTO audit_entry (entry_no, at, operator, role, action, subject, outcome, digest)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[entry.entryNo, at, operator, role, action, subject, outcome, digest],
  );
  yield* put('UPDATE audit_head SET entry_no = ?, digest = ?', entry.entryNo, digest);
}

function* check(): Steps<number | undefined> {
  let previous: Head = { entryNo: 0, digest: '' };
  for (;;) {
    const entries = yield* all<AuditEntry>(
      `SELECT ${columns} FROM audit_entry WHERE entry_no > ? ORDER BY entry_no LIMIT ?`,
      ...[previous.entryNo, checkedTogether],
    );
    for (const { digest, ...entry } of entries) {
      const isNext = entry.entryNo === previous.entryNo + 1;
      if (!isNext || auditDigest(previous.digest, entry) !== digest) return previous.entryNo + 1;
      previous = { entryNo: entry.entryNo, digest };
    }
    if (entries.length < checkedTogether) break;
  }
  const head = yield* first<Head>('SELECT entry_no AS "entryNo", digest FROM audit_head');
  const isHead = head?.entryNo === previous.entryNo && head.digest === previous.digest;
  return isHead ? undefined : previous.entryNo + 1;
}
