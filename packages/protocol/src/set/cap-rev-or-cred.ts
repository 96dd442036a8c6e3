/**
 * What CapRevReq, CredReq and CredRevReq share: SET gives the three one shape (SET Book 2, CapRevOrCred).
 */
import * as v from 'valibot';
import { amountField, identifierField, partyIdField, secondsField } from '../encoding/fields.ts';
import { capTokenField } from './auth.ts';
import { batchIdField } from './batch-id.ts';
import { maxCapturesPerMessage } from './cap.ts';
import { x5cField } from './pinit.ts';
import { timesFields, transIdsField } from './trans-ids.ts';

/** SET's CapRevOrCredCode. */
export const capRevOrCredCodes = [
  'success',
  'unspecifiedFailure',
  'duplicateRequest',
  'originalProcessed',
  'originalNotFound',
  'capPurged',
  'capDataMismatch',
  'missingCapData',
  'missingCapToken',
  'invalidCapToken',
  'batchUnknown',
  'batchClosed',
] as const;

export type CapRevOrCredCode = (typeof capRevOrCredCodes)[number];

const itemFields = {
  transIds: transIdsField,
  /** The RRPID of the AuthReq whose capture this is about. */
  authRrpid: identifierField,
  /** What is reversed or given back. */
  amount: amountField,
  capToken: capTokenField,
};

const requestFields = {
  rrpid: identifierField,
  merchantId: partyIdField,
  reqDate: secondsField,
  merchantChain: x5cField,
  ...timesFields,
};

export const capRevOrCredReqSchema = v.strictObject({
  ...requestFields,
  items: v.pipe(v.array(v.strictObject(itemFields)), v.minLength(1), v.maxLength(maxCapturesPerMessage)),
});

export const credRevReqSchema = v.strictObject({
  ...requestFields,
  items: v.pipe(
    /** `credRrpid` is the RRPID of the CredReq that is taken back. */
    v.array(v.strictObject({ ...itemFields, credRrpid: identifierField })),
    v.minLength(1),
    v.maxLength(maxCapturesPerMessage),
  ),
});

export const capRevOrCredResSchema = v.strictObject({
  rrpid: identifierField,
  items: v.pipe(
    v.array(
      v.strictObject({
        xid: identifierField,
        code: v.picklist(capRevOrCredCodes),
        /** 0 unless it succeeded. */
        amount: amountField,
        batchId: v.optional(batchIdField()),
      }),
    ),
    v.maxLength(maxCapturesPerMessage),
  ),
  ...timesFields,
});

export type CapRevOrCredReq = v.InferOutput<typeof capRevOrCredReqSchema>;
export type CapRevOrCredRes = v.InferOutput<typeof capRevOrCredResSchema>;
