/** What is written to the audit trail of what an operator does: who, in which role, what, on whom, and why. */
import type { Context } from 'hono';
import type { Intermediary } from '../intermediary.ts';
import type { AuditNote } from '../ledger/audit-entry.ts';
import { codeOf } from './answer-error.ts';
import { operatorOf } from './operator-guard.ts';

export function noteOf(context: Context, action: string, subject: string, reason?: string): AuditNote {
  const { name: operator, role } = operatorOf(context);
  return { operator, role, action, subject, outcome: reason ? `done: ${reason}` : 'done' };
}

/** For what is more than one transaction: that it was begun is on disk before, what became of it after. */
export async function audited<T>(
  { store, clock }: Pick<Intermediary, 'store' | 'clock'>,
  note: AuditNote,
  work: () => Promise<T>,
): Promise<T> {
  await store.addAudit({ ...note, outcome: 'begun' }, clock());
  try {
    const result = await work();
    await store.addAudit(note, clock());
    return result;
  } catch (error) {
    await store.addAudit({ ...note, outcome: codeOf(error) }, clock());
    throw error;
  }
}
