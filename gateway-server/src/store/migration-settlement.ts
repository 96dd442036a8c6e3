/** Batches, credits, ceilings and deferred verification: what regular payments add to the books. */
export const settlementMigration = `
  ALTER TABLE authorization ADD COLUMN credited_minor INTEGER NOT NULL DEFAULT 0
    CHECK (credited_minor BETWEEN 0 AND captured_minor);
  CREATE INDEX authorization_by_xid ON authorization (merchant_id, xid);

  ALTER TABLE hold ADD COLUMN card_id TEXT REFERENCES card;
  ALTER TABLE hold ADD COLUMN held_at INTEGER;
  ALTER TABLE hold ADD COLUMN captured_minor INTEGER NOT NULL DEFAULT 0 CHECK (captured_minor >= 0);
  ALTER TABLE hold ADD COLUMN debited_minor INTEGER NOT NULL DEFAULT 0
    CHECK (debited_minor BETWEEN 0 AND captured_minor);
  CREATE INDEX hold_by_card ON hold (card_id, held_at);
  -- What was captured before may be credited too, and counts under the card's ceiling.
  UPDATE hold SET
    card_id = (SELECT card_id FROM card WHERE card.account_id = hold.account_id),
    held_at = (SELECT created_at FROM authorization WHERE authorization.rrn = hold.rrn),
    captured_minor = COALESCE((SELECT captured_minor FROM authorization WHERE authorization.rrn = hold.rrn), 0);
  UPDATE hold SET debited_minor = captured_minor;

  CREATE TABLE card_ceiling (
    card_id TEXT PRIMARY KEY REFERENCES card,
    ceiling_minor INTEGER NOT NULL CHECK (ceiling_minor >= 0)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE batch (
    merchant_id TEXT NOT NULL,
    batch_id INTEGER NOT NULL CHECK (batch_id >= 1),
    opened_at INTEGER NOT NULL,
    closed_at INTEGER,
    PRIMARY KEY (merchant_id, batch_id)
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX batch_open ON batch (merchant_id) WHERE closed_at IS NULL;

  CREATE TABLE batch_item (
    item_id INTEGER PRIMARY KEY,
    merchant_id TEXT NOT NULL,
    batch_id INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('capture', 'credit')),
    auth_rrpid TEXT NOT NULL,
    -- RRPID of the CapReq, CredReq or (for a sale) AuthReq.
    rrpid TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
    reversed INTEGER NOT NULL DEFAULT 0 CHECK (reversed IN (0, 1)),
    FOREIGN KEY (merchant_id, batch_id) REFERENCES batch
  ) STRICT;
  CREATE INDEX batch_item_by_authorization ON batch_item (merchant_id, auth_rrpid);
  CREATE INDEX batch_item_by_batch ON batch_item (merchant_id, batch_id);

  CREATE TABLE deferred (
    merchant_id TEXT NOT NULL,
    auth_rrpid TEXT NOT NULL,
    request TEXT NOT NULL,
    chip TEXT NOT NULL,
    queued_at INTEGER NOT NULL,
    PRIMARY KEY (merchant_id, auth_rrpid)
  ) STRICT, WITHOUT ROWID;
`;
