/**
 * RegFormReq and RegFormRes, wallet ⇄ the bank's cardholder authority: the form that a holder fills in to be certified
 * (SET Book 2, RegForm; Book 3, RegFormOrReferral).
 */
import * as v from 'valibot';
import { parseBoundedJson } from '../encoding/bounded-json.ts';
import { bytesField, digestField, identifierField, textField, urlField } from '../encoding/fields.ts';
import { openSeal, type SealOpener, type SealRecipient, seal } from '../jose/sealed.ts';
import { signedMessage } from '../jose/signed-message.ts';
import { revocationField } from '../trust/revocation-field.ts';
import { x5cField } from './pinit.ts';
import { languageField, panField, timesFields } from './trans-ids.ts';

export const maxFormFields = 20;
export const maxAnswerLength = 200;

const formFieldSchema = v.strictObject({
  name: v.pipe(v.string(), v.regex(/^[A-Za-z][A-Za-z0-9]{0,39}$/)),
  /** What the holder reads beside the field. */
  desc: textField(200),
  /** Longest answer, in characters. */
  length: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(maxAnswerLength)),
  required: v.boolean(),
  /** To be filled in by the program, unseen. */
  invisible: v.boolean(),
});

export type FormField = v.InferOutput<typeof formFieldSchema>;

export const regFormField = v.strictObject({
  regFormId: textField(60),
  fields: v.pipe(v.array(formFieldSchema), v.maxLength(maxFormFields)),
  policyText: v.pipe(v.string(), v.maxLength(4000)),
});

export type RegistrationForm = v.InferOutput<typeof regFormField>;

export const formAnswersField = v.pipe(
  v.array(
    v.strictObject({
      name: v.pipe(v.string(), v.regex(/^[A-Za-z][A-Za-z0-9]{0,39}$/)),
      value: v.pipe(v.string(), v.maxLength(maxAnswerLength)),
    }),
  ),
  v.maxLength(maxFormFields),
);

export type FormAnswer = v.InferOutput<typeof formAnswersField>[number];

/** SET's RequestType for cardholders. */
export const cardRequestTypes = ['cardInitialSig', 'cardRenewalSig'] as const;

const regFormReqSchema = v.strictObject({
  rrpid: identifierField,
  lidEE: identifierField,
  challEE2: identifierField,
  lidCA: v.optional(identifierField),
  requestType: v.picklist(cardRequestTypes),
  language: languageField,
  pan: panField,
  exNonce: bytesField(20),
});

export type RegFormReq = v.InferOutput<typeof regFormReqSchema>;

/** Sealed and not signed: the wallet has no certificate yet (SET's EXH). */
export function makeRegFormReq(request: RegFormReq, authority: SealRecipient): Promise<string> {
  return seal(JSON.stringify(v.parse(regFormReqSchema, request)), authority);
}

export async function openRegFormReq(sealed: string, openers: readonly SealOpener[]): Promise<RegFormReq> {
  return parseBoundedJson(await openSeal(sealed, openers), regFormReqSchema);
}

const regFormResSchema = v.strictObject({
  rrpid: identifierField,
  lidEE: identifierField,
  challEE2: identifierField,
  lidCA: v.optional(identifierField),
  challCA: identifierField,
  requestType: v.picklist(cardRequestTypes),
  /** The form, or to whom the holder is to turn instead. */
  regForm: v.optional(regFormField),
  referral: v.optional(
    v.strictObject({ reason: textField(400), urls: v.pipe(v.array(urlField), v.maxLength(4)) }),
  ),
  caThumb: digestField,
  caChain: x5cField,
  revocation: v.optional(revocationField),
  ...timesFields,
});

export type RegFormRes = v.InferOutput<typeof regFormResSchema>;

export const regFormRes = signedMessage({
  typ: 'set-regformres+jwt',
  roles: ['cardholderCa'],
  schema: regFormResSchema,
  age: 'fresh',
});
