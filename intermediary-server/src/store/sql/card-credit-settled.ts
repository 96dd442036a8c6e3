/**
 * Marks refunds to cards that people have settled past the gateway, in the words that SQLite and PostgreSQL share. It is part of a
 * step that was taken: never edited.
 */
export const cardCreditSettled = `
  ALTER TABLE card_credit ADD COLUMN settled_at BIGINT CHECK (settled_at IS NULL OR state <> 'pending');
`;
