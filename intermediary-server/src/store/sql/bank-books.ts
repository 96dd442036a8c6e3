/**
 * Whether the books about banks hold what they must: each account is what the lines and orders say that it must be, and what
 * a period asks of banks adds up to nothing. The database adds up, and only what is wrong comes out of it.
 */
import { all, type Steps } from './engine.ts';

/** Every way in which they are wrong, in words, 20 at most; empty when they are balanced. */
export function* checkBankBooks(): Steps<string[]> {
  const wrong = yield* all<{ account: string; currency: string }>(text);
  return wrong.map(
    ({ account, currency }) =>
      `account ${account} ${currency} has another balance than its lines and orders say`,
  );
}

/** Debits less credits by the entries, less what they must be. */
const text = `
  SELECT account, currency FROM (
    SELECT debit AS account, currency, amount_minor AS amount FROM bank_posting
    UNION ALL SELECT credit, currency, -amount_minor FROM bank_posting
    UNION ALL SELECT CASE state WHEN 'due' THEN 'owed:' ELSE 'ordered:' END || party, currency, amount_minor
      FROM clearing_line WHERE side = 'credit' AND state <> 'settled'
    UNION ALL SELECT CASE state WHEN 'due' THEN 'owing:' ELSE 'collecting:' END || party, currency, -amount_minor
      FROM clearing_line WHERE side = 'debit' AND state <> 'settled'
    UNION ALL SELECT 'acquirer', currency, -amount_minor FROM clearing_line WHERE collect_by = 'card'
    UNION ALL SELECT 'acquirer', currency, amount_minor FROM card_credit
    UNION ALL SELECT 'bank', currency, CASE side WHEN 'credit' THEN amount_minor ELSE -amount_minor END
      FROM bank_order WHERE state = 'booked'
  ) entries
  GROUP BY account, currency HAVING sum(amount) <> 0 ORDER BY account, currency LIMIT 20`;
