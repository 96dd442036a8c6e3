/** CapRevReq and CapRevRes, merchant ⇄ gateway: undo a capture while its batch is open (SET Book 2). */

import { signedMessage } from '../jose/signed-message.ts';
import {
  type CapRevOrCredReq,
  type CapRevOrCredRes,
  capRevOrCredReqSchema,
  capRevOrCredResSchema,
} from './cap-rev-or-cred.ts';
import { enclosedMessage } from './enclosed.ts';

export type CapRevReq = CapRevOrCredReq;
export type CapRevRes = CapRevOrCredRes;

export const capRevReq = enclosedMessage(
  signedMessage({
    typ: 'set-caprevreq+jwt',
    roles: ['merchant'],
    schema: capRevOrCredReqSchema,
    age: 'fresh',
  }),
);

export const capRevRes = enclosedMessage(
  signedMessage({
    typ: 'set-caprevres+jwt',
    roles: ['gateway'],
    schema: capRevOrCredResSchema,
    age: 'standing',
  }),
);
