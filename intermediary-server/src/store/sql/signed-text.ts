/**
 * Signed messages as they are kept. Of an MPReq of 8 kB, 7 are certificates that its signer and its merchant send with
 * every message, in the protected headers of their signatures (RFC 7515, section 4.1.6), and a third of what is left is
 * base64url around JSON. Kept are each header once, by its digest, and the payload as the JSON that was encoded:
 *
 *     MPReq   ~ digest of header ~ signature ~ {"rrpid":…,"offer":"~ digest of header.payload.signature",…}
 *     MPRes   {"res":"~ digest of header.payload.signature","private":…}
 *
 * What is read back is what came, byte by byte: a text that has the mark in it is kept as it is, and so is a payload that
 * would be encoded otherwise. This is done for every payment, so it is done without regular expressions.
 */
import { createHash } from 'node:crypto';

/** A header, and the name under which it is kept. */
export interface SignedHeader {
  readonly digest: string;
  readonly header: string;
}

const mark = '~';
/** Before a text that is kept as it is. */
const plain = '=';
/** base64url of `{"`. */
const headerStart = 'eyJ';
/** Shorter ones carry no certificates. */
const leastHeaderLength = 400;
const digestLength = 43;

/** `nameOf` is called with each header that is left out, and gives its digest. */
export function packText(text: string, nameOf: (header: string) => string): string {
  if (isAmbiguous(text)) return plain + text;
  const named = (header: string) => mark + nameOf(header);
  return packMessage(text, named) ?? packInside(text, named);
}

/** For a text of which no header is left out: read back as it is, whatever is in it. */
export function wholeText(text: string): string {
  return isAmbiguous(text) ? plain + text : text;
}

/** Undefined when a header is not known any more. */
export function unpackText(
  packed: string,
  headerOf: (digest: string) => string | undefined,
): string | undefined {
  if (packed.startsWith(plain)) return packed.slice(plain.length);
  const message = messageIn(packed);
  const inside = unpackInside(message?.payload ?? packed, headerOf);
  if (message === undefined || inside === undefined) return inside;
  const header = headerOf(message.digest);
  return header === undefined ? undefined : `${header}.${encoded(inside)}.${message.signature}`;
}

/** The names of the headers of which a text is made. */
export function headersIn(packed: string): string[] {
  const names = new Set<string>();
  unpackText(packed, (digest) => {
    names.add(digest);
    return '';
  });
  return [...names];
}

export function digestOf(header: string): string {
  return createHash('sha256').update(header).digest('base64url');
}

/** Whether it would be taken for one that was packed. */
function isAmbiguous(text: string): boolean {
  return text.includes(mark) || text.startsWith(plain);
}

/** A compact JWS; undefined where it is none, or carries no certificates. */
function packMessage(text: string, named: (header: string) => string): string | undefined {
  const dot = text.indexOf('.');
  const lastDot = text.lastIndexOf('.');
  if (!text.startsWith(headerStart) || dot < leastHeaderLength || lastDot === dot) return undefined;
  const payload = text.slice(dot + 1, lastDot);
  const json = Buffer.from(payload, 'base64url').toString('utf8');
  if (json.includes(mark) || encoded(json) !== payload) return undefined;
  const name = named(text.slice(0, dot));
  return `${name}${mark}${text.slice(lastDot + 1)}${mark}${packInside(json, named)}`;
}

/** Of a text: where its first value is a message, as in `"offer":"eyJ…"`. */
function packInside(text: string, named: (header: string) => string): string {
  const start = text.indexOf(`"${headerStart}`) + 1;
  const dot = start === 0 ? -1 : text.indexOf('.', start);
  if (dot < start + leastHeaderLength) return text;
  return text.slice(0, start) + named(text.slice(start, dot)) + text.slice(dot);
}

function messageIn(packed: string) {
  if (!packed.startsWith(mark)) return undefined;
  const [, digest = '', signature = ''] = packed.split(mark, 3);
  const payload = packed.slice(mark.length + digest.length + mark.length + signature.length + mark.length);
  return { digest, signature, payload };
}

function unpackInside(text: string, headerOf: (digest: string) => string | undefined): string | undefined {
  const at = text.indexOf(mark);
  if (at < 0) return text;
  const end = at + mark.length + digestLength;
  const header = headerOf(text.slice(at + mark.length, end));
  return header === undefined ? undefined : text.slice(0, at) + header + text.slice(end);
}

function encoded(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64url');
}
