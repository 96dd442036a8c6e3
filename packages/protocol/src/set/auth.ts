/**
 * AuthReq and AuthRes, merchant ⇄ gateway: may this purchase go ahead? `captureNow: false` (the paper's
 * NO-CAPTURE) asks for an authorization that is debited later, or never.
 */
import * as v from 'valibot';
import { amountField, digestField, identifierField, partyIdField, secondsField } from '../encoding/fields.ts';
import { signedMessage } from '../jose/signed-message.ts';
import { enclosedMessage } from './enclosed.ts';
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
  'piAuthMismatch',
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
  acqCardMsg: v.optional(v.pipe(v.string(), v.maxLength(4096))),
  ...timesFields,
});

export type AuthRes = v.InferOutput<typeof authResSchema>;

export const authRes = enclosedMessage(
  signedMessage({ typ: 'set-authres+jwt', roles: ['gateway'], schema: authResSchema, age: 'standing' }),
);
