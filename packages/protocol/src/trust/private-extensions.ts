/**
 * The values of SET's private certificate extensions, to DER and back.
 *
 * certificateType ::= BIT STRING; merchantData ::= SEQUENCE { merID, acquirerBIN, name, city, country UTF8String };
 * cardCertRequired ::= BOOLEAN; setExtensions ::= SEQUENCE OF OBJECT IDENTIFIER; msetRole ::= UTF8String;
 * hashedRootKey ::= OCTET STRING.
 */
import * as asn1 from 'asn1js';
import { decodeBase64Url, encodeBase64Url } from '../encoding/base64url.ts';
import { ProtocolError } from '../errors.ts';
import { type CertificateType, certificateTypes } from './roles.ts';

/** What the acquirer certifies about a merchant. The wallet shows `name`. */
export interface MerchantData {
  readonly merchantId: string;
  /** Bank identification number of the acquirer, six digits. */
  readonly acquirerBin: string;
  readonly name: string;
  readonly city: string;
  /** ISO 3166-1 numeric. */
  readonly country: string;
}

export function encodeCertificateType(type: CertificateType): ArrayBuffer {
  const bit = certificateTypes.indexOf(type);
  const bytes = new Uint8Array(Math.floor(bit / 8) + 1);
  bytes[bytes.length - 1] = 0x80 >> (bit % 8);
  return new asn1.BitString({ valueHex: bytes.buffer, unusedBits: 7 - (bit % 8) }).toBER();
}

/** Exactly one bit may be set: a certificate that is two things at once is refused. */
export function decodeCertificateType(der: ArrayBuffer): CertificateType {
  const value = decode(der, asn1.BitString);
  const bytes = value.valueBlock.valueHexView;
  const bits = certificateTypes.filter((_, bit) => ((bytes[bit >> 3] ?? 0) & (0x80 >> (bit % 8))) !== 0);
  const [type] = bits;
  if (type === undefined || bits.length !== 1) return malformed('certificateType');
  if (!sameBytes(encodeCertificateType(type), der)) return malformed('certificateType');
  return type;
}

export function encodeMerchantData(data: MerchantData): ArrayBuffer {
  const fields = [data.merchantId, data.acquirerBin, data.name, data.city, data.country];
  return new asn1.Sequence({ value: fields.map((value) => new asn1.Utf8String({ value })) }).toBER();
}

export function decodeMerchantData(der: ArrayBuffer): MerchantData {
  const values = decode(der, asn1.Sequence).valueBlock.value.map((item) =>
    item instanceof asn1.Utf8String ? item.getValue() : malformed('merchantData'),
  );
  const [merchantId, acquirerBin, name, city, country] = values;
  if (
    values.length !== 5 ||
    merchantId === undefined ||
    acquirerBin === undefined ||
    name === undefined ||
    city === undefined ||
    country === undefined
  )
    return malformed('merchantData');
  return { merchantId, acquirerBin, name, city, country };
}

export function encodeBoolean(value: boolean): ArrayBuffer {
  return new asn1.Boolean({ value }).toBER();
}

export function decodeBoolean(der: ArrayBuffer): boolean {
  return decode(der, asn1.Boolean).getValue();
}

export function encodeOidList(values: readonly string[]): ArrayBuffer {
  return new asn1.Sequence({ value: values.map((value) => new asn1.ObjectIdentifier({ value })) }).toBER();
}

export function decodeOidList(der: ArrayBuffer): string[] {
  return decode(der, asn1.Sequence).valueBlock.value.map((item) =>
    item instanceof asn1.ObjectIdentifier ? item.getValue() : malformed('setExtensions'),
  );
}

/** OCTET STRING of a SHA-256, base64url here. */
export function encodeDigest(digest: string): ArrayBuffer {
  return new asn1.OctetString({ valueHex: decodeBase64Url(digest, 32).buffer }).toBER();
}

export function decodeDigest(der: ArrayBuffer): string {
  const bytes = decode(der, asn1.OctetString).valueBlock.valueHexView;
  return bytes.length === 32 ? encodeBase64Url(bytes) : malformed('digest');
}

export function encodeText(value: string): ArrayBuffer {
  return new asn1.Utf8String({ value }).toBER();
}

export function decodeText(der: ArrayBuffer): string {
  return decode(der, asn1.Utf8String).getValue();
}

function decode<T extends asn1.BaseBlock>(der: ArrayBuffer, type: new () => T): T {
  const { result, offset } = asn1.fromBER(der);
  if (offset !== der.byteLength || !(result instanceof type)) return malformed('extension value');
  return result;
}

function sameBytes(left: ArrayBuffer, right: ArrayBuffer): boolean {
  const rightBytes = new Uint8Array(right);
  return (
    left.byteLength === right.byteLength && new Uint8Array(left).every((byte, at) => byte === rightBytes[at])
  );
}

function malformed(reason: string): never {
  throw new ProtocolError('ERR_CERTIFICATE_MALFORMED', { reason });
}
