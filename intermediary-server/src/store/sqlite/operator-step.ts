/**
 * The step that brought operators: who they are and what they did, merchants that are frozen, who answers for a payer's
 * card, payments by the minute, and what finds a payer's or a time's purchases.
 */
import { operatorTables } from '../sql/operator-tables.ts';

export const operatorStep = `${operatorTables}
  CREATE TRIGGER audit_entry_is_never_edited BEFORE UPDATE ON audit_entry
    BEGIN SELECT RAISE(ABORT, 'an entry of the audit trail is never edited'); END;
  CREATE TRIGGER audit_entry_is_never_deleted BEFORE DELETE ON audit_entry
    BEGIN SELECT RAISE(ABORT, 'an entry of the audit trail is never deleted'); END;
  CREATE TRIGGER operator_is_never_deleted BEFORE DELETE ON operator
    BEGIN SELECT RAISE(ABORT, 'an operator is never deleted'); END;
`;
