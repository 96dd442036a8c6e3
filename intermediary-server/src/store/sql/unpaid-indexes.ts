/**
 * What was begun and not paid, so that it is forgotten without going through what was (sweep.ts). The step is taken: never
 * edited.
 */
export const unpaidIndexes = `
  CREATE INDEX set_purchase_unpaid ON set_purchase (lid_m) WHERE state = 'initialised';
`;
