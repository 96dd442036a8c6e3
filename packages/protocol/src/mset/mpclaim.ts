/**
 * MPClaim, merchant → intermediary: these receipts were advised to me, here are their preimages; credit me.
 *
 * MPClaimRes answers each one with its own status; a claim repeated is answered the same.
 */
import * as v from 'valibot';
import { amountField, bytesField, identifierField, partyIdField, secondsField } from '../encoding/fields.ts';
import { signedMessage } from '../jose/signed-message.ts';
import { preimageBytes } from './delivery-tag.ts';

export const maxClaimsPerMessage = 200;

const claimSchema = v.strictObject({
  rrpid: identifierField,
  intermediaryId: partyIdField,
  iat: secondsField,
  exp: secondsField,
  claims: v.pipe(
    v.array(v.strictObject({ receiptId: identifierField, preimage: bytesField(preimageBytes) })),
    v.minLength(1),
    v.maxLength(maxClaimsPerMessage),
  ),
});

export type MpClaim = v.InferOutput<typeof claimSchema>;

export const mpClaim = signedMessage({
  typ: 'mpclaim+jwt',
  roles: ['merchant'],
  schema: claimSchema,
  age: 'fresh',
});

/** In precedence. `returned`: the advice deadline passed unclaimed and the amount went back to the Open To Buy. */
export const claimCodes = [
  'unknownReceipt',
  'otherMerchant',
  'wrongPreimage',
  'returned',
  'credited',
] as const;
export type ClaimCode = (typeof claimCodes)[number];

const claimResSchema = v.strictObject({
  rrpid: identifierField,
  iat: secondsField,
  exp: secondsField,
  results: v.pipe(
    v.array(
      v.strictObject({
        receiptId: identifierField,
        code: v.picklist(claimCodes),
        amount: v.optional(amountField),
      }),
    ),
    v.maxLength(maxClaimsPerMessage),
  ),
});

export type MpClaimRes = v.InferOutput<typeof claimResSchema>;

export const mpClaimRes = signedMessage({
  typ: 'mpclaimres+jwt',
  roles: ['intermediary'],
  schema: claimResSchema,
  age: 'standing',
});
