/** The step that brought further tries to give a refund back to a card. */
import { cardCreditTables } from '../sql/card-credit-tables.ts';

export const cardCreditStep = `${cardCreditTables}
  CREATE TRIGGER card_credit_try_is_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON card_credit_try
    EXECUTE FUNCTION only_added();
  CREATE TRIGGER card_credit_done_stays_done BEFORE UPDATE OF state ON card_credit
    FOR EACH ROW WHEN (OLD.state = 'done' AND NEW.state <> 'done') EXECUTE FUNCTION only_added();
`;
