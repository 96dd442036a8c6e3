/**
 * The PostgreSQL database's shape, as numbered steps; `ledger_version` says how many have been taken. A step that has
 * ever been released is never edited.
 *
 * The tables shard by `payer`: all that a payment touches carries it, every key includes it, and every reference is to
 * rows of the same payer. Two do not: `single_offer`, a shard of its own by offer, and `claim_answer`, by merchant. No
 * row is shared by many payments: what a merchant is owed is a sum of entries, and `running_period` is only read.
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
