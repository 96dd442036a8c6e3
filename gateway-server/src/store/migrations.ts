/**
 * The database's shape, as numbered steps; `PRAGMA user_version` says how many have been taken. A step that has
 * ever been released is never edited.
 *
 * `transfer` is the ledger: rows are only added. The balances in `account` are its running sums, kept in the same
 * transaction, with CHECKs that refuse an overdraft whatever the code above does.
 */
import { enrolmentMigration } from './migration-enrolment.ts';
import { renewalMigration } from './migration-renewal.ts';
import { revocationPushMigration } from './migration-revocation-push.ts';
import { settlementMigration } from './migration-settlement.ts';

export const migrations: readonly string[] = [
  `
  CREATE TABLE answer (
    kind TEXT NOT NULL,
    sender TEXT NOT NULL,
    rrpid TEXT NOT NULL,
    request_digest TEXT NOT NULL,
    answer TEXT NOT NULL,
    answered_at INTEGER NOT NULL,
    PRIMARY KEY (sender, rrpid)
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX answer_by_digest ON answer (kind, request_digest);
  CREATE INDEX answer_by_age ON answer (answered_at);

  CREATE TABLE trace (last_number INTEGER NOT NULL) STRICT;
  INSERT INTO trace VALUES (0);

  CREATE TABLE authorization (
    merchant_id TEXT NOT NULL,
    auth_rrpid TEXT NOT NULL,
    xid TEXT NOT NULL,
    pi_digest TEXT UNIQUE,
    cardholder_thumb TEXT,
    currency TEXT NOT NULL,
    amount_minor INTEGER NOT NULL CHECK (amount_minor >= 0),
    captured_minor INTEGER NOT NULL DEFAULT 0 CHECK (captured_minor BETWEEN 0 AND amount_minor),
    state TEXT NOT NULL CHECK (state IN ('held', 'captured', 'reversed', 'expired', 'declined')),
    rrn TEXT UNIQUE,
    counter INTEGER,
    token_nonce TEXT,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (merchant_id, auth_rrpid)
  ) STRICT;
  CREATE INDEX authorization_by_expiry ON authorization (expires_at) WHERE state = 'held';

  CREATE TABLE tombstone (
    merchant_id TEXT NOT NULL,
    auth_rrpid TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    PRIMARY KEY (merchant_id, auth_rrpid)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE account (
    account_id INTEGER PRIMARY KEY,
    currency TEXT NOT NULL,
    opening_minor INTEGER NOT NULL DEFAULT 0,
    available_minor INTEGER NOT NULL DEFAULT 0 CHECK (available_minor >= 0),
    held_minor INTEGER NOT NULL DEFAULT 0 CHECK (held_minor >= 0),
    debited_minor INTEGER NOT NULL DEFAULT 0 CHECK (debited_minor >= 0),
    CHECK (opening_minor = available_minor + held_minor + debited_minor)
  ) STRICT;

  CREATE TABLE transfer (
    transfer_id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES account,
    debit TEXT NOT NULL CHECK (debit IN ('funding', 'available', 'held', 'debited')),
    credit TEXT NOT NULL CHECK (credit IN ('funding', 'available', 'held', 'debited')),
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
    rrn TEXT,
    posted_at INTEGER NOT NULL,
    CHECK (debit <> credit)
  ) STRICT;
  CREATE INDEX transfer_by_account ON transfer (account_id);
  CREATE TRIGGER transfer_is_never_edited BEFORE UPDATE ON transfer
    BEGIN SELECT RAISE(ABORT, 'a transfer is never edited'); END;
  CREATE TRIGGER transfer_is_never_deleted BEFORE DELETE ON transfer
    BEGIN SELECT RAISE(ABORT, 'a transfer is never deleted'); END;

  CREATE TABLE card (
    card_id TEXT PRIMARY KEY,
    pan TEXT NOT NULL UNIQUE,
    pan_sequence INTEGER NOT NULL,
    expiry TEXT NOT NULL,
    has_chip INTEGER NOT NULL CHECK (has_chip IN (0, 1)),
    status TEXT NOT NULL CHECK (status IN ('active', 'stolen', 'blocked')),
    last_counter INTEGER NOT NULL DEFAULT 0,
    account_id INTEGER NOT NULL REFERENCES account
  ) STRICT;

  CREATE TABLE hold (
    rrn TEXT PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES account,
    authorized_minor INTEGER NOT NULL CHECK (authorized_minor >= 0),
    state TEXT NOT NULL CHECK (state IN ('held', 'released', 'captured'))
  ) STRICT;

  CREATE TABLE challenge (
    chall_ca TEXT PRIMARY KEY,
    rrpid TEXT NOT NULL,
    lid_ee TEXT NOT NULL,
    chall_ee TEXT NOT NULL,
    expires_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX challenge_by_expiry ON challenge (expires_at);

  CREATE TABLE certificate (
    key_thumb TEXT PRIMARY KEY,
    serial_number TEXT NOT NULL UNIQUE,
    card_id TEXT NOT NULL REFERENCES card,
    rrpid TEXT NOT NULL,
    issued_at INTEGER NOT NULL,
    not_after INTEGER NOT NULL
  ) STRICT;
  `,
  enrolmentMigration,
  settlementMigration,
  renewalMigration,
  revocationPushMigration,
];
