/**
 * How revocation travels inside messages: SET's BrandCRLIdentifier and the CRLs that it lists (SET Book 2, CRLs); and
 * beside it the roots that followed, for whoever knows only an earlier one.
 */
import * as v from 'valibot';

export const revocationField = v.strictObject({
  /** JWS of the brand. */
  bci: v.pipe(v.string(), v.maxLength(16_384)),
  /** Base64 DER, one per authority. */
  crls: v.pipe(v.array(v.pipe(v.string(), v.maxLength(65_536))), v.maxLength(16)),
  /** Base64 DER, each committed to by the one before (HashedRootKey), or by a root that the reader has. */
  roots: v.optional(v.pipe(v.array(v.pipe(v.string(), v.maxLength(6000))), v.minLength(1), v.maxLength(8))),
});

export type RevocationList = v.InferOutput<typeof revocationField>;
