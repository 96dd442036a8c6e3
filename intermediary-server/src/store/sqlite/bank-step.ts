/**
 * The step that brought banks: accounts and mandates, the lines of a clearing, what is ordered for them, and what the bank
 * says of it. These rows are of a period’s close: nothing here is written while somebody pays.
 */
export const bankStep = `
  ALTER TABLE settlement ADD COLUMN direct_debit_minor INTEGER NOT NULL DEFAULT 0
    CHECK (direct_debit_minor = 0 OR (direct_debit_minor > 0 AND kind = 'reversal'));

  CREATE TABLE bank_account (
    holder TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    iban TEXT NOT NULL,
    bic TEXT,
    creditor_id TEXT,
    set_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE mandate (
    mandate_id TEXT PRIMARY KEY,
    payer TEXT NOT NULL REFERENCES payer,
    name TEXT NOT NULL,
    iban TEXT NOT NULL,
    bic TEXT,
    signed_on TEXT NOT NULL,
    sequence TEXT NOT NULL CHECK (sequence IN ('FRST', 'RCUR')),
    collect_by TEXT NOT NULL CHECK (collect_by IN ('card', 'directDebit')),
    state TEXT NOT NULL CHECK (state IN ('active', 'ended')),
    set_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX one_mandate_at_a_time ON mandate (payer) WHERE state = 'active';

  CREATE TABLE clearing_line (
    period TEXT NOT NULL REFERENCES clearing_run,
    side TEXT NOT NULL CHECK (side IN ('debit', 'credit')),
    party TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
    item_count INTEGER NOT NULL CHECK (item_count > 0),
    root TEXT NOT NULL,
    collect_by TEXT CHECK (collect_by IN ('card', 'directDebit')),
    state TEXT NOT NULL CHECK (state IN ('due', 'ordered', 'settled')),
    attempts INTEGER NOT NULL,
    PRIMARY KEY (period, side, party, currency),
    CHECK ((side = 'credit') = (collect_by IS NULL))
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX clearing_line_due ON clearing_line (side, currency, party, period) WHERE state = 'due';

  CREATE TABLE bank_message (
    message_id TEXT PRIMARY KEY,
    period TEXT NOT NULL REFERENCES clearing_run,
    side TEXT NOT NULL CHECK (side IN ('debit', 'credit')),
    created_at INTEGER NOT NULL,
    requested_on TEXT NOT NULL,
    house TEXT NOT NULL,
    order_count INTEGER NOT NULL CHECK (order_count > 0)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX bank_message_by_period ON bank_message (period);

  CREATE TABLE bank_order (
    end_to_end_id TEXT PRIMARY KEY,
    message_id TEXT NOT NULL REFERENCES bank_message,
    position INTEGER NOT NULL,
    block_id TEXT NOT NULL,
    period TEXT NOT NULL,
    side TEXT NOT NULL,
    party TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
    item_count INTEGER NOT NULL,
    name TEXT NOT NULL,
    iban TEXT NOT NULL,
    bic TEXT,
    mandate_id TEXT,
    signed_on TEXT,
    sequence TEXT,
    state TEXT NOT NULL CHECK (state IN ('made', 'accepted', 'booked', 'rejected', 'returned')),
    reason TEXT,
    FOREIGN KEY (period, side, party, currency) REFERENCES clearing_line (period, side, party, currency),
    CHECK ((side = 'debit') = (mandate_id IS NOT NULL))
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX bank_order_by_message ON bank_order (message_id, position);
  CREATE INDEX bank_order_by_line ON bank_order (period, side, party, currency);
  CREATE UNIQUE INDEX one_open_order_per_line ON bank_order (period, side, party, currency)
    WHERE state IN ('made', 'accepted', 'booked');

  CREATE TABLE bank_file (
    message_id TEXT PRIMARY KEY REFERENCES bank_message,
    digest TEXT NOT NULL,
    content TEXT NOT NULL
  ) STRICT;

  CREATE TABLE bank_answer (
    kind TEXT NOT NULL CHECK (kind IN ('statusReport', 'notification')),
    message_id TEXT NOT NULL,
    digest TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    PRIMARY KEY (kind, message_id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE bank_answer_entry (
    kind TEXT NOT NULL,
    message_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    level TEXT NOT NULL,
    about_id TEXT NOT NULL,
    status TEXT NOT NULL,
    reason TEXT,
    currency TEXT,
    amount_minor INTEGER,
    verdict TEXT NOT NULL
      CHECK (verdict IN ('applied', 'repeated', 'noted', 'unknown', 'differs', 'contradicts')),
    applied_count INTEGER NOT NULL,
    PRIMARY KEY (kind, message_id, position),
    FOREIGN KEY (kind, message_id) REFERENCES bank_answer (kind, message_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX bank_answer_to_look_at ON bank_answer_entry (verdict) WHERE verdict IN ('unknown', 'differs', 'contradicts');

  CREATE TABLE bank_posting (
    shard TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('credit', 'capture', 'collect', 'order', 'book', 'reject', 'return')),
    debit TEXT NOT NULL,
    credit TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
    reference TEXT NOT NULL,
    posted_at INTEGER NOT NULL,
    PRIMARY KEY (reference, kind),
    CHECK (debit <> credit)
  ) STRICT, WITHOUT ROWID;

  CREATE TRIGGER bank_message_is_never_edited BEFORE UPDATE ON bank_message
    BEGIN SELECT RAISE(ABORT, 'a message to the bank is never edited'); END;
  CREATE TRIGGER bank_message_is_never_deleted BEFORE DELETE ON bank_message
    BEGIN SELECT RAISE(ABORT, 'a message to the bank is never deleted'); END;
  CREATE TRIGGER bank_file_is_never_edited BEFORE UPDATE ON bank_file
    BEGIN SELECT RAISE(ABORT, 'a file for the bank is never edited'); END;
  CREATE TRIGGER bank_file_is_never_deleted BEFORE DELETE ON bank_file
    BEGIN SELECT RAISE(ABORT, 'a file for the bank is never deleted'); END;
  CREATE TRIGGER bank_answer_is_never_edited BEFORE UPDATE ON bank_answer
    BEGIN SELECT RAISE(ABORT, 'an answer of the bank is never edited'); END;
  CREATE TRIGGER bank_answer_is_never_deleted BEFORE DELETE ON bank_answer
    BEGIN SELECT RAISE(ABORT, 'an answer of the bank is never deleted'); END;
  CREATE TRIGGER bank_answer_entry_is_never_edited BEFORE UPDATE ON bank_answer_entry
    BEGIN SELECT RAISE(ABORT, 'what a bank said is never edited'); END;
  CREATE TRIGGER bank_answer_entry_is_never_deleted BEFORE DELETE ON bank_answer_entry
    BEGIN SELECT RAISE(ABORT, 'what a bank said is never deleted'); END;
  CREATE TRIGGER bank_posting_is_never_edited BEFORE UPDATE ON bank_posting
    BEGIN SELECT RAISE(ABORT, 'a posting is never edited'); END;
  CREATE TRIGGER bank_posting_is_never_deleted BEFORE DELETE ON bank_posting
    BEGIN SELECT RAISE(ABORT, 'a posting is never deleted'); END;
  CREATE TRIGGER clearing_line_is_never_deleted BEFORE DELETE ON clearing_line
    BEGIN SELECT RAISE(ABORT, 'a clearing line is never deleted'); END;
  CREATE TRIGGER bank_order_is_never_deleted BEFORE DELETE ON bank_order
    BEGIN SELECT RAISE(ABORT, 'an order is never deleted'); END;
  CREATE TRIGGER mandate_is_never_deleted BEFORE DELETE ON mandate
    BEGIN SELECT RAISE(ABORT, 'a mandate is never deleted'); END;
  CREATE TRIGGER clearing_line_is_never_edited BEFORE UPDATE OF period, side, party, currency, amount_minor, item_count, root, collect_by ON clearing_line
    BEGIN SELECT RAISE(ABORT, 'a clearing line is never edited'); END;
  CREATE TRIGGER bank_order_is_never_edited BEFORE UPDATE OF end_to_end_id, message_id, period, side, party, currency, amount_minor, iban, mandate_id ON bank_order
    BEGIN SELECT RAISE(ABORT, 'an order is never edited'); END;
`;
