/**
 * The shop's database, step by step: each migration runs once, in order, and is never edited. SQLite's
 * `user_version` counts them.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE offer (
    offer_id     TEXT PRIMARY KEY,
    resource     TEXT NOT NULL,
    use          TEXT NOT NULL CHECK (use IN ('single', 'catalogue')),
    amount_minor INTEGER NOT NULL CHECK (amount_minor >= 0),
    currency     TEXT NOT NULL,
    message      TEXT NOT NULL,
    expires_at   INTEGER NOT NULL,
    sold_at      INTEGER
  ) STRICT;
  CREATE INDEX offer_unpaid ON offer (expires_at) WHERE sold_at IS NULL;

  CREATE TABLE claim (
    rrpid           TEXT PRIMARY KEY,
    intermediary_id TEXT NOT NULL,
    message         TEXT NOT NULL,
    made_at         INTEGER NOT NULL,
    ended           INTEGER NOT NULL DEFAULT 0 CHECK (ended IN (0, 1))
  ) STRICT;
  CREATE UNIQUE INDEX claim_open ON claim (intermediary_id) WHERE ended = 0;

  CREATE TABLE sale (
    sale_id         INTEGER PRIMARY KEY,
    offer_id        TEXT NOT NULL REFERENCES offer (offer_id),
    resource        TEXT NOT NULL,
    amount_minor    INTEGER NOT NULL CHECK (amount_minor >= 0),
    currency        TEXT NOT NULL,
    intermediary_id TEXT NOT NULL,
    receipt_id      TEXT NOT NULL,
    res             TEXT NOT NULL,
    res_digest      BLOB NOT NULL UNIQUE,
    preimage        TEXT NOT NULL,
    sold_at         INTEGER NOT NULL,
    state           TEXT NOT NULL CHECK (state IN ('delivered', 'claimed', 'credited', 'refused')),
    claim_code      TEXT,
    claim_rrpid     TEXT REFERENCES claim (rrpid),
    UNIQUE (intermediary_id, receipt_id)
  ) STRICT;
  CREATE INDEX sale_unclaimed ON sale (intermediary_id, sale_id) WHERE state = 'delivered';
  CREATE INDEX sale_claim ON sale (claim_rrpid) WHERE claim_rrpid IS NOT NULL;
  `,
  // What was given back of a sale, and what was asked for it: one question at a time.
  `
  ALTER TABLE sale ADD COLUMN refunded_minor INTEGER NOT NULL DEFAULT 0
    CHECK (refunded_minor BETWEEN 0 AND amount_minor);
  CREATE TABLE refund (
    rrpid           TEXT PRIMARY KEY,
    intermediary_id TEXT NOT NULL,
    receipt_id      TEXT NOT NULL,
    amount_minor    INTEGER NOT NULL CHECK (amount_minor > 0),
    currency        TEXT NOT NULL,
    reason          TEXT NOT NULL,
    message         TEXT NOT NULL,
    made_at         INTEGER NOT NULL,
    code            TEXT,
    FOREIGN KEY (intermediary_id, receipt_id) REFERENCES sale (intermediary_id, receipt_id)
  ) STRICT;
  CREATE UNIQUE INDEX refund_open ON refund (intermediary_id, receipt_id) WHERE code IS NULL;
  `,
];
