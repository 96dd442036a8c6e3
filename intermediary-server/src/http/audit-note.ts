/** What is written to the audit trail of what an operator does: who, in which role, what, on whom, and why. */
import type { Context } from 'hono';
import type { AuditNote } from '../ledger/operator-store.ts';
import { operatorOf } from './operator-guard.ts';

export function noteOf(context: Context, action: string, subject: string, reason?: string): AuditNote {
  const { name: operator, role } = operatorOf(context);
  return { operator, role, action, subject, outcome: reason ? `done: ${reason}` : 'done' };
}
