/**
 * The wake-up: what a merchant's checkout answers so that the wallet starts a SET purchase, as the External Interface
 * Guide to SET (24 September 1997) has it: header lines, an empty line, then the order description to the end.
 *
 *     SET-Initiation-Type: Payment-Initiation CRLF
 *     SET-PurchAmt: 978 12480 -2 CRLF
 *     … CRLF
 *     CRLF
 *     One book by post
 *
 * The order is hashed exactly as it came; amount, order and the certified merchant's name are all that a wallet shows. It
 * has lines and tabs, and no other control characters: none that would make it read otherwise than it is written.
 */
import * as v from 'valibot';
import { utf8Length } from '../encoding/bytes.ts';
import { identifierField, isAllowedUrl } from '../encoding/fields.ts';
import { ProtocolError } from '../errors.ts';
import { type Amount, amountOf, currencyCodeOf, currencyOf } from '../money/amount.ts';

export const initiationMediaType = 'application/set-payment-initiation';
export const maxInitiationBytes = 16_384;

export interface Initiation {
  /** Base URL of PInitReq (`/pinit`) and PReq (`/preq`), without a trailing slash. */
  readonly setUrl: string;
  /** Where InqReq goes. */
  readonly queryUrl: string;
  readonly successUrl: string;
  readonly failureUrl: string;
  readonly cancelUrl: string;
  readonly diagnosticUrl?: string;
  readonly serviceUrl?: string;
  /** The merchant's own name of the order: 20 bytes, base64url. */
  readonly lidM: string;
  readonly purchAmt: Amount;
  readonly brands: readonly string[];
  /** Message extensions that the merchant would process, and those it insists on. */
  readonly extOids?: readonly string[];
  readonly extMandatory?: readonly string[];
  /** Given back unread. */
  readonly echo?: string;
  /** The order description. */
  readonly order: string;
}

const urlLines = {
  setUrl: 'SET-SET-URL',
  queryUrl: 'SET-Query-URL',
  successUrl: 'SET-Success-URL',
  failureUrl: 'SET-Failure-URL',
  cancelUrl: 'SET-Cancel-URL',
} as const;
const optionalUrlLines = { diagnosticUrl: 'SET-Diagnostic-URL', serviceUrl: 'SET-Service-URL' } as const;
const repeatable: readonly string[] = ['SET-Brand', 'SET-Ext-OID', 'SET-Ext-Mandatory'];

/** C0 and C1 controls but tab and line ends; embeddings, overrides and isolates of the bidirectional algorithm (UAX #9). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const disguising = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff]/;

/** UTF-8 text. Throws a TypeError for a value that would break a line, or an order that a wallet would refuse. */
export function encodeInitiation(initiation: Initiation): string {
  const { purchAmt, brands, lidM, echo, extOids = [], extMandatory = [] } = initiation;
  const { number, exponent } = currencyOf(purchAmt.currency);
  const urls = [...Object.entries(urlLines), ...Object.entries(optionalUrlLines)].flatMap(([field, name]) => {
    const url = initiation[field as keyof typeof urlLines];
    return url === undefined ? [] : [[name, url]];
  });
  const lines = [
    ['SET-Initiation-Type', 'Payment-Initiation'],
    ['SET-Version', '1.0'],
    ...urls,
    ['SET-LID-M', lidM],
    ['SET-PurchAmt', `${number} ${purchAmt.value} ${exponent === 0 ? 0 : -exponent}`],
    ...brands.map((brand) => ['SET-Brand', brand]),
    ...extOids.map((oid) => ['SET-Ext-OID', oid]),
    ...extMandatory.map((oid) => ['SET-Ext-Mandatory', oid]),
    ...(echo === undefined ? [] : [['SET-Echo', echo]]),
  ];
  for (const [name = '', value = ''] of lines)
    if (!/^[^\r\n]+$/.test(value)) throw new TypeError(`${name} is empty or has a line break`);
  if (disguising.test(initiation.order)) throw new TypeError('the order has control characters');
  const text = `${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${initiation.order}`;
  if (utf8Length(text) > maxInitiationBytes) throw new TypeError('the initiation is too long');
  return text;
}

/**
 * Reads what a page's own server answered. Every URL must be of `pageOrigin`, and of https or loopback. Throws
 * ERR_MESSAGE_TOO_BIG, ERR_INITIATION_MALFORMED, ERR_INITIATION_ORIGIN, ERR_INITIATION_EXTENSION or
 * ERR_INSTALMENTS_UNSUPPORTED.
 */
