/**
 * The bookshop's tables. Entry n brings the file from version n to n + 1 (`user_version`); what is in a file once
 * released is never edited.
 */
export const bookshopMigrations: readonly string[] = [
  `
  CREATE TABLE shop_order (
    reference     TEXT PRIMARY KEY,
    order_id      TEXT NOT NULL UNIQUE,
    shopper       TEXT NOT NULL,
    language      TEXT NOT NULL CHECK (language IN ('fr', 'en')),
    currency      TEXT NOT NULL,
    lines         TEXT NOT NULL,
    postage_minor INTEGER NOT NULL CHECK (postage_minor >= 0),
    address       TEXT NOT NULL,
    placed_at     INTEGER NOT NULL,
    kept_over     INTEGER NOT NULL DEFAULT 0 CHECK (kept_over IN (0, 1))
  ) STRICT;
  CREATE INDEX shop_order_shopper ON shop_order (shopper, placed_at);
  CREATE INDEX shop_order_kept ON shop_order (placed_at) WHERE kept_over = 0;

  CREATE TABLE parcel (
    parcel_id    INTEGER PRIMARY KEY,
    reference    TEXT NOT NULL REFERENCES shop_order (reference),
    lines        TEXT NOT NULL,
    amount_minor INTEGER NOT NULL CHECK (amount_minor >= 0),
    sent_at      INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX parcel_order ON parcel (reference);

  CREATE TABLE payment_order (
    order_number    INTEGER PRIMARY KEY,
    order_id        TEXT NOT NULL UNIQUE,
    version         INTEGER NOT NULL CHECK (version >= 0),
    document        TEXT NOT NULL,
    operation_since INTEGER
  ) STRICT;
  CREATE INDEX payment_order_unfinished ON payment_order (operation_since) WHERE operation_since IS NOT NULL;

  CREATE TABLE payment_xid (
    xid      TEXT PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES payment_order (order_id)
  ) STRICT, WITHOUT ROWID;
  `,
  // Long texts of a document (messages), by their digest: written once, however often the document changes.
  `
  CREATE TABLE payment_text (
    order_id TEXT NOT NULL REFERENCES payment_order (order_id),
    digest   TEXT NOT NULL,
    content  TEXT NOT NULL,
    PRIMARY KEY (order_id, digest)
  ) STRICT;
  `,
];
