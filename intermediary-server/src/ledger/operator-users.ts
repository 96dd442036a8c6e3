/** Who may sign in as an operator. A user is never deleted: its deeds stand in the audit trail under its name. */
import type { AuditNote } from './audit-entry.ts';

export interface OperatorUser {
  readonly name: string;
  readonly role: 'viewer' | 'clerk' | 'admin';
  readonly status: 'active' | 'disabled';
  /** A hash with its parameters and salt. */
  readonly password: string;
  /** An admin was shown the password: it lets in for a day, and only to set another. */
  readonly isOneTime: boolean;
  /** Seconds since 1970, when anything of it was set last; of a one-time password, when that was made. */
  readonly setAt: number;
}

export type OperatorChange = Partial<Pick<OperatorUser, 'status' | 'role'>> &
  (Partial<Pick<OperatorUser, 'password' | 'isOneTime'>> & {
    /** The hash that is replaced: nothing is when it is another by now. */
    readonly replaced?: string;
  });

/** `unknown`: there is no such user. `lastAdmin`: no other could do what admins do. `stale`: its password is another by now. */
export type ChangeStatus = 'set' | 'unknown' | 'lastAdmin' | 'stale';

export interface OperatorUsers {
  findOperator(name: string): Promise<OperatorUser | undefined>;
  /** By name, some hundreds at most. */
  readOperators(): Promise<OperatorUser[]>;
  /** `taken`: there is or was a user of this name. */
  addOperator(
    user: Omit<OperatorUser, 'setAt' | 'status' | 'isOneTime'> & { readonly isOneTime?: boolean },
    by: AuditNote,
    at: number,
  ): Promise<'added' | 'taken'>;
  /** Noted only when it is `set`. One active admin with a password of its own stays, where there was one. */
  changeOperator(name: string, change: OperatorChange, by: AuditNote, at: number): Promise<ChangeStatus>;
}
