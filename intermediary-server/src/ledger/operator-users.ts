/** Who may sign in as an operator. A user is never deleted: its deeds stand in the audit trail under its name. */
import type { AuditNote } from './audit-entry.ts';

export interface OperatorUser {
  readonly name: string;
  readonly role: 'viewer' | 'clerk' | 'admin';
  readonly status: 'active' | 'disabled';
  /** A hash with its parameters and salt. */
  readonly password: string;
  /** Seconds since 1970, when anything of it was set last. */
  readonly setAt: number;
}

export interface OperatorUsers {
  findOperator(name: string): Promise<OperatorUser | undefined>;
  /** By name, some hundreds at most. */
  readOperators(): Promise<OperatorUser[]>;
  /** `taken`: there is or was a user of this name. */
  addOperator(
    user: Omit<OperatorUser, 'setAt' | 'status'>,
    by: AuditNote,
    at: number,
  ): Promise<'added' | 'taken'>;
  /** Whether there is such a user; without one nothing is noted. */
  changeOperator(
    name: string,
    change: Partial<Pick<OperatorUser, 'status' | 'password' | 'role'>>,
    by: AuditNote,
    at: number,
  ): Promise<boolean>;
}
