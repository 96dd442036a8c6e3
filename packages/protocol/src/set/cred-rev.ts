/** CredRevReq and CredRevRes, merchant ⇄ gateway: take back a credit while its batch is open (SET Book 2). */
import type * as v from 'valibot';
import { signedMessage } from '../jose/signed-message.ts';
import { type CapRevOrCredRes, capRevOrCredResSchema, credRevReqSchema } from './cap-rev-or-cred.ts';
import { enclosedMessage } from './enclosed.ts';

export type CredRevReq = v.InferOutput<typeof credRevReqSchema>;
export type CredRevRes = CapRevOrCredRes;

export const credRevReq = enclosedMessage(
  signedMessage({ typ: 'set-credrevreq+jwt', roles: ['merchant'], schema: credRevReqSchema, age: 'fresh' }),
);

export const credRevRes = enclosedMessage(
  signedMessage({
    typ: 'set-credrevres+jwt',
    roles: ['gateway'],
    schema: capRevOrCredResSchema,
    age: 'standing',
  }),
);
