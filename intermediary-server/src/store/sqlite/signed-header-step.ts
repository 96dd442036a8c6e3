/** The step that keeps each header of signed messages once (sql/signed-text.ts). */
export const signedHeaderStep = `
  CREATE TABLE signed_header (
    digest TEXT PRIMARY KEY,
    header TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TRIGGER signed_header_is_never_edited BEFORE UPDATE ON signed_header
    BEGIN SELECT RAISE(ABORT, 'a header that messages are kept by is never edited'); END;
  CREATE TRIGGER signed_header_is_never_deleted BEFORE DELETE ON signed_header
    BEGIN SELECT RAISE(ABORT, 'a header that messages are kept by is never deleted'); END;
`;
