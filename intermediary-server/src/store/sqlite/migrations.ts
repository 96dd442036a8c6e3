/**
 * The SQLite file's shape, as numbered steps; `PRAGMA user_version` says how many have been taken. A step that has
 * ever been released is never edited.
 *
 * `purchase`, `outcome` and `posting` are the ledger, `evidence` what its payers signed: rows are only added. `otb.spent_minor` is their running sum,
 * kept in the same transaction, with a CHECK that refuses an overdraft whatever the code above does. Everything
 * that a payment touches belongs to one payer, so the tables shard by `payer`.
 */
import { cardCreditSettled } from '../sql/card-credit-settled.ts';
import { operatorIndexes } from '../sql/operator-indexes.ts';
import { operatorSecrets } from '../sql/operator-secrets.ts';
import { recentTables } from '../sql/recent-tables.ts';
import { unpaidIndexes } from '../sql/unpaid-indexes.ts';
import { bankStep } from './bank-step.ts';
import { cardCreditStep } from './card-credit-step.ts';
import { operatorStep } from './operator-step.ts';
import { refundStep } from './refund-step.ts';
import { signedHeaderStep } from './signed-header-step.ts';

export const migrations: readonly string[] = [
  `
  CREATE TABLE payer (
    payer TEXT PRIMARY KEY,
    fingerprint TEXT NOT NULL UNIQUE,
    status TEXT NOT NULL CHECK (status IN ('active', 'suspended'))
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE running_period (period TEXT NOT NULL) STRICT;

  CREATE TABLE top_up (
    lid_m TEXT PRIMARY KEY,
    payer TEXT NOT NULL REFERENCES payer,
    order_text TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
    expires_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE set_purchase (
    xid TEXT PRIMARY KEY,
    lid_m TEXT NOT NULL REFERENCES top_up,
    trans_ids TEXT NOT NULL,
    chall_m TEXT NOT NULL,
    pinit_digest TEXT NOT NULL UNIQUE,
    pinit_answer TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('initialised', 'authorising', 'reversing', 'approved', 'declined')),
    preq_digest TEXT UNIQUE,
    preq TEXT,
    reversal TEXT,
    pres TEXT
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX one_authorization_per_top_up ON set_purchase (lid_m) WHERE state <> 'initialised';
  CREATE INDEX set_purchase_by_top_up ON set_purchase (lid_m);
  CREATE INDEX set_purchase_unfinished ON set_purchase (xid) WHERE state IN ('authorising', 'reversing');

  CREATE TABLE otb (
    xid TEXT PRIMARY KEY REFERENCES set_purchase,
    payer TEXT NOT NULL REFERENCES payer,
    currency TEXT NOT NULL,
    limit_minor INTEGER NOT NULL CHECK (limit_minor > 0),
    spent_minor INTEGER NOT NULL DEFAULT 0 CHECK (spent_minor BETWEEN 0 AND limit_minor),
    state TEXT NOT NULL CHECK (state IN ('open', 'closing', 'captured', 'released')),
    cap_token TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    spendable_until INTEGER NOT NULL,
    cleared_period TEXT
  ) STRICT;
  CREATE UNIQUE INDEX one_open_otb ON otb (payer, currency) WHERE state = 'open';
  CREATE INDEX otb_unsettled ON otb (state) WHERE state IN ('open', 'closing');
  CREATE INDEX otb_by_period ON otb (cleared_period) WHERE cleared_period IS NOT NULL;

  CREATE TABLE purchase (
    receipt_id TEXT PRIMARY KEY,
    xid TEXT NOT NULL REFERENCES otb,
    payer TEXT NOT NULL REFERENCES payer,
    merchant_id TEXT NOT NULL,
    offer_id TEXT NOT NULL,
    is_single INTEGER NOT NULL CHECK (is_single IN (0, 1)),
    currency TEXT NOT NULL,
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
    delivery_tag TEXT NOT NULL,
    accepted_at INTEGER NOT NULL,
    advice_deadline INTEGER NOT NULL,
    claim_deadline INTEGER NOT NULL,
    period TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX single_offer_is_paid_once ON purchase (merchant_id, offer_id) WHERE is_single = 1;
  CREATE INDEX purchase_by_otb ON purchase (xid);

  CREATE TABLE evidence (
    receipt_id TEXT PRIMARY KEY REFERENCES purchase,
    mpreq TEXT NOT NULL
  ) STRICT;

  CREATE TABLE outcome (
    receipt_id TEXT PRIMARY KEY REFERENCES purchase,
    kind TEXT NOT NULL CHECK (kind IN ('credited', 'returned')),
    decided_at INTEGER NOT NULL,
    preimage TEXT,
    CHECK ((kind = 'credited') = (preimage IS NOT NULL))
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE posting (
    posting_id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    debit TEXT NOT NULL,
    credit TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
    reference TEXT NOT NULL,
    posted_at INTEGER NOT NULL,
    CHECK (debit <> credit)
  ) STRICT;

  CREATE TABLE request (
    payer_thumb TEXT NOT NULL,
    rrpid TEXT NOT NULL,
    request_digest TEXT NOT NULL UNIQUE,
    payer TEXT NOT NULL REFERENCES payer,
    payment_order TEXT,
    message TEXT,
    faults TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('parked', 'final')),
    answer TEXT NOT NULL,
    lid_m TEXT REFERENCES top_up,
    answered_at INTEGER NOT NULL,
    PRIMARY KEY (payer_thumb, rrpid)
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX request_parked ON request (lid_m) WHERE state = 'parked';
  CREATE INDEX request_by_age ON request (answered_at);

  CREATE TABLE claim_answer (
    sender_thumb TEXT NOT NULL,
    rrpid TEXT NOT NULL,
    request_digest TEXT NOT NULL UNIQUE,
    answer TEXT NOT NULL,
    answered_at INTEGER NOT NULL,
    PRIMARY KEY (sender_thumb, rrpid)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX claim_answer_by_age ON claim_answer (answered_at);

  CREATE TABLE clearing_run (
    period TEXT PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('settling', 'closed')),
    started_at INTEGER NOT NULL,
    closed_at INTEGER,
    result TEXT
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX one_run_at_a_time ON clearing_run (state) WHERE state = 'settling';

  CREATE TABLE settlement (
    period TEXT NOT NULL REFERENCES clearing_run,
    xid TEXT NOT NULL REFERENCES otb,
    kind TEXT NOT NULL CHECK (kind IN ('capture', 'reversal')),
    amount_minor INTEGER NOT NULL CHECK (amount_minor >= 0),
    rrpid TEXT NOT NULL UNIQUE,
    request TEXT,
    state TEXT NOT NULL CHECK (state IN ('pending', 'done', 'refused')),
    code TEXT,
    PRIMARY KEY (period, xid)
  ) STRICT, WITHOUT ROWID;

  CREATE TRIGGER purchase_is_never_edited BEFORE UPDATE ON purchase
    BEGIN SELECT RAISE(ABORT, 'a purchase is never edited'); END;
  CREATE TRIGGER purchase_is_never_deleted BEFORE DELETE ON purchase
    BEGIN SELECT RAISE(ABORT, 'a purchase is never deleted'); END;
  CREATE TRIGGER outcome_is_never_edited BEFORE UPDATE ON outcome
    BEGIN SELECT RAISE(ABORT, 'an outcome is never edited'); END;
  CREATE TRIGGER outcome_is_never_deleted BEFORE DELETE ON outcome
    BEGIN SELECT RAISE(ABORT, 'an outcome is never deleted'); END;
  CREATE TRIGGER evidence_is_never_edited BEFORE UPDATE ON evidence
    BEGIN SELECT RAISE(ABORT, 'evidence is never edited'); END;
  CREATE TRIGGER evidence_is_never_deleted BEFORE DELETE ON evidence
    BEGIN SELECT RAISE(ABORT, 'evidence is never deleted'); END;
  CREATE TRIGGER posting_is_never_edited BEFORE UPDATE ON posting
    BEGIN SELECT RAISE(ABORT, 'a posting is never edited'); END;
  CREATE TRIGGER posting_is_never_deleted BEFORE DELETE ON posting
    BEGIN SELECT RAISE(ABORT, 'a posting is never deleted'); END;
  `,
  // Answers are long: appended one after the other, with one index over what comes in no order.
  `
  CREATE TABLE numbered_request (
    request_id INTEGER PRIMARY KEY,
    payer_thumb TEXT NOT NULL,
    rrpid TEXT NOT NULL,
    request_digest TEXT NOT NULL,
    payer TEXT NOT NULL REFERENCES payer,
    payment_order TEXT,
    message TEXT,
    faults TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('parked', 'final')),
    answer TEXT NOT NULL,
    lid_m TEXT REFERENCES top_up,
    answered_at INTEGER NOT NULL,
    UNIQUE (payer_thumb, rrpid)
  ) STRICT;
  INSERT INTO numbered_request (payer_thumb, rrpid, request_digest, payer, payment_order, message, faults, expires_at,
      state, answer, lid_m, answered_at)
    SELECT payer_thumb, rrpid, request_digest, payer, payment_order, message, faults, expires_at,
      state, answer, lid_m, answered_at FROM request ORDER BY answered_at;
  DROP TABLE request;
  ALTER TABLE numbered_request RENAME TO request;
  CREATE UNIQUE INDEX request_parked ON request (lid_m) WHERE state = 'parked';
  CREATE INDEX request_by_age ON request (answered_at);
  `,
  // Every row says with whom it is kept, and a single offer's receipt stands where no payer's rows stand: as in
  // PostgreSQL, where they may lie on machines of their own. In evidence, set_purchase and settlement older rows have
  // no payer: it is their purchase's, top-up's and Open To Buy's.
  `
  CREATE TABLE single_offer (
    offer_id TEXT NOT NULL,
    merchant_id TEXT NOT NULL,
    receipt_id TEXT NOT NULL,
    PRIMARY KEY (offer_id, merchant_id)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO single_offer SELECT offer_id, merchant_id, receipt_id FROM purchase WHERE is_single = 1;
  DROP INDEX single_offer_is_paid_once;

  CREATE TABLE outcome_of_payer (
    receipt_id TEXT PRIMARY KEY REFERENCES purchase,
    payer TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('credited', 'returned')),
    decided_at INTEGER NOT NULL,
    preimage TEXT,
    CHECK ((kind = 'credited') = (preimage IS NOT NULL))
  ) STRICT, WITHOUT ROWID;
  INSERT INTO outcome_of_payer SELECT receipt_id, payer, kind, decided_at, preimage
    FROM outcome JOIN purchase USING (receipt_id);
  DROP TABLE outcome;
  ALTER TABLE outcome_of_payer RENAME TO outcome;

  CREATE TABLE posting_of_shard (
    posting_id INTEGER PRIMARY KEY,
    shard TEXT NOT NULL,
    xid TEXT,
    kind TEXT NOT NULL CHECK (kind IN ('accept', 'credit', 'return', 'clearDebit', 'clearCredit')),
    debit TEXT NOT NULL,
    credit TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
    reference TEXT NOT NULL,
    posted_at INTEGER NOT NULL,
    CHECK (debit <> credit),
    CHECK ((xid IS NULL) = (kind IN ('clearDebit', 'clearCredit')))
  ) STRICT;
  INSERT INTO posting_of_shard SELECT posting_id,
      CASE posting.kind WHEN 'clearDebit' THEN substr(credit, length('payer:') + 1)
        WHEN 'clearCredit' THEN substr(debit, length('merchant:') + 1) ELSE purchase.payer END,
      purchase.xid, posting.kind, debit, credit, posting.currency, posting.amount_minor, reference, posted_at
    FROM posting LEFT JOIN purchase ON posting.kind IN ('accept', 'credit', 'return')
      AND purchase.receipt_id = posting.reference
    ORDER BY posting_id;
  DROP TABLE posting;
  ALTER TABLE posting_of_shard RENAME TO posting;

  ALTER TABLE evidence ADD COLUMN payer TEXT;
  ALTER TABLE set_purchase ADD COLUMN payer TEXT;
  ALTER TABLE settlement ADD COLUMN payer TEXT;

  CREATE TRIGGER single_offer_is_never_edited BEFORE UPDATE ON single_offer
    BEGIN SELECT RAISE(ABORT, 'a paid offer is never edited'); END;
  CREATE TRIGGER single_offer_is_never_deleted BEFORE DELETE ON single_offer
    BEGIN SELECT RAISE(ABORT, 'a paid offer is never deleted'); END;
  CREATE TRIGGER outcome_is_never_edited BEFORE UPDATE ON outcome
    BEGIN SELECT RAISE(ABORT, 'an outcome is never edited'); END;
  CREATE TRIGGER outcome_is_never_deleted BEFORE DELETE ON outcome
    BEGIN SELECT RAISE(ABORT, 'an outcome is never deleted'); END;
  CREATE TRIGGER posting_is_never_edited BEFORE UPDATE ON posting
    BEGIN SELECT RAISE(ABORT, 'a posting is never edited'); END;
  CREATE TRIGGER posting_is_never_deleted BEFORE DELETE ON posting
    BEGIN SELECT RAISE(ABORT, 'a posting is never deleted'); END;
  CREATE TRIGGER otb_is_never_deleted BEFORE DELETE ON otb
    BEGIN SELECT RAISE(ABORT, 'an Open To Buy is never deleted'); END;
  CREATE TRIGGER otb_limit_is_never_edited BEFORE UPDATE OF xid, payer, currency, limit_minor ON otb
    BEGIN SELECT RAISE(ABORT, 'the limit of an Open To Buy is never edited'); END;
  `,
  bankStep,
  operatorStep,
  signedHeaderStep,
  refundStep,
  operatorIndexes,
  recentTables,
  cardCreditStep,
  operatorSecrets,
  cardCreditSettled,
  unpaidIndexes,
];
