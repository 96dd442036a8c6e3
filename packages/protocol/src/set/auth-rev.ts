/** AuthRevReq and AuthRevRes, merchant ⇄ gateway: reduce or cancel an authorization (SET Book 2). */
import * as v from 'valibot';
import { amountField, identifierField, partyIdField } from '../encoding/fields.ts';
import { signedMessage } from '../jose/signed-message.ts';
import { capTokenField } from './auth.ts';
import { enclosedMessage } from './enclosed.ts';
import { x5cField } from './pinit.ts';
import { timesFields, transIdsField } from './trans-ids.ts';

/** SET's AuthRevCode. */
export const authRevCodes = [
  'approved',
  'unspecifiedFailure',
  'amountError',
  'expired',
  'invalidTransaction',
  'missingCapToken',
  'invalidCapToken',
] as const;

const authRevReqSchema = v.strictObject({
  rrpid: identifierField,
  merchantId: partyIdField,
  transIds: transIdsField,
  /** The RRPID of the AuthReq to reverse: also when its answer, and so its token, was lost. */
  authRrpid: identifierField,
  capToken: v.optional(capTokenField),
  /** What stays authorized; 0 cancels. */
  authNewAmt: amountField,
  merchantChain: x5cField,
  ...timesFields,
});

export type AuthRevReq = v.InferOutput<typeof authRevReqSchema>;

export const authRevReq = enclosedMessage(
  signedMessage({ typ: 'set-authrevreq+jwt', roles: ['merchant'], schema: authRevReqSchema, age: 'fresh' }),
);

const authRevResSchema = v.strictObject({
  rrpid: identifierField,
  transIds: transIdsField,
  authRevCode: v.picklist(authRevCodes),
  authNewAmt: amountField,
  /** Replaces the token of the AuthRes, unless cancelled. */
  capToken: v.optional(capTokenField),
  ...timesFields,
});

export type AuthRevRes = v.InferOutput<typeof authRevResSchema>;

export const authRevRes = enclosedMessage(
  signedMessage({ typ: 'set-authrevres+jwt', roles: ['gateway'], schema: authRevResSchema, age: 'standing' }),
);
