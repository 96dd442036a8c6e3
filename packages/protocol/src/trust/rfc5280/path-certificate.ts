/**
 * An X.509v3 certificate as path validation looks at it (RFC 5280 section 4), whatever tree it is from. What SET adds
 * is in ../certificate.ts.
 */
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import * as asn1 from 'asn1js';
import { encodeBase64Url } from '../../encoding/base64url.ts';
import { equalBytes, hexOf } from '../../encoding/bytes.ts';
import { sha256 } from '../../encoding/digest.ts';
import { ProtocolError } from '../../errors.ts';
import { assertDer } from '../der.ts';
import { canonicalName } from './distinguished-name.ts';

export interface PathExtension {
  readonly critical: boolean;
  readonly value: Uint8Array;
}

export interface PathCertificate {
  readonly der: Uint8Array<ArrayBuffer>;
  /** SHA-256 of the DER, base64url. */
  readonly thumb: string;
  readonly version: number;
  /** Hex of the INTEGER's content, as it stands. */
  readonly serialNumber: string;
  readonly subject: string;
  readonly issuer: string;
  /** As RFC 5280 section 7.1 compares them. */
  readonly canonicalSubject: string;
  readonly canonicalIssuer: string;
  /** Seconds since 1970. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly basicConstraints: { readonly ca: boolean; readonly pathLength: number | undefined } | undefined;
  /** x509.KeyUsageFlags; undefined when the extension is absent: any usage. */
  readonly keyUsage: number | undefined;
  readonly extensions: ReadonlyMap<string, PathExtension>;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
  readonly x509: x509.X509Certificate;
}

/** What every path validation of RFC 5280 processes. Policies are accepted, not mapped: no tree here maps them. */
export const processedExtensions: readonly string[] = [
  '2.5.29.15', // keyUsage
  '2.5.29.19', // basicConstraints
  '2.5.29.30', // nameConstraints
  '2.5.29.32', // certificatePolicies
  '2.5.29.36', // policyConstraints
  '2.5.29.54', // inhibitAnyPolicy
];

/** Reads DER. Throws ERR_CERTIFICATE_MALFORMED, ERR_CERTIFICATE_EXTENSION or ERR_CERTIFICATE_ALGORITHM. */
export async function decodePathCertificate(der: Uint8Array): Promise<PathCertificate> {
  assertDer(der);
  const bytes = Uint8Array.from(der);
  const thumb = encodeBase64Url(await sha256(bytes));
  try {
    return read(bytes, thumb, new x509.X509Certificate(bytes));
  } catch (cause) {
    if (cause instanceof ProtocolError) throw cause;
    throw new ProtocolError('ERR_CERTIFICATE_MALFORMED', {}, { cause });
  }
}

export function read(
  der: Uint8Array<ArrayBuffer>,
  thumb: string,
  parsed: x509.X509Certificate,
): PathCertificate {
  const usage = parsed.getExtension(x509.KeyUsagesExtension);
  const constraints = parsed.getExtension(x509.BasicConstraintsExtension);
  const { version, serialNumber } = tbsOf(der);
  const extensions = extensionsOf(parsed);
  // Extensions and unique identifiers came with later versions (RFC 5280 sections 4.1.2.8 and 4.1.2.9).
  if (extensions.size > 0 && version !== 3)
    throw new ProtocolError('ERR_CERTIFICATE_MALFORMED', { reason: 'version' });
  return {
    der,
    thumb,
    version,
    serialNumber,
    subject: parsed.subject,
    issuer: parsed.issuer,
    canonicalSubject: canonicalName(new Uint8Array(parsed.subjectName.toArrayBuffer())),
    canonicalIssuer: canonicalName(new Uint8Array(parsed.issuerName.toArrayBuffer())),
    notBefore: Math.floor(parsed.notBefore.getTime() / 1000),
    notAfter: Math.floor(parsed.notAfter.getTime() / 1000),
    basicConstraints: constraints === null ? undefined : constraintsOf(constraints),
    keyUsage: usage === null ? undefined : usage.usages,
    extensions,
    publicKey: new Uint8Array(parsed.publicKey.rawData),
    x509: parsed,
  };
}

function constraintsOf({ ca, pathLength }: x509.BasicConstraintsExtension) {
  if (!ca && pathLength !== undefined)
    throw new ProtocolError('ERR_CERTIFICATE_EXTENSION', {
      oid: '2.5.29.19',
      reason: 'path length of no authority',
    });
  return { ca, pathLength };
}

function extensionsOf(certificate: x509.X509Certificate): Map<string, PathExtension> {
  const extensions = new Map<string, PathExtension>();
  for (const { type: oid, critical, value } of certificate.extensions) {
    if (extensions.has(oid)) throw new ProtocolError('ERR_CERTIFICATE_EXTENSION', { oid, reason: 'twice' });
    extensions.set(oid, { critical, value: new Uint8Array(value) });
  }
  return extensions;
}

/**
 * The algorithm stands twice, signed and outside; where they differ somebody may have swapped the outer one
 * (RFC 5280 section 4.1.1.2).
 */
function tbsOf(der: Uint8Array<ArrayBuffer>): { readonly version: number; readonly serialNumber: string } {
  const { result } = asn1.fromBER(der.buffer);
  const [tbs, outer] = (result as asn1.Sequence).valueBlock.value;
  const fields = (tbs as asn1.Sequence).valueBlock.value;
  const [first] = fields;
  const isTagged = first !== undefined && first.idBlock.tagClass === 3 && first.idBlock.tagNumber === 0;
  const serial = fields[isTagged ? 1 : 0];
  const inner = fields[isTagged ? 2 : 1];
  if (inner === undefined || outer === undefined || !sameDer(inner, outer))
    throw new ProtocolError('ERR_CERTIFICATE_ALGORITHM', { reason: 'inner and outer differ' });
  if (serial === undefined) throw new ProtocolError('ERR_CERTIFICATE_MALFORMED', { reason: 'serial' });
  const serialNumber = contentHex(serial);
  if (!isTagged) return { version: 1, serialNumber };
  const [version] = (first as asn1.Constructed).valueBlock.value;
  if (!(version instanceof asn1.Integer))
    throw new ProtocolError('ERR_CERTIFICATE_MALFORMED', { reason: 'version' });
  return { version: version.valueBlock.valueDec + 1, serialNumber };
}

/** The content of a short element as it stands: an INTEGER keeps the sign that the libraries lose. */
export function contentHex(element: asn1.AsnType): string {
  const { valueBeforeDecodeView, blockLength, lenBlock } = element;
  const content = valueBeforeDecodeView.subarray(blockLength - lenBlock.length);
  return hexOf(content.slice(0, lenBlock.length));
}

function sameDer(left: asn1.AsnType, right: asn1.AsnType): boolean {
  return equalBytes(new Uint8Array(left.toBER()), new Uint8Array(right.toBER()));
}
