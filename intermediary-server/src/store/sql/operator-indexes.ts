/**
 * What finds the newest Open To Buys, and those that are not settled, without looking at all of them. It is part of a step that
 * was taken: never edited. Neither index is touched by a payment: it changes only what is spent.
 */
export const operatorIndexes = `
  CREATE INDEX otb_by_time ON otb (opened_at);
  CREATE INDEX otb_unsettled_by_time ON otb (opened_at) WHERE state IN ('open', 'closing');
`;
