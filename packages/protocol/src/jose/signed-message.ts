/**
 * A signed message: compact JWS (RFC 7515), ES256 only, one `typ` per message.
 *
 * Protected header: {alg, typ, "x5t#S256", x5c?}. `x5c` is left out when the receiver holds the chain already.
 * A receiver accepts exactly the type it waits for, from a certificate whose path ends at its own anchors.
 */
import * as v from 'valibot';
import { signEs256, textOfBase64Url, verifyEs256 } from '#platform';
import { decodeBase64Url, encodeBase64Url, isStrictBase64Url } from '../encoding/base64url.ts';
import { assertSize, maxMessageBytes, parseBoundedJson, validate } from '../encoding/bounded-json.ts';
import { utf8 } from '../encoding/bytes.ts';
import { assertKnownExtensions, digestField, type MessageExtension } from '../encoding/fields.ts';
import { ProtocolError } from '../errors.ts';
import type { Role } from '../trust/roles.ts';
import type { TrustedCertificate, TrustStore } from '../trust/trust-store.ts';

/** How far a sender's clock may be from ours, either way. */
export const clockToleranceSeconds = 300;

/** Who signs: the private key and its chain, base64 DER, leaf first without the root. */
export interface Signer {
  readonly key: CryptoKey;
  readonly thumb: string;
  readonly chain: readonly string[];
}

export interface Reading {
  readonly trust: TrustStore;
  /** Seconds since 1970. */
  readonly at: number;
  /** Message extensions that this receiver processes. */
  readonly knownExtensions?: readonly string[];
}

export interface Opened<T> {
  readonly payload: T;
  readonly sender: TrustedCertificate;
}

interface Dated {
  readonly iat: number;
  readonly exp: number;
  readonly extensions?: readonly MessageExtension[] | undefined;
}

export interface SignedMessage<T> {
  readonly typ: string;
  /** The compact JWS. `withChain: false` when the receiver is known to hold the certificate. */
  sign(payload: T, signer: Signer, options?: { withChain?: boolean }): Promise<string>;
  /** Verifies everything; throws a typed ProtocolError. */
  open(message: string, reading: Reading): Promise<Opened<T>>;
}

interface Definition<S extends v.GenericSchema> {
  readonly typ: string;
  /** Any of these may sign it. */
  readonly roles: readonly Role[];
  readonly schema: S;
  /** How old it may be: `fresh` within the tolerance of `iat`, `standing` until `exp`, `undated` without times. */
  readonly age: 'fresh' | 'standing' | 'undated';
  readonly maxBytes?: number;
}

const headerSchema = v.strictObject({
  alg: v.literal('ES256'),
  typ: v.pipe(v.string(), v.maxLength(64)),
  'x5t#S256': digestField,
  x5c: v.optional(v.pipe(v.array(v.pipe(v.string(), v.maxLength(6000))), v.minLength(1), v.maxLength(4))),
});

/** Defines a message: its type, who may sign it, its fields. */
export function signedMessage<S extends v.GenericSchema>(
  definition: Definition<S>,
): SignedMessage<v.InferOutput<S>> {
  return {
    typ: definition.typ,
    async sign(payload, signer, { withChain = true } = {}) {
      const content = encodeJson(validate(payload, definition.schema));
      const signed = `${headerOf(signer, definition.typ, withChain)}.${content}`;
      const message = `${signed}.${encodeBase64Url(await signEs256(signer.key, signed))}`;
      assertSize(message, definition.maxBytes);
      return message;
    },
    open: (message, reading) => openMessage(definition, message, reading),
  };
}

/** Reads the payload without any check of who signed it: only for what the reader itself made or will verify. */
export function peekPayload<S extends v.GenericSchema>(message: string, schema: S): v.InferOutput<S> {
  assertSize(message);
  return parseBoundedJson(decodeText(partsOf(message)[1]), schema);
}

/** The thumb of the certificate that claims to have signed it, unverified: to look up what is known of the message. */
export function peekSender(message: string): string {
  assertSize(message);
  return parseBoundedJson(decodeText(partsOf(message)[0]), headerSchema)['x5t#S256'];
}

