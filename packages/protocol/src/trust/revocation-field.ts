/** How revocation travels inside messages: SET's BrandCRLIdentifier and the CRLs that it lists (SET Book 2, CRLs). */
import * as v from 'valibot';

export const revocationField = v.strictObject({
  /** JWS of the brand. */
  bci: v.pipe(v.string(), v.maxLength(16_384)),
  /** Base64 DER, one per authority. */
  crls: v.pipe(v.array(v.pipe(v.string(), v.maxLength(8192))), v.maxLength(16)),
});

export type RevocationList = v.InferOutput<typeof revocationField>;
