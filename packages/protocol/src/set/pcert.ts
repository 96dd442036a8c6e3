/**
 * PCertReq and PCertRes, merchant ⇄ gateway: which key-exchange certificate the shoppers of a brand and BIN are to
 * seal their payment instructions to (SET Book 2).
 */
import * as v from 'valibot';
import { digestField, identifierField, partyIdField, textField } from '../encoding/fields.ts';
import { signedMessage } from '../jose/signed-message.ts';
import { revocationField } from '../trust/revocation-field.ts';
import { x5cField } from './pinit.ts';
import { binField, timesFields } from './trans-ids.ts';

/** SET's PCertCode. */
export const pCertCodes = ['success', 'unspecifiedFailure', 'brandNotSupported', 'unknownBIN'] as const;

const maxBrands = 8;

const pCertReqSchema = v.strictObject({
  rrpid: identifierField,
  merchantId: partyIdField,
  brands: v.pipe(
    v.array(v.strictObject({ brand: textField(40), bin: v.optional(binField) })),
    v.minLength(1),
    v.maxLength(maxBrands),
  ),
  /** Certificates and revocation lists that the merchant holds already. Absent, it wants no list sent along. */
  thumbs: v.optional(v.pipe(v.array(digestField), v.maxLength(32))),
  ...timesFields,
});

export type PCertReq = v.InferOutput<typeof pCertReqSchema>;

export const pCertReq = signedMessage({
  typ: 'set-pcertreq+jwt',
  roles: ['merchant'],
  schema: pCertReqSchema,
  age: 'fresh',
});

const pCertResSchema = v.strictObject({
  rrpid: identifierField,
  items: v.pipe(
    v.array(
      v.strictObject({
        brand: textField(40),
        code: v.picklist(pCertCodes),
        /** SET's PEThumb; present on success. */
        thumb: v.optional(digestField),
        /** Unless the request's thumbs name it. */
        chain: v.optional(x5cField),
      }),
    ),
    v.maxLength(maxBrands),
  ),
  /** Where the request's thumbs name another one, or none. */
  revocation: v.optional(revocationField),
  ...timesFields,
});

export type PCertRes = v.InferOutput<typeof pCertResSchema>;

export const pCertRes = signedMessage({
  typ: 'set-pcertres+jwt',
  roles: ['gateway'],
  schema: pCertResSchema,
  age: 'standing',
});