async function openMessage<S extends v.GenericSchema>(
  definition: Definition<S>,
  message: string,
  reading: Reading,
): Promise<Opened<v.InferOutput<S>>> {
  assertSize(message, definition.maxBytes ?? maxMessageBytes);
  const [encodedHeader, encodedPayload, encodedSignature] = partsOf(message);
  const header = readHeaders.get(encodedHeader) ?? parseBoundedJson(decodeText(encodedHeader), headerSchema);
  if (header.typ !== definition.typ)
    throw new ProtocolError('ERR_MESSAGE_TYPE', { typ: header.typ, expected: definition.typ });
  const sender = await reading.trust.certificateFor({
    thumb: header['x5t#S256'],
    x5c: header.x5c,
    roles: definition.roles,
    purpose: 'signature',
    at: reading.at,
  });
  // The header says ES256 and nothing that we don't know, and the key is a certified P-256 key: there is no choice left.
  const signed = message.slice(0, message.length - encodedSignature.length - 1);
  if (!(await verifyEs256(sender.publicKey, decodeBase64Url(encodedSignature, 64), signed)))
    throw new ProtocolError('ERR_MESSAGE_SIGNATURE', { typ: definition.typ });
  rememberHeader(encodedHeader, header);
  const payload = parseBoundedJson(decodeText(encodedPayload), definition.schema);
  if (definition.age !== 'undated') assertTimes(payload as Dated, reading.at, definition.age);
  assertKnownExtensions((payload as Dated).extensions, reading.knownExtensions);
  return { payload, sender };
}

function encodeJson(value: unknown): string {
  return encodeBase64Url(utf8(JSON.stringify(value)));
}

/** A signer's headers are few, and most of them is certificates: each is encoded once. */
const madeHeaders = new WeakMap<Signer, Map<string, string>>();

function headerOf(signer: Signer, typ: string, withChain: boolean): string {
  const made = madeHeaders.get(signer) ?? new Map<string, string>();
  madeHeaders.set(signer, made);
  const name = `${typ} ${withChain}`;
  const known = made.get(name);
  if (known !== undefined) return known;
  const { thumb, chain } = signer;
  const header = encodeJson({
    ...{ alg: 'ES256', typ, 'x5t#S256': thumb },
    ...(withChain ? { x5c: chain } : {}),
  });
  made.set(name, header);
  return header;
}

type Header = v.InferOutput<typeof headerSchema>;

/** Headers of those whose signature was right, the oldest first: who sends much sends the same ones. 5 kB each. */
const readHeaders = new Map<string, Header>();
const maxReadHeaders = 1000;

/** Nothing is trusted for being remembered: path and signature are verified each time. */
function rememberHeader(encoded: string, header: Header): void {
  if (readHeaders.has(encoded)) return;
  const oldest = readHeaders.size < maxReadHeaders ? undefined : readHeaders.keys().next().value;
  if (oldest !== undefined) readHeaders.delete(oldest);
  // A copy: a part of a message would keep the whole of it in memory.
  readHeaders.set(encodeBase64Url(decodeBase64Url(encoded)), header);
}

function assertTimes({ iat, exp }: Dated, now: number, age: 'fresh' | 'standing'): void {
  if (iat > now + clockToleranceSeconds) throw new ProtocolError('ERR_MESSAGE_TOO_NEW', { iat, now });
  if (now > exp || (age === 'fresh' && now > iat + clockToleranceSeconds))
    throw new ProtocolError('ERR_MESSAGE_TOO_OLD', { iat, exp, now });
}

function partsOf(message: string): [string, string, string] {
  const [header, payload, signature, ...rest] = message.split('.');
  if (!header || !payload || !signature || rest.length > 0)
    throw new ProtocolError('ERR_MESSAGE_MALFORMED', { reason: 'compact JWS' });
  // A second spelling of the signature would give one message two digests.
  if (!isStrictBase64Url(signature, 64))
    throw new ProtocolError('ERR_MESSAGE_MALFORMED', { reason: 'base64url' });
  return [header, payload, signature];
}

function decodeText(encoded: string): string {
  let text: string | undefined;
  try {
    text = textOfBase64Url(encoded);
  } catch (cause) {
    throw new ProtocolError('ERR_MESSAGE_MALFORMED', { reason: 'utf-8' }, { cause });
  }
  if (text === undefined) throw new ProtocolError('ERR_MESSAGE_MALFORMED', { reason: 'base64url' });
  return text;
}
