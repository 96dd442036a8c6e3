/**
 * Marks passwords that an admin was shown and that hold for one signing in: whoever has one sets its own. It is part of a step that
 * was taken: never edited.
 */
export const operatorSecrets = `
  ALTER TABLE operator ADD COLUMN is_one_time SMALLINT NOT NULL DEFAULT 0 CHECK (is_one_time IN (0, 1));
`;
