/** The step that brought refunds: what merchants gave back, what a close has paid of it, and the entries of both. */
import { refundTables } from '../sql/refund-tables.ts';

const onlyAdded = ['refund_payment', 'refund_posting'].map(
  (table) => `
  CREATE TRIGGER ${table}_is_never_edited BEFORE UPDATE ON ${table}
    BEGIN SELECT RAISE(ABORT, 'a row of ${table} is never edited'); END;
  CREATE TRIGGER ${table}_is_never_deleted BEFORE DELETE ON ${table}
    BEGIN SELECT RAISE(ABORT, 'a row of ${table} is never deleted'); END;`,
);

export const refundStep = `${refundTables}${onlyAdded.join('')}
  CREATE TRIGGER refund_is_never_edited BEFORE UPDATE OF receipt_id, rrpid, payer, xid, merchant_id, currency,
      amount_minor, way, reason, refunded_at ON refund
    BEGIN SELECT RAISE(ABORT, 'a refund is never edited'); END;
  CREATE TRIGGER refund_is_never_deleted BEFORE DELETE ON refund
    BEGIN SELECT RAISE(ABORT, 'a refund is never deleted'); END;
  CREATE TRIGGER card_credit_is_never_deleted BEFORE DELETE ON card_credit
    BEGIN SELECT RAISE(ABORT, 'a credit to a card is never deleted'); END;
`;
