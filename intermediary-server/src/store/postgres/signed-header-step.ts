/** The step that keeps each header of signed messages once (sql/signed-text.ts). */
export const signedHeaderStep = `
  CREATE TABLE signed_header (
    digest TEXT PRIMARY KEY,
    header TEXT NOT NULL
  );
  CREATE TRIGGER signed_header_is_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON signed_header
    EXECUTE FUNCTION only_added();
`;
