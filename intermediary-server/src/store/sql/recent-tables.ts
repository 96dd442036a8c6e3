/**
 * What limits count (payment-limits.ts): one row of each payer and currency, and a merchant's day in parts, so that no row is
 * written by all of its payers at once. Rows are written only while a limit is set. The step is taken: never edited.
 */
export const recentTables = `
  CREATE TABLE payer_recent (
    payer TEXT NOT NULL,
    currency TEXT NOT NULL,
    minute BIGINT NOT NULL,
    minute_count BIGINT NOT NULL,
    day BIGINT NOT NULL,
    day_minor BIGINT NOT NULL,
    last_key TEXT NOT NULL,
    last_at BIGINT NOT NULL,
    PRIMARY KEY (payer, currency)
  );
  CREATE TABLE merchant_recent (
    merchant_id TEXT NOT NULL,
    currency TEXT NOT NULL,
    part BIGINT NOT NULL,
    day BIGINT NOT NULL,
    day_minor BIGINT NOT NULL,
    PRIMARY KEY (merchant_id, currency, part)
  );
  CREATE INDEX otb_closing_by_payer ON otb (payer) WHERE state = 'closing';
`;
