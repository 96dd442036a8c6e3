/** The step that brought refunds: what merchants gave back, what a close has paid of it, and the entries of both. */
import { refundTables } from '../sql/refund-tables.ts';

export const refundStep = `${refundTables}
  CREATE TRIGGER refund_payment_is_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON refund_payment
    EXECUTE FUNCTION only_added();
  CREATE TRIGGER refund_posting_is_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON refund_posting
    EXECUTE FUNCTION only_added();
  CREATE TRIGGER refund_is_never_edited BEFORE UPDATE OF receipt_id, rrpid, payer, xid, merchant_id, currency,
      amount_minor, way, reason, refunded_at ON refund EXECUTE FUNCTION only_added();
  CREATE TRIGGER refund_is_never_deleted BEFORE DELETE OR TRUNCATE ON refund EXECUTE FUNCTION only_added();
  CREATE TRIGGER card_credit_is_never_deleted BEFORE DELETE OR TRUNCATE ON card_credit EXECUTE FUNCTION only_added();
`;
