/** An entry of the audit trail: who did what, on what, and what became of it. Entries are only added. */
/** Who does what on what; the rest is added when it is kept. */
export interface AuditNote {
  readonly operator: string;
  readonly role: string;
  readonly action: string;
  readonly subject: string;
  readonly outcome: string;
}

export interface AuditEntry extends AuditNote {
  /** 1, 2, 3, … */
  readonly entryNo: number;
  readonly at: number;
  /** Over the entry and the digest of the one before it. */
  readonly digest: string;
}
