/**
 * AuthReq and AuthRes, merchant ⇄ gateway: may this purchase go ahead? `captureNow: false` (the paper's
 * NO-CAPTURE) asks for an authorization that is debited later, or never.
 */
import * as v from 'valibot';
import { amountField, digestField, identifierField, partyIdField, secondsField } from '../encoding/fields.ts';
import { signedMessage } from '../jose/signed-message.ts';
import { revocationField } from '../trust/revocation-field.ts';
import { batchIdField } from './batch-id.ts';
import { enclosedMessage } from './enclosed.ts';
import { installRecurDataField } from './install-recur-data.ts';
import { x5cField } from './pinit.ts';
import { timesFields, transIdsField } from './trans-ids.ts';

/** SET's AuthCode, in the names of Book 2. */
export const authCodes = [
  'approved',
  'unspecifiedFailure',
  'declined',
  'noReply',
  'callIssuer',
  'amountError',
  'expiredCard',
  'invalidTransaction',
  'systemError',
  'piPreviouslyUsed',
  'recurringTooSoon',
  'recurringExpired',
  'piAuthMismatch',
  'installRecurMismatch',
  'captureNotSupported',
  'signatureRequired',
  'cardMerchBrandMismatch',
] as const;

export type AuthCode = (typeof authCodes)[number];

const authReqSchema = v.strictObject({
  rrpid: identifierField,
  merchantId: partyIdField,
  transIds: transIdsField,
  authReqAmt: amountField,
  captureNow: v.boolean(),
  /** What the merchant made of the order: the gateway compares it with what the cardholder signed. */
  checkDigests: v.strictObject({ oiDigest: digestField, hod: digestField }),
  /** What the baggage is: the PReq's `pi`, or the AuthToken that an earlier AuthRes gave for the rest of an order. */
  piKind: v.optional(v.picklist(['pReq', 'authToken'])),
  /** More shipments follow: the answer shall bring an AuthToken. */
  subsequentAuthInd: v.optional(v.boolean()),
  /** Instalments: refused here by `installRecurMismatch`. */
  installRecurData: v.optional(installRecurDataField),
  /** SET's mThumbs: digests of the revocation lists that the merchant holds. Absent, it wants none sent along. */
  thumbs: v.optional(v.pipe(v.array(digestField), v.maxLength(8))),
  /** Of the sealed payment instructions that travel beside. */
  baggageDigest: digestField,
  /** The key-exchange chain to which the answer is sealed. */
  merchantChain: x5cField,
  ...timesFields,
});

export type AuthReq = v.InferOutput<typeof authReqSchema>;

/** The baggage is `pi` of the PReq. */
export const authReq = enclosedMessage(
  signedMessage({ typ: 'set-authreq+jwt', roles: ['merchant'], schema: authReqSchema, age: 'fresh' }),
);

export const capTokenField = v.pipe(v.string(), v.minLength(16), v.maxLength(4096));
export const authorizationNumberField = v.pipe(v.string(), v.regex(/^[A-Z0-9]{6}$/));

const authResSchema = v.strictObject({
  rrpid: identifierField,
  transIds: transIdsField,
  authCode: v.picklist(authCodes),
  authAmt: amountField,
  authDate: secondsField,
  authorizationNumber: v.optional(authorizationNumberField),
  /** Sealed by the gateway to itself; presented for capture or reversal. Present when approved. */
  capToken: v.optional(capTokenField),
  /** Until when the authorization can be captured. */
  capExpires: v.optional(secondsField),
  /** For the next AuthReq of a split shipment, sealed by the gateway to itself. */
  authToken: v.optional(capTokenField),
  /** Present when `captureNow` was asked and the answer is approved: the capture's own result. */
  capResPayload: v.optional(
    v.strictObject({
      capCode: v.picklist(['success', 'unspecifiedFailure']),
      capAmt: amountField,
      batchId: v.optional(batchIdField()),
    }),
  ),
  acqCardMsg: v.optional(v.pipe(v.string(), v.maxLength(4096))),
  /** Where the request's thumbs name another one, or none. */
  revocation: v.optional(revocationField),
  ...timesFields,
});

export type AuthRes = v.InferOutput<typeof authResSchema>;

export const authRes = enclosedMessage(
  signedMessage({ typ: 'set-authres+jwt', roles: ['gateway'], schema: authResSchema, age: 'standing' }),
);
