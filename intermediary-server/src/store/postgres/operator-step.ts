/**
 * The step that brought operators: who they are and what they did, merchants that are frozen, who answers for a payer's
 * card, payments by the minute, and what finds a payer's or a time's purchases.
 */
import { operatorTables } from '../sql/operator-tables.ts';

export const operatorStep = `${operatorTables}
  CREATE TRIGGER audit_entry_is_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
    EXECUTE FUNCTION only_added();
  CREATE TRIGGER operator_is_never_deleted BEFORE DELETE OR TRUNCATE ON operator EXECUTE FUNCTION only_added();
`;
