/**
 * A step of the database's shape: enrolment by form, requests that wait for a clerk, merchants and gateways that
 * enrol, and what has been revoked.
 */
export const enrolmentMigration = `
  ALTER TABLE challenge ADD COLUMN purpose TEXT NOT NULL DEFAULT 'card'
    CHECK (purpose IN ('card', 'form', 'merchant', 'gateway'));

  CREATE TABLE form_holder (
    card_id TEXT PRIMARY KEY REFERENCES card,
    holder_name TEXT NOT NULL,
    passphrase_salt TEXT NOT NULL,
    passphrase_hash TEXT NOT NULL,
    tries_left INTEGER NOT NULL CHECK (tries_left >= 0)
  ) STRICT;

  CREATE TABLE pended_request (
    lid_ca TEXT PRIMARY KEY,
    lid_ee TEXT NOT NULL,
    key_thumb TEXT NOT NULL UNIQUE,
    public_key TEXT NOT NULL,
    card_id TEXT NOT NULL REFERENCES card,
    rrpid TEXT NOT NULL,
    blinded_pan TEXT NOT NULL,
    nonce_cca TEXT NOT NULL,
    ca_back_key TEXT NOT NULL,
    not_after INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pended', 'approved', 'rejected', 'certified')),
    certificate TEXT,
    asked_at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE registration (
    party_id TEXT PRIMARY KEY,
    type TEXT NOT NULL CHECK (type IN ('merchant', 'gateway')),
    name TEXT NOT NULL,
    city TEXT NOT NULL,
    code_salt TEXT NOT NULL,
    code_hash TEXT NOT NULL,
    tries_left INTEGER NOT NULL CHECK (tries_left >= 0),
    reads_chips INTEGER NOT NULL CHECK (reads_chips IN (0, 1)),
    card_cert_required INTEGER NOT NULL CHECK (card_cert_required IN (0, 1))
  ) STRICT;

  CREATE TABLE party_certificate (
    serial_number TEXT PRIMARY KEY,
    key_thumb TEXT NOT NULL UNIQUE,
    party_id TEXT NOT NULL,
    type TEXT NOT NULL CHECK (type IN ('merchant', 'gateway')),
    issued_at INTEGER NOT NULL,
    not_after INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE revocation (
    authority TEXT NOT NULL CHECK (authority IN ('cardholders', 'merchants', 'gateways')),
    serial_number TEXT NOT NULL,
    reason TEXT NOT NULL,
    revoked_at INTEGER NOT NULL,
    PRIMARY KEY (authority, serial_number)
  ) STRICT, WITHOUT ROWID;
`;
