/** A body of the operator's JSON, as its schema wants it, and the field that most of them have. */
import * as v from 'valibot';
import { IntermediaryError } from '../errors.ts';

/** Why an operator does it, for the audit trail. */
export const reasonField = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200));

/** Throws ERR_INTERMEDIARY_REQUEST. */
export function readJson<S extends v.GenericSchema>(schema: S, text: string): v.InferOutput<S> {
  try {
    return v.parse(schema, JSON.parse(text));
  } catch (cause) {
    throw new IntermediaryError('ERR_INTERMEDIARY_REQUEST', 'the body is not what this address takes', {
      cause,
    });
  }
}
