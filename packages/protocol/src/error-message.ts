/**
 * What a server answers when it can't accept a message: SET's Error (SET Book 3, ErrorMsg).
 *
 * Over HTTP it is JSON {code, setCode, message, rrpid?}; an asker that accepts `application/jose` gets it signed.
 */
import * as v from 'valibot';
import { parseBoundedJson } from './encoding/bounded-json.ts';
import { identifierField, secondsField } from './encoding/fields.ts';
import { ProtocolError, setErrorCodes } from './errors.ts';
import { type Opened, peekPayload, type Reading, type Signer, signedMessage } from './jose/signed-message.ts';

const errorFields = {
  /** Ours, stable: docs/errors.md. */
  code: v.pipe(v.string(), v.regex(/^ERR_[A-Z_]{1,60}$/)),
  /** SET's ErrorCode. */
  setCode: v.pipe(v.string(), v.maxLength(40)),
  /** For engineers; people are shown the locale's words for `code`. */
  message: v.pipe(v.string(), v.maxLength(500)),
  rrpid: v.optional(v.pipe(v.string(), v.maxLength(27))),
};

const errorSchema = v.strictObject(errorFields);

const signedErrorSchema = v.strictObject({
  ...errorFields,
  /** 20 random bytes: no two errors are alike. */
  errorNonce: identifierField,
  /** The extension that nobody processes, when that is what was wrong. */
  errorOid: v.optional(v.pipe(v.string(), v.regex(/^[0-9]+(\.[0-9]+){1,30}$/), v.maxLength(128))),
  iat: secondsField,
  exp: secondsField,
});

export type ErrorMessage = v.InferOutput<typeof errorSchema>;
export type SignedErrorMessage = v.InferOutput<typeof signedErrorSchema>;

const maxPlainBytes = 2048;

const errorMessage = signedMessage({
  typ: 'set-error+jwt',
  roles: ['merchant', 'gateway', 'cardholderCa', 'merchantCa', 'gatewayCa'],
  schema: signedErrorSchema,
  age: 'standing',
});

/** How long a signed error says what it says: it is the answer to one request, and never shown again. */
const errorLifeSeconds = 300;

/** `undefined` for an error that is not the protocol's: a bug, to be answered as an unspecified failure. */
export function errorMessageFor(error: unknown): ErrorMessage | undefined {
  if (!(error instanceof ProtocolError)) return undefined;
  const { code, message, rrpid } = error;
  return {
    code,
    setCode: setErrorCodes[code],
    message: message.slice(0, 500),
    ...(rrpid === undefined ? {} : { rrpid }),
  };
}

/** Does what a request asks. A ProtocolError that comes of it names the request, for the Error that answers it. */
export async function forRequest<T>(rrpid: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ProtocolError) || error.rrpid !== undefined) throw error;
    throw new ProtocolError(error.code, error.facts, { cause: error, rrpid });
  }
}

const namedSchema = v.looseObject({
  rrpid: v.optional(identifierField),
  /** Of a PReq: JSON again. */
  oiData: v.optional(v.string()),
});

/**
 * The RRPID that a message gives itself, as far as it can be read without a key; undefined else. Nothing is verified:
 * only to tell its sender which of its messages was refused.
 */
export function rrpidIn(message: string): string | undefined {
  try {
    const { rrpid, oiData } = message.startsWith('{')
      ? parseBoundedJson(message, namedSchema)
      : peekPayload(message, namedSchema);
    return rrpid ?? (oiData === undefined ? undefined : parseBoundedJson(oiData, namedSchema).rrpid);
  } catch {
    return undefined;
  }
}

/** A compact JWS. `errorNonce` is 20 fresh random bytes, base64url; `at` is in seconds since 1970. */
export async function signErrorMessage(
  error: ErrorMessage,
  signer: Signer,
  { errorNonce, at }: { readonly errorNonce: string; readonly at: number },
): Promise<string> {
  return errorMessage.sign({ ...error, errorNonce, iat: at, exp: at + errorLifeSeconds }, signer);
}

/** Verifies a signed error. Throws the ProtocolError of whatever is wrong with it. */
export function openErrorMessage(text: string, reading: Reading): Promise<Opened<SignedErrorMessage>> {
  return errorMessage.open(text, reading);
}

/** Reads an error in either form, without asking who signed it. Throws ERR_MESSAGE_MALFORMED for anything else. */
export function decodeErrorMessage(text: string): ErrorMessage {
  if (text.startsWith('{')) return parseBoundedJson(text, errorSchema, maxPlainBytes);
  const { code, setCode, message, rrpid } = peekPayload(text, signedErrorSchema);
  return { code, setCode, message, ...(rrpid === undefined ? {} : { rrpid }) };
}
