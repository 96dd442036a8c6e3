/**
 * The audit trail is a chain: each entry's digest covers the entry and the digest before it, so that an entry that was
 * edited, taken out or put in between shows. Who can rewrite the whole database can rewrite the whole chain: keep its last
 * digest elsewhere, such as on the printed CSV of each month.
 */
import { createHash } from 'node:crypto';
import type { AuditEntry } from './audit-entry.ts';

/** SHA-256, base64url, over the JSON array of the digest before (empty at first) and the entry's fields. */
export function auditDigest(previous: string, entry: Omit<AuditEntry, 'digest'>): string {
  const { entryNo, at, operator, role, action, subject, outcome } = entry;
  const fields = [previous, entryNo, at, operator, role, action, subject, outcome];
  return createHash('sha256').update(JSON.stringify(fields)).digest('base64url');
}
