/** The step that brought further tries to give a refund back to a card. */
import { cardCreditTables } from '../sql/card-credit-tables.ts';

export const cardCreditStep = `${cardCreditTables}
  CREATE TRIGGER card_credit_try_is_never_edited BEFORE UPDATE ON card_credit_try
    BEGIN SELECT RAISE(ABORT, 'a try that was refused is never edited'); END;
  CREATE TRIGGER card_credit_try_is_never_deleted BEFORE DELETE ON card_credit_try
    BEGIN SELECT RAISE(ABORT, 'a try that was refused is never deleted'); END;
  CREATE TRIGGER card_credit_done_stays_done BEFORE UPDATE OF state ON card_credit
      WHEN OLD.state = 'done' AND NEW.state <> 'done'
    BEGIN SELECT RAISE(ABORT, 'a credit that is done is never undone'); END;
`;
