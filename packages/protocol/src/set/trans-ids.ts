/** What names a SET transaction in every message about it (SET Book 3, TransIDs). */
import * as v from 'valibot';
import { extensionsField, identifierField, secondsField } from '../encoding/fields.ts';

export const languageField = v.pipe(v.string(), v.regex(/^[a-z]{2}(-[A-Z]{2})?$/));

export const transIdsField = v.strictObject({
  /** The wallet's and the merchant's own names for it. */
  lidC: identifierField,
  lidM: v.optional(identifierField),
  /** 20 random bytes, made by the merchant. */
  xid: identifierField,
  /** Seconds since 1970. */
  preqDate: secondsField,
  language: languageField,
});

export type TransIds = v.InferOutput<typeof transIdsField>;

/** First six digits of the card number: all that the merchant learns of it. */
export const binField = v.pipe(v.string(), v.regex(/^[0-9]{6}$/));
export const panField = v.pipe(v.string(), v.regex(/^[0-9]{12,19}$/));
/** YYYYMM. */
export const expiryField = v.pipe(v.string(), v.regex(/^20[0-9]{2}(0[1-9]|1[0-2])$/));

export const timesFields = { iat: secondsField, exp: secondsField, extensions: extensionsField };

export function sameTransaction(left: TransIds, right: TransIds): boolean {
  return left.xid === right.xid && left.lidC === right.lidC && left.lidM === right.lidM;
}
