/** What a server answers when it can't accept a message: SET's Error, as JSON {code, message, rrpid?} over HTTP. */
import * as v from 'valibot';
import { parseBoundedJson } from './encoding/bounded-json.ts';
import { ProtocolError, setErrorCodes } from './errors.ts';

const errorSchema = v.strictObject({
  /** Ours, stable: docs/errors.md. */
  code: v.pipe(v.string(), v.regex(/^ERR_[A-Z_]{1,60}$/)),
  /** SET's ErrorCode. */
  setCode: v.pipe(v.string(), v.maxLength(40)),
  /** For engineers; people are shown the locale's words for `code`. */
  message: v.pipe(v.string(), v.maxLength(500)),
  rrpid: v.optional(v.pipe(v.string(), v.maxLength(27))),
});

export type ErrorMessage = v.InferOutput<typeof errorSchema>;

/** `undefined` for an error that is not the protocol's: a bug, to be answered as an unspecified failure. */
export function errorMessageFor(error: unknown): ErrorMessage | undefined {
  if (!(error instanceof ProtocolError)) return undefined;
  return { code: error.code, setCode: setErrorCodes[error.code], message: error.message.slice(0, 500) };
}

export function decodeErrorMessage(text: string): ErrorMessage {
  return parseBoundedJson(text, errorSchema, 2048);
}