export function decodeInitiation(
  bytes: Uint8Array,
  pageOrigin: string,
  knownExtensions: readonly string[] = [],
): Initiation {
  if (bytes.length > maxInitiationBytes)
    throw new ProtocolError('ERR_MESSAGE_TOO_BIG', { maxBytes: maxInitiationBytes });
  const text = decodeText(bytes);
  const end = text.indexOf('\r\n\r\n');
  if (end === -1) return malformed('no empty line');
  const lines = readLines(text.slice(0, end));
  const order = text.slice(end + 4);
  if (order.trim() === '' || disguising.test(order)) return malformed('order');
  if (one(lines, 'SET-Initiation-Type') !== 'Payment-Initiation') return malformed('SET-Initiation-Type');
  if (one(lines, 'SET-Version') !== '1.0') return malformed('SET-Version');
  if (lines.has('SET-InstallTotalTrans') || lines.has('SET-Recurring'))
    throw new ProtocolError('ERR_INSTALMENTS_UNSUPPORTED');
  const extMandatory = lines.get('SET-Ext-Mandatory') ?? [];
  for (const oid of extMandatory)
    if (!knownExtensions.includes(oid)) throw new ProtocolError('ERR_INITIATION_EXTENSION', { oid });
  const urlOf = (name: string) => checkUrl(name, one(lines, name), pageOrigin);
  const optionalUrl = (field: keyof typeof optionalUrlLines) =>
    lines.has(optionalUrlLines[field]) ? { [field]: urlOf(optionalUrlLines[field]) } : {};
  const lidM = one(lines, 'SET-LID-M');
  if (!v.is(identifierField, lidM)) return malformed('SET-LID-M');
  const brands = lines.get('SET-Brand') ?? [];
  if (brands.length === 0) return malformed('SET-Brand');
  const [echo] = lines.get('SET-Echo') ?? [];
  const extOids = lines.get('SET-Ext-OID');
  return {
    setUrl: urlOf(urlLines.setUrl),
    queryUrl: urlOf(urlLines.queryUrl),
    successUrl: urlOf(urlLines.successUrl),
    failureUrl: urlOf(urlLines.failureUrl),
    cancelUrl: urlOf(urlLines.cancelUrl),
    ...optionalUrl('diagnosticUrl'),
    ...optionalUrl('serviceUrl'),
    lidM,
    purchAmt: readAmount(one(lines, 'SET-PurchAmt')),
    brands,
    ...(extOids === undefined ? {} : { extOids }),
    ...(extMandatory.length === 0 ? {} : { extMandatory }),
    ...(echo === undefined ? {} : { echo }),
    order,
  };
}

function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new ProtocolError('ERR_INITIATION_MALFORMED', { reason: 'utf-8' }, { cause });
  }
}

/** Header names are compared as written in the guide; unknown ones are ignored. */
function readLines(head: string): Map<string, string[]> {
  const lines = new Map<string, string[]>();
  for (const line of head.split('\r\n')) {
    const match = /^(SET-[A-Za-z-]{1,40}): ?([\x20-\x7e\u00a0-\uffff]{1,2048})$/u.exec(line);
    const [, name, value] = match ?? [];
    if (name === undefined || value === undefined) return malformed('header line');
    const values = lines.get(name) ?? [];
    if (values.length >= (repeatable.includes(name) ? 8 : 1)) return malformed(name);
    lines.set(name, [...values, value]);
  }
  return lines;
}

function one(lines: ReadonlyMap<string, readonly string[]>, name: string): string {
  return lines.get(name)?.[0] ?? malformed(name);
}

function checkUrl(name: string, url: string, pageOrigin: string): string {
  if (url.length > 2048 || !isAllowedUrl(url) || new URL(url).origin !== pageOrigin)
    throw new ProtocolError('ERR_INITIATION_ORIGIN', { field: name });
  return url;
}

/** ISO 4217 number, integer, exponent of ten: `978 12480 -2` is 124.80 EUR. */
function readAmount(text: string): Amount {
  const [, number = '', value, exponent] = /^([0-9]{3}) ([1-9][0-9]{0,14}) (0|-[1-9])$/.exec(text) ?? [];
  if (value === undefined || exponent === undefined) return malformed('SET-PurchAmt');
  const currency = currencyCodeOf(number);
  if (-Number(exponent) !== currencyOf(currency).exponent) return malformed('SET-PurchAmt');
  return amountOf(currency, Number(value));
}

function malformed(reason: string): never {
  throw new ProtocolError('ERR_INITIATION_MALFORMED', { reason });
}
