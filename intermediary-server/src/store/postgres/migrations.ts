/**
 * The PostgreSQL database's shape, as numbered steps; `ledger_version` says how many have been taken. A step that has
 * ever been released is never edited.
 *
 * The tables shard by `payer`: all that a payment touches carries it, every key includes it, and every reference is to
 * rows of the same payer. Two do not: `single_offer`, a shard of its own by offer, and `claim_answer`, by merchant. No
 * row is shared by many payments: what a merchant is owed is a sum of entries, and `running_period` is only read.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE payer (
    payer TEXT PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('active', 'suspended'))
  );
  CREATE INDEX payer_by_fingerprint ON payer (fingerprint);

  CREATE TABLE running_period (
    is_the_only_one SMALLINT PRIMARY KEY DEFAULT 1 CHECK (is_the_only_one = 1),
    period TEXT NOT NULL
  );

  CREATE TABLE top_up (
    lid_m TEXT NOT NULL,
    payer TEXT NOT NULL REFERENCES payer,
    order_text TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (lid_m, payer)
  );

  CREATE TABLE set_purchase (
    xid TEXT NOT NULL,
    payer TEXT NOT NULL,
    lid_m TEXT NOT NULL,
    trans_ids TEXT NOT NULL,
    chall_m TEXT NOT NULL,
    pinit_digest TEXT NOT NULL,
    pinit_answer TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('initialised', 'authorising', 'reversing', 'approved', 'declined')),
    preq_digest TEXT,
    preq TEXT,
    reversal TEXT,
    pres TEXT,
    PRIMARY KEY (xid, payer),
    FOREIGN KEY (lid_m, payer) REFERENCES top_up (lid_m, payer)
  );
  CREATE UNIQUE INDEX set_purchase_by_pinit ON set_purchase (pinit_digest, payer);
  CREATE UNIQUE INDEX set_purchase_by_preq ON set_purchase (preq_digest, payer) WHERE preq_digest IS NOT NULL;
  CREATE UNIQUE INDEX one_authorization_per_top_up ON set_purchase (lid_m, payer) WHERE state <> 'initialised';
  CREATE INDEX set_purchase_by_top_up ON set_purchase (lid_m);
  CREATE INDEX set_purchase_unfinished ON set_purchase (xid) WHERE state IN ('authorising', 'reversing');

  CREATE TABLE otb (
    xid TEXT NOT NULL,
    payer TEXT NOT NULL REFERENCES payer,
    currency TEXT NOT NULL,
    limit_minor BIGINT NOT NULL CHECK (limit_minor > 0),
    spent_minor BIGINT NOT NULL DEFAULT 0 CHECK (spent_minor BETWEEN 0 AND limit_minor),
    state TEXT NOT NULL CHECK (state IN ('open', 'closing', 'captured', 'released')),
    cap_token TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    spendable_until BIGINT NOT NULL,
    cleared_period TEXT,
    PRIMARY KEY (xid, payer),
    FOREIGN KEY (xid, payer) REFERENCES set_purchase (xid, payer)
  ) WITH (fillfactor = 50);
  CREATE UNIQUE INDEX one_open_otb ON otb (payer, currency) WHERE state = 'open';
  CREATE INDEX otb_unsettled ON otb (xid) WHERE state IN ('open', 'closing');
  CREATE INDEX otb_by_period ON otb (cleared_period) WHERE cleared_period IS NOT NULL;

  CREATE TABLE purchase (
    receipt_id TEXT NOT NULL,
    xid TEXT NOT NULL,
    payer TEXT NOT NULL,
    merchant_id TEXT NOT NULL,
    offer_id TEXT NOT NULL,
    is_single SMALLINT NOT NULL CHECK (is_single IN (0, 1)),
    currency TEXT NOT NULL,
    amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
    delivery_tag TEXT NOT NULL,
    accepted_at BIGINT NOT NULL,
    advice_deadline BIGINT NOT NULL,
    claim_deadline BIGINT NOT NULL,
    period TEXT NOT NULL,
    PRIMARY KEY (receipt_id, payer),
    FOREIGN KEY (xid, payer) REFERENCES otb (xid, payer)
  );
  CREATE INDEX purchase_by_otb ON purchase (xid);

  CREATE TABLE single_offer (
    offer_id TEXT NOT NULL,
    merchant_id TEXT NOT NULL,
    receipt_id TEXT NOT NULL,
    PRIMARY KEY (offer_id, merchant_id)
  );

  CREATE TABLE evidence (
    receipt_id TEXT NOT NULL,
    payer TEXT NOT NULL,
    mpreq TEXT NOT NULL,
    PRIMARY KEY (receipt_id, payer),
    FOREIGN KEY (receipt_id, payer) REFERENCES purchase (receipt_id, payer)
  );

  CREATE TABLE outcome (
    receipt_id TEXT NOT NULL,
    payer TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('credited', 'returned')),
    decided_at BIGINT NOT NULL,
    preimage TEXT,
    PRIMARY KEY (receipt_id, payer),
    FOREIGN KEY (receipt_id, payer) REFERENCES purchase (receipt_id, payer),
    CHECK ((kind = 'credited') = (preimage IS NOT NULL))
  );

  CREATE TABLE posting (
    shard TEXT NOT NULL,
    xid TEXT,
    kind TEXT NOT NULL CHECK (kind IN ('accept', 'credit', 'return', 'clearDebit', 'clearCredit')),
    debit TEXT NOT NULL,
    credit TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
    reference TEXT NOT NULL,
    posted_at BIGINT NOT NULL,
    PRIMARY KEY (reference, kind, shard, currency),
    CHECK (debit <> credit),
    CHECK ((xid IS NULL) = (kind IN ('clearDebit', 'clearCredit')))
  );

  CREATE TABLE request (
    payer_thumb TEXT NOT NULL,
    rrpid TEXT NOT NULL,
    request_digest TEXT NOT NULL,
    payer TEXT NOT NULL REFERENCES payer,
    payment_order TEXT,
    message TEXT,
    faults TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('parked', 'final')),
    answer TEXT NOT NULL,
    lid_m TEXT,
    answered_at BIGINT NOT NULL,
    PRIMARY KEY (payer_thumb, rrpid, payer),
    FOREIGN KEY (lid_m, payer) REFERENCES top_up (lid_m, payer)
  );
  CREATE UNIQUE INDEX request_parked ON request (lid_m, payer) WHERE state = 'parked';
  CREATE INDEX request_by_age ON request (answered_at);

  CREATE TABLE claim_answer (
    sender_thumb TEXT NOT NULL,
    rrpid TEXT NOT NULL,
    request_digest TEXT NOT NULL,
    answer TEXT NOT NULL,
    answered_at BIGINT NOT NULL,
    PRIMARY KEY (sender_thumb, rrpid)
  );
  CREATE INDEX claim_answer_by_digest ON claim_answer (request_digest);
  CREATE INDEX claim_answer_by_age ON claim_answer (answered_at);

  CREATE TABLE clearing_run (
    period TEXT PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('settling', 'closed')),
    started_at BIGINT NOT NULL,
    closed_at BIGINT,
    result TEXT
  );
  CREATE UNIQUE INDEX one_run_at_a_time ON clearing_run (state) WHERE state = 'settling';

  CREATE TABLE settlement (
    period TEXT NOT NULL REFERENCES clearing_run,
    xid TEXT NOT NULL,
    payer TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('capture', 'reversal')),
    amount_minor BIGINT NOT NULL CHECK (amount_minor >= 0),
    rrpid TEXT NOT NULL,
    request TEXT,
    state TEXT NOT NULL CHECK (state IN ('pending', 'done', 'refused')),
    code TEXT,
    PRIMARY KEY (period, xid, payer),
    FOREIGN KEY (xid, payer) REFERENCES otb (xid, payer)
  );
  CREATE UNIQUE INDEX settlement_by_rrpid ON settlement (rrpid, payer);
  `,
  // Entries are only added. An engine without triggers refuses by permissions (docs/scaling.md).
  `
  CREATE FUNCTION only_added() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'a row of % is never edited, never deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END $$;
  CREATE TRIGGER purchase_is_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON purchase EXECUTE FUNCTION only_added();
  CREATE TRIGGER single_offer_is_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON single_offer
    EXECUTE FUNCTION only_added();
  CREATE TRIGGER evidence_is_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON evidence EXECUTE FUNCTION only_added();
  CREATE TRIGGER outcome_is_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON outcome EXECUTE FUNCTION only_added();
  CREATE TRIGGER posting_is_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON posting EXECUTE FUNCTION only_added();
  CREATE TRIGGER otb_is_never_deleted BEFORE DELETE OR TRUNCATE ON otb EXECUTE FUNCTION only_added();
  CREATE TRIGGER otb_limit_is_never_edited BEFORE UPDATE OF xid, payer, currency, limit_minor ON otb
    EXECUTE FUNCTION only_added();
  `,
  // Banks: accounts and mandates, the lines of a clearing, what is ordered for them, and what the bank says of it.
  // Of the period’s close, not of a payment: nothing here is written while somebody pays.
  `
  ALTER TABLE settlement ADD COLUMN direct_debit_minor BIGINT NOT NULL DEFAULT 0
    CHECK (direct_debit_minor = 0 OR (direct_debit_minor > 0 AND kind = 'reversal'));

  CREATE TABLE bank_account (
    holder TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    iban TEXT NOT NULL,
    bic TEXT,
    creditor_id TEXT,
    set_at BIGINT NOT NULL
  );

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
    set_at BIGINT NOT NULL
  );
  CREATE UNIQUE INDEX one_mandate_at_a_time ON mandate (payer) WHERE state = 'active';

  CREATE TABLE clearing_line (
    period TEXT NOT NULL REFERENCES clearing_run,
    side TEXT NOT NULL CHECK (side IN ('debit', 'credit')),
    party TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
    item_count BIGINT NOT NULL CHECK (item_count > 0),
    root TEXT NOT NULL,
    collect_by TEXT CHECK (collect_by IN ('card', 'directDebit')),
    state TEXT NOT NULL CHECK (state IN ('due', 'ordered', 'settled')),
    attempts BIGINT NOT NULL,
    PRIMARY KEY (period, side, party, currency),
    CHECK ((side = 'credit') = (collect_by IS NULL))
  );
  CREATE INDEX clearing_line_due ON clearing_line (side, currency, party, period) WHERE state = 'due';

  CREATE TABLE bank_message (
    message_id TEXT PRIMARY KEY,
    period TEXT NOT NULL REFERENCES clearing_run,
    side TEXT NOT NULL CHECK (side IN ('debit', 'credit')),
    created_at BIGINT NOT NULL,
    requested_on TEXT NOT NULL,
    house TEXT NOT NULL,
    order_count BIGINT NOT NULL CHECK (order_count > 0)
  );
  CREATE INDEX bank_message_by_period ON bank_message (period);

  CREATE TABLE bank_order (
    end_to_end_id TEXT PRIMARY KEY,
    message_id TEXT NOT NULL REFERENCES bank_message,
    position BIGINT NOT NULL,
    block_id TEXT NOT NULL,
    period TEXT NOT NULL,
    side TEXT NOT NULL,
    party TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
    item_count BIGINT NOT NULL,
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
  );
  CREATE UNIQUE INDEX bank_order_by_message ON bank_order (message_id, position);
  CREATE INDEX bank_order_by_line ON bank_order (period, side, party, currency);
  CREATE UNIQUE INDEX one_open_order_per_line ON bank_order (period, side, party, currency)
    WHERE state IN ('made', 'accepted', 'booked');

  CREATE TABLE bank_file (
    message_id TEXT PRIMARY KEY REFERENCES bank_message,
    digest TEXT NOT NULL,
    content TEXT NOT NULL
  );

  CREATE TABLE bank_answer (
    kind TEXT NOT NULL CHECK (kind IN ('statusReport', 'notification')),
    message_id TEXT NOT NULL,
    digest TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    PRIMARY KEY (kind, message_id)
  );

  CREATE TABLE bank_answer_entry (
    kind TEXT NOT NULL,
    message_id TEXT NOT NULL,
    position BIGINT NOT NULL,
    level TEXT NOT NULL,
    about_id TEXT NOT NULL,
    status TEXT NOT NULL,
    reason TEXT,
    currency TEXT,
    amount_minor BIGINT,
    verdict TEXT NOT NULL
      CHECK (verdict IN ('applied', 'repeated', 'noted', 'unknown', 'differs', 'contradicts')),
    applied_count BIGINT NOT NULL,
    PRIMARY KEY (kind, message_id, position),
    FOREIGN KEY (kind, message_id) REFERENCES bank_answer (kind, message_id)
  );
  CREATE INDEX bank_answer_to_look_at ON bank_answer_entry (verdict) WHERE verdict IN ('unknown', 'differs', 'contradicts');

  CREATE TABLE bank_posting (
    shard TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('credit', 'capture', 'collect', 'order', 'book', 'reject', 'return')),
    debit TEXT NOT NULL,
    credit TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
    reference TEXT NOT NULL,
    posted_at BIGINT NOT NULL,
    PRIMARY KEY (reference, kind),
    CHECK (debit <> credit)
  );

  CREATE TRIGGER bank_message_is_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON bank_message EXECUTE FUNCTION only_added();
  CREATE TRIGGER bank_file_is_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON bank_file EXECUTE FUNCTION only_added();
  CREATE TRIGGER bank_answer_is_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON bank_answer EXECUTE FUNCTION only_added();
  CREATE TRIGGER bank_answer_entry_is_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON bank_answer_entry EXECUTE FUNCTION only_added();
  CREATE TRIGGER bank_posting_is_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON bank_posting EXECUTE FUNCTION only_added();
  CREATE TRIGGER clearing_line_is_never_deleted BEFORE DELETE OR TRUNCATE ON clearing_line EXECUTE FUNCTION only_added();
  CREATE TRIGGER bank_order_is_never_deleted BEFORE DELETE OR TRUNCATE ON bank_order EXECUTE FUNCTION only_added();
  CREATE TRIGGER mandate_is_never_deleted BEFORE DELETE OR TRUNCATE ON mandate EXECUTE FUNCTION only_added();
  CREATE TRIGGER clearing_line_is_never_edited BEFORE UPDATE OF period, side, party, currency, amount_minor, item_count, root, collect_by ON clearing_line
    EXECUTE FUNCTION only_added();
  CREATE TRIGGER bank_order_is_never_edited BEFORE UPDATE OF end_to_end_id, message_id, period, side, party, currency, amount_minor, iban, mandate_id ON bank_order
    EXECUTE FUNCTION only_added();
  `,
];
