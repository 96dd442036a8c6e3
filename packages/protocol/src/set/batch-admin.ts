/** BatchAdminReq and BatchAdminRes, merchant ⇄ gateway: open, close, purge or look at a batch of captures (SET Book 2). */
import * as v from 'valibot';
import { amountField, identifierField, partyIdField } from '../encoding/fields.ts';
import { signedMessage } from '../jose/signed-message.ts';
import { batchIdField } from './batch-id.ts';
import { enclosedMessage } from './enclosed.ts';
import { x5cField } from './pinit.ts';
import { timesFields } from './trans-ids.ts';

export const batchOperations = ['open', 'close', 'purge', 'query'] as const;
export const batchAdminStatuses = [
  'success',
  'batchUnknown',
  'batchClosed',
  'notEmpty',
  'unspecifiedFailure',
] as const;

const batchAdminReqSchema = v.strictObject({
  rrpid: identifierField,
  merchantId: partyIdField,
  operation: v.picklist(batchOperations),
  /** The open one when it is left out. */
  batchId: v.optional(batchIdField()),
  merchantChain: x5cField,
  ...timesFields,
});

export type BatchAdminReq = v.InferOutput<typeof batchAdminReqSchema>;

export const batchAdminReq = enclosedMessage(
  signedMessage({
    typ: 'set-batchadminreq+jwt',
    roles: ['merchant'],
    schema: batchAdminReqSchema,
    age: 'fresh',
  }),
);

const countField = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const batchAdminResSchema = v.strictObject({
  rrpid: identifierField,
  status: v.picklist(batchAdminStatuses),
  batchId: v.optional(batchIdField()),
  state: v.optional(v.picklist(['open', 'closed'])),
  totals: v.optional(
    v.pipe(
      v.array(
        v.strictObject({
          captured: amountField,
          capturedCount: countField,
          credited: amountField,
          creditedCount: countField,
        }),
      ),
      v.maxLength(8),
    ),
  ),
  ...timesFields,
});

export type BatchAdminRes = v.InferOutput<typeof batchAdminResSchema>;

export const batchAdminRes = enclosedMessage(
  signedMessage({
    typ: 'set-batchadminres+jwt',
    roles: ['gateway'],
    schema: batchAdminResSchema,
    age: 'standing',
  }),
);
