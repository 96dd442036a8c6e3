/**
 * How revocation travels inside messages: SET's BrandCRLIdentifier and the CRLs that it lists (SET Book 2, CRLs); beside it
 * the roots that followed, for whoever knows only an earlier one, and what single authorities revoked since.
 */
import * as v from 'valibot';

/** A newer list of one authority, which the brand's identifier does not name yet: see revocation-addition.ts. */
const additionField = v.strictObject({
  /** Base64 DER. */
  crl: v.pipe(v.string(), v.maxLength(65_536)),
  /** Of the authority that signed it: base64 DER, its own certificate first, the root left out. */
  chain: v.pipe(v.array(v.pipe(v.string(), v.maxLength(6000))), v.minLength(1), v.maxLength(3)),
});

export type RevocationAddition = v.InferOutput<typeof additionField>;

export const revocationField = v.strictObject({
  /** JWS of the brand. */
  bci: v.pipe(v.string(), v.maxLength(16_384)),
  /** Base64 DER, one per authority. */
  crls: v.pipe(v.array(v.pipe(v.string(), v.maxLength(65_536))), v.maxLength(16)),
  /** Base64 DER, each committed to by the one before (HashedRootKey), or by a root that the reader has. */
  roots: v.optional(v.pipe(v.array(v.pipe(v.string(), v.maxLength(6000))), v.minLength(1), v.maxLength(8))),
  additions: v.optional(v.pipe(v.array(additionField), v.minLength(1), v.maxLength(4))),
});

export type RevocationList = v.InferOutput<typeof revocationField>;
