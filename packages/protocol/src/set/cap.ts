/** CapReq and CapRes, merchant ⇄ gateway: debit what was authorized, in whole or in part (SET Book 2). */
import * as v from 'valibot';
import { amountField, identifierField, partyIdField } from '../encoding/fields.ts';
import { signedMessage } from '../jose/signed-message.ts';
import { capTokenField } from './auth.ts';
import { batchIdField } from './batch-id.ts';
import { enclosedMessage } from './enclosed.ts';
import { x5cField } from './pinit.ts';
import { timesFields, transIdsField } from './trans-ids.ts';

/** SET's CapCode. */
export const capCodes = [
  'success',
  'unspecifiedFailure',
  'duplicateRequest',
  'authExpired',
  'invalidAuthData',
  'capTokenMissing',
  'invalidCapToken',
  'batchUnknown',
  'batchClosed',
  'unknownXID',
] as const;

export const maxCapturesPerMessage = 50;

const capReqSchema = v.strictObject({
  rrpid: identifierField,
  merchantId: partyIdField,
  items: v.pipe(
    v.array(
      v.strictObject({
        transIds: transIdsField,
        authRrpid: identifierField,
        capAmt: amountField,
        capToken: capTokenField,
      }),
    ),
    v.minLength(1),
    v.maxLength(maxCapturesPerMessage),
  ),
  merchantChain: x5cField,
  ...timesFields,
});

export type CapReq = v.InferOutput<typeof capReqSchema>;

export const capReq = enclosedMessage(
  signedMessage({ typ: 'set-capreq+jwt', roles: ['merchant'], schema: capReqSchema, age: 'fresh' }),
);

const capResSchema = v.strictObject({
  rrpid: identifierField,
  items: v.pipe(
    v.array(
      v.strictObject({
        xid: identifierField,
        capCode: v.picklist(capCodes),
        capAmt: amountField,
        batchId: v.optional(batchIdField()),
      }),
    ),
    v.maxLength(maxCapturesPerMessage),
  ),
  ...timesFields,
});

export type CapRes = v.InferOutput<typeof capResSchema>;

export const capRes = enclosedMessage(
  signedMessage({ typ: 'set-capres+jwt', roles: ['gateway'], schema: capResSchema, age: 'standing' }),
);
