/**
 * BrandCRLIdentifier: which revocation lists are the current ones of a brand (SET Book 2). Signed by the brand's own
 * authority; all lists that it names must be held, and nobody can leave one out.
 */
import * as v from 'valibot';
import { digestField, secondsField, textField } from '../encoding/fields.ts';
import { signedMessage } from '../jose/signed-message.ts';

const sequenceField = v.pipe(v.number(), v.safeInteger(), v.minValue(1));

const bciSchema = v.strictObject({
  /** Counts up: an older identifier never takes the place of a newer one. */
  sequence: sequenceField,
  brand: textField(40),
  crls: v.pipe(
    v.array(
      v.strictObject({
        /** Subject name of the authority, RFC 4514. */
        issuer: v.pipe(v.string(), v.minLength(1), v.maxLength(400)),
        crlNumber: sequenceField,
        /** SHA-256 of the list's DER. */
        digest: digestField,
      }),
    ),
    v.maxLength(16),
  ),
  iat: secondsField,
  exp: secondsField,
});

export type BrandCrlIdentifier = v.InferOutput<typeof bciSchema>;

export const brandCrlIdentifier = signedMessage({
  typ: 'set-bci+jwt',
  roles: ['brandCa'],
  schema: bciSchema,
  age: 'standing',
});
