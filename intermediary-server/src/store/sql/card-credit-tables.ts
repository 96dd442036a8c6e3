/**
 * Further tries to give a refund back to a card, in the words that SQLite and PostgreSQL share. It is part of a step that was taken:
 * never edited. What was on its way before the step was sent at the earliest when its period was closed.
 */
export const cardCreditTables = `
  ALTER TABLE card_credit ADD COLUMN attempt BIGINT NOT NULL DEFAULT 1;
  ALTER TABLE card_credit ADD COLUMN first_sent_at BIGINT;
  UPDATE card_credit SET first_sent_at =
    (SELECT closed_at FROM clearing_run WHERE clearing_run.period = card_credit.period);
  CREATE INDEX card_credit_not_done ON card_credit (period, xid) WHERE state <> 'done';

  CREATE TABLE card_credit_try (
    period TEXT NOT NULL,
    xid TEXT NOT NULL,
    payer TEXT NOT NULL,
    attempt BIGINT NOT NULL CHECK (attempt > 0),
    rrpid TEXT NOT NULL,
    code TEXT NOT NULL,
    retried_at BIGINT NOT NULL,
    PRIMARY KEY (period, xid, payer, attempt),
    FOREIGN KEY (period, xid, payer) REFERENCES card_credit (period, xid, payer)
  );
`;
