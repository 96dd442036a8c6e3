/**
 * JSON with bounds and one encoding per value.
 *
 * A message is at most 64 kB and 16 levels deep, and must be exactly what JSON.stringify writes for its own
 * parse: white space, repeated members, other escapes and other spellings of a number are refused, so no two
 * parties can read one signature as two contents.
 */
import * as v from 'valibot';
import { ProtocolError } from '../errors.ts';
import { utf8Length } from './bytes.ts';

export const maxMessageBytes = 65_536;
export const maxJsonDepth = 16;

/** Parses and validates. Throws ERR_MESSAGE_TOO_BIG or ERR_MESSAGE_MALFORMED (`field` names the place). */
export function parseBoundedJson<S extends v.GenericSchema>(
  text: string,
  schema: S,
  maxBytes: number = maxMessageBytes,
): v.InferOutput<S> {
  assertSize(text, maxBytes);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new ProtocolError('ERR_MESSAGE_MALFORMED', { reason: 'json' }, { cause });
  }
  assertDepth(value, maxJsonDepth);
  if (JSON.stringify(value) !== text)
    throw new ProtocolError('ERR_MESSAGE_MALFORMED', { reason: 'encoding' });
  return validate(value, schema);
}

/** Validates a parsed value. Throws ERR_MESSAGE_MALFORMED naming the first field that is wrong. */
export function validate<S extends v.GenericSchema>(value: unknown, schema: S): v.InferOutput<S> {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new ProtocolError('ERR_MESSAGE_MALFORMED', { field: v.getDotPath(issue) ?? '(whole)' });
}

/** Throws ERR_MESSAGE_TOO_BIG. Bytes are counted only where the characters alone don't tell: each takes 1 to 3. */
export function assertSize(text: string, maxBytes: number = maxMessageBytes): void {
  if (3 * text.length <= maxBytes) return;
  if (text.length > maxBytes || utf8Length(text) > maxBytes)
    throw new ProtocolError('ERR_MESSAGE_TOO_BIG', { maxBytes });
}

function assertDepth(value: unknown, levelsLeft: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (levelsLeft === 0) throw new ProtocolError('ERR_MESSAGE_MALFORMED', { reason: 'depth' });
  for (const member of Object.values(value)) assertDepth(member, levelsLeft - 1);
}
