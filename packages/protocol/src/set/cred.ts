/** CredReq and CredRes, merchant ⇄ gateway: give back to the cardholder what was captured, in whole or in part (SET Book 2). */

import { signedMessage } from '../jose/signed-message.ts';
import {
  type CapRevOrCredReq,
  type CapRevOrCredRes,
  capRevOrCredReqSchema,
  capRevOrCredResSchema,
} from './cap-rev-or-cred.ts';
import { enclosedMessage } from './enclosed.ts';

export type CredReq = CapRevOrCredReq;
export type CredRes = CapRevOrCredRes;

export const credReq = enclosedMessage(
  signedMessage({ typ: 'set-credreq+jwt', roles: ['merchant'], schema: capRevOrCredReqSchema, age: 'fresh' }),
);

export const credRes = enclosedMessage(
  signedMessage({
    typ: 'set-credres+jwt',
    roles: ['gateway'],
    schema: capRevOrCredResSchema,
    age: 'standing',
  }),
);
