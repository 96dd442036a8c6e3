/** The schemas that messages share: identifiers, digests, times, amounts, extensions (PROTOCOL.md, section 1). */
import * as v from 'valibot';
import { ProtocolError } from '../errors.ts';
import { amountOf, currencies } from '../money/amount.ts';
import { isStrictBase64Url } from './base64url.ts';

/** Exactly `byteLength` bytes as strict base64url. */
export function bytesField(byteLength: number) {
  return v.pipe(
    v.string(),
    v.maxLength(Math.ceil((byteLength * 4) / 3)),
    v.check((text) => isStrictBase64Url(text, byteLength)),
  );
}

/** 20 random bytes: XID, RRPID, challenges, offer and receipt identifiers. */
export const identifierField = bytesField(20);
/** SHA-256, 32 bytes. */
export const digestField = bytesField(32);
/** Seconds since 1970, up to the year 2286. */
export const secondsField = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(9_999_999_999));

/** Visible text, one line, without control characters; names shown to people. */
export function textField(maxLength: number) {
  return v.pipe(v.string(), v.minLength(1), v.maxLength(maxLength), v.regex(/^[^\p{Cc}\p{Cf}]*$/u));
}

/** A party's identifier as its certificate has it (SET: merID, at most 30 characters). */
export const partyIdField = v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,29}$/));

export const currencyField = v.picklist(Object.keys(currencies));

export const amountField = v.pipe(
  v.strictObject({ currency: currencyField, value: v.number() }),
  v.check(({ value }) => Number.isSafeInteger(value) && value >= 0),
  v.transform(({ currency, value }) => amountOf(currency, value)),
);

/** A web origin in its serialized form, https, or http on loopback only. */
export const originField = v.pipe(v.string(), v.maxLength(255), v.check(isAllowedOrigin));
/** An absolute URL whose origin is allowed as above; no credentials, no fragment. */
export const urlField = v.pipe(v.string(), v.maxLength(2048), v.check(isAllowedUrl));

export const extensionsField = v.optional(
  v.pipe(
    v.array(
      v.strictObject({
        oid: v.pipe(v.string(), v.maxLength(128), v.regex(/^[0-2](\.(0|[1-9][0-9]*))+$/)),
        critical: v.boolean(),
        value: v.unknown(),
      }),
    ),
    v.maxLength(8),
  ),
);

export interface MessageExtension {
  readonly oid: string;
  readonly critical: boolean;
  readonly value: unknown;
}

/**
 * Refuses a critical extension that the receiver does not process, and any extension given twice
 * (SET Book 2, message extensions). Throws ERR_MESSAGE_EXTENSION.
 */
export function assertKnownExtensions(
  extensions: readonly MessageExtension[] | undefined,
  knownOids: readonly string[] = [],
): void {
  const seen = new Set<string>();
  for (const { oid, critical } of extensions ?? []) {
    if (seen.has(oid) || (critical && !knownOids.includes(oid)))
      throw new ProtocolError('ERR_MESSAGE_EXTENSION', { oid });
    seen.add(oid);
  }
}

export function isAllowedOrigin(text: string): boolean {
  return originOf(text) === text;
}

export function isAllowedUrl(text: string): boolean {
  const origin = originOf(text);
  return origin !== undefined && text.startsWith(`${origin}/`) && !text.includes('#');
}

const loopbackHosts = ['localhost', '127.0.0.1', '[::1]'];

function originOf(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return undefined;
  if (url.protocol === 'https:') return url.origin;
  return url.protocol === 'http:' && loopbackHosts.includes(url.hostname) ? url.origin : undefined;
}
