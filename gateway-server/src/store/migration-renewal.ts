/** A renewed certificate keeps its holder's blinded name: for that the authority keeps its half of PANSecret. */
export const renewalMigration = `
  ALTER TABLE certificate ADD COLUMN nonce_cca TEXT;
`;
