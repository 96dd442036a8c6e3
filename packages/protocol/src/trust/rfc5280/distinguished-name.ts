/**
 * Names as RFC 5280 section 7.1 compares them: without regard to case, to leading, trailing and repeated spaces, or
 * to which of X.520's string types carries the text. Every other value is compared byte by byte.
 */
import * as asn1 from 'asn1js';
import { hexOf } from '../../encoding/bytes.ts';
import { ProtocolError } from '../../errors.ts';

/** Two names are the same exactly when this text is. `der` is a Name. */
export function canonicalName(der: Uint8Array): string {
  const { result, offset } = asn1.fromBER(Uint8Array.from(der).buffer);
  if (offset !== der.length || !(result instanceof asn1.Sequence))
    throw new ProtocolError('ERR_CERTIFICATE_MALFORMED', { reason: 'name' });
  return JSON.stringify(result.valueBlock.value.map(canonicalRdn));
}

/** A SET OF: its order says nothing. */
function canonicalRdn(rdn: asn1.AsnType): string[] {
  if (!(rdn instanceof asn1.Set)) throw new ProtocolError('ERR_CERTIFICATE_MALFORMED', { reason: 'name' });
  return rdn.valueBlock.value.map(canonicalAttribute).sort();
}

function canonicalAttribute(attribute: asn1.AsnType): string {
  const [type, value] = attribute instanceof asn1.Sequence ? attribute.valueBlock.value : [];
  if (!(type instanceof asn1.ObjectIdentifier) || value === undefined)
    throw new ProtocolError('ERR_CERTIFICATE_MALFORMED', { reason: 'name' });
  return `${type.getValue()}=${isText(value) ? foldText(value.getValue()) : hexOf(new Uint8Array(value.toBER()))}`;
}

const textTypes = [
  asn1.Utf8String,
  asn1.PrintableString,
  asn1.TeletexString,
  asn1.IA5String,
  asn1.BmpString,
  asn1.UniversalString,
  asn1.NumericString,
  asn1.VisibleString,
] as const;

function isText(value: asn1.AsnType): value is asn1.Utf8String {
  return textTypes.some((type) => value instanceof type);
}

function foldText(text: string): string {
  return text.normalize('NFKC').trim().replace(/\s+/gu, ' ').toLowerCase();
}
