/** What the cardholders' authority added to the brand's publication, and which intermediary has taken which list. */
export const revocationPushMigration = `
  CREATE TABLE revocation_addition (
    authority TEXT PRIMARY KEY,
    crl_number INTEGER NOT NULL CHECK (crl_number > 0),
    crl TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE revocation_push (
    url TEXT PRIMARY KEY,
    digest TEXT NOT NULL,
    taken_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
`;
