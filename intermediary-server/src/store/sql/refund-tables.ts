/**
 * The tables of refunds, in the words that SQLite and PostgreSQL share. It is part of a step that was taken: never edited.
 * A refund is kept with its payer, like the purchase; `left_minor` is what an owed one still waits for, the only thing of it
 * that changes. `card_credit` is what a close gives back through the gateway, one row per Open To Buy.
 */
export const refundTables = `
  CREATE TABLE refund (
    receipt_id TEXT NOT NULL,
    rrpid TEXT NOT NULL,
    payer TEXT NOT NULL REFERENCES payer,
    xid TEXT NOT NULL,
    merchant_id TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
    way TEXT NOT NULL CHECK (way IN ('cancel', 'otb', 'owed')),
    reason TEXT NOT NULL,
    refunded_at BIGINT NOT NULL,
    left_minor BIGINT NOT NULL CHECK (left_minor BETWEEN 0 AND amount_minor),
    PRIMARY KEY (receipt_id, rrpid, payer),
    CHECK (way = 'owed' OR left_minor = 0)
  );
  CREATE INDEX refund_by_payer ON refund (payer, refunded_at);
  CREATE INDEX refund_unpaid ON refund (merchant_id, currency) WHERE left_minor > 0;

  CREATE TABLE refund_payment (
    period TEXT NOT NULL REFERENCES clearing_run,
    receipt_id TEXT NOT NULL,
    rrpid TEXT NOT NULL,
    payer TEXT NOT NULL,
    amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
    PRIMARY KEY (period, receipt_id, rrpid, payer),
    FOREIGN KEY (receipt_id, rrpid, payer) REFERENCES refund (receipt_id, rrpid, payer)
  );

  CREATE TABLE refund_posting (
    shard TEXT NOT NULL,
    xid TEXT,
    kind TEXT NOT NULL CHECK (kind IN ('refund', 'owe', 'payRefund')),
    debit TEXT NOT NULL,
    credit TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
    reference TEXT NOT NULL,
    posted_at BIGINT NOT NULL,
    PRIMARY KEY (reference, kind, shard),
    CHECK (debit <> credit),
    CHECK ((xid IS NOT NULL) = (kind = 'refund'))
  );

  CREATE TABLE card_credit (
    period TEXT NOT NULL REFERENCES clearing_run,
    xid TEXT NOT NULL,
    payer TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
    refund_count BIGINT NOT NULL CHECK (refund_count > 0),
    rrpid TEXT NOT NULL,
    request TEXT,
    state TEXT NOT NULL CHECK (state IN ('pending', 'done', 'refused')),
    code TEXT,
    PRIMARY KEY (period, xid, payer)
  );
  CREATE INDEX card_credit_pending ON card_credit (period) WHERE state = 'pending';
`;
