/**
 * The operators' tables, in the words that SQLite and PostgreSQL share. It is part of a step that was taken: never edited.
 * Nothing here is written while somebody pays, but for the index of times.
 */
export const operatorTables = `
  ALTER TABLE payer ADD COLUMN issuer TEXT;

  CREATE TABLE merchant_status (
    merchant_id TEXT PRIMARY KEY,
    status TEXT NOT NULL CHECK (status IN ('active', 'suspended')),
    set_at BIGINT NOT NULL
  );

  CREATE TABLE operator (
    name TEXT PRIMARY KEY,
    role TEXT NOT NULL CHECK (role IN ('viewer', 'clerk', 'admin')),
    password TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('active', 'disabled')),
    set_at BIGINT NOT NULL
  );

  CREATE TABLE audit_head (
    is_the_only_one SMALLINT PRIMARY KEY DEFAULT 1 CHECK (is_the_only_one = 1),
    entry_no BIGINT NOT NULL,
    digest TEXT NOT NULL
  );
  INSERT INTO audit_head (entry_no, digest) VALUES (0, '');

  CREATE TABLE audit_entry (
    entry_no BIGINT PRIMARY KEY,
    at BIGINT NOT NULL,
    operator TEXT NOT NULL,
    role TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    outcome TEXT NOT NULL,
    digest TEXT NOT NULL
  );

  CREATE TABLE payment_minute (
    at BIGINT NOT NULL,
    node TEXT NOT NULL,
    outcomes TEXT NOT NULL,
    latencies TEXT NOT NULL,
    PRIMARY KEY (at, node)
  );

  CREATE TABLE ledger_pulse (
    node TEXT PRIMARY KEY,
    at BIGINT NOT NULL
  );

  CREATE INDEX otb_by_payer ON otb (payer, opened_at);
  CREATE INDEX purchase_by_time ON purchase (accepted_at);
`;
