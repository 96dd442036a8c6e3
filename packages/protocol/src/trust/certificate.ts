/**
 * An X.509v3 certificate of the trust tree, decoded strictly: one encoding, no extension twice, no critical
 * extension that we don't process, P-256 and ECDSA with SHA-256 only.
 */
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { decodeBase64, encodeBase64, encodeBase64Url } from '../encoding/base64url.ts';
import { sha256 } from '../encoding/digest.ts';
import { ProtocolError } from '../errors.ts';
import { assertDer } from './der.ts';
import { oids } from './oids.ts';
import {
  decodeBoolean,
  decodeCertificateType,
  decodeMerchantData,
  decodeOidList,
  decodeText,
  type MerchantData,
} from './private-extensions.ts';
import { type CertificateType, isAuthority, type Role } from './roles.ts';

const maxCertificateBytes = 4096;

export interface Certificate {
  readonly der: Uint8Array<ArrayBuffer>;
  /** SHA-256 of the DER, base64url: SET's thumb, JOSE's x5t#S256. */
  readonly thumb: string;
  /** RFC 4514 names. */
  readonly subject: string;
  readonly issuer: string;
  /** X.520 commonName of the subject; for a cardholder the blinded PAN. */
  readonly commonName: string;
  /** X.520 organizationName: SET's BrandID. */
  readonly brand: string;
  /** Hex. */
  readonly serialNumber: string;
  /** Seconds since 1970. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly type: CertificateType;
  readonly isCa: boolean;
  readonly pathLength: number | undefined;
  readonly usages: { readonly sign: boolean; readonly agree: boolean; readonly certify: boolean };
  readonly merchantData: MerchantData | undefined;
  readonly isIntermediary: boolean;
  /** Gateway: refuses a purchase without the cardholder's signature. */
  readonly cardCertRequired: boolean;
  /** Gateway: message extensions that it processes. */
  readonly setExtensions: readonly string[];
  /** The library's view, for signature checks. */
  readonly x509: x509.X509Certificate;
}

/** Reads DER. Throws ERR_CERTIFICATE_MALFORMED, ERR_CERTIFICATE_EXTENSION or ERR_CERTIFICATE_ALGORITHM. */
export async function decodeCertificate(der: Uint8Array): Promise<Certificate> {
  if (der.length > maxCertificateBytes)
    throw new ProtocolError('ERR_CERTIFICATE_MALFORMED', { maxBytes: maxCertificateBytes });
  assertDer(der);
  const bytes = Uint8Array.from(der);
  const thumb = encodeBase64Url(await sha256(bytes));
  try {
    return readCertificate(bytes, thumb);
  } catch (cause) {
    if (cause instanceof ProtocolError) throw cause;
    // The library reads parts of a certificate late, so its errors come from anywhere in here.
    throw new ProtocolError('ERR_CERTIFICATE_MALFORMED', {}, { cause });
  }
}

/** Reads an x5c chain: base64 DER, leaf first, the root left out (RFC 7515 section 4.1.6). */
export async function decodeChain(x5c: readonly string[]): Promise<Certificate[]> {
  const chain: Certificate[] = [];
  for (const text of x5c) {
    const der = decodeBase64(text);
    if (encodeBase64(der) !== text)
      throw new ProtocolError('ERR_CERTIFICATE_MALFORMED', { reason: 'base64' });
    chain.push(await decodeCertificate(der));
  }
  return chain;
}

export function encodeChain(chain: readonly Certificate[]): string[] {
  return chain.map(({ der }) => encodeBase64(der));
}

/** Whether the certificate lets its holder act in that role. */
export function hasRole(certificate: Certificate, role: Role): boolean {
  if (role === 'intermediary') return certificate.type === 'merchant' && certificate.isIntermediary;
  return certificate.type === role;
}

/** The party's identifier: merID for merchants and intermediaries, the subject's CN for the others. */
export function partyIdOf(certificate: Certificate): string {
  return certificate.merchantData?.merchantId ?? certificate.commonName;
}

function readCertificate(bytes: Uint8Array<ArrayBuffer>, thumb: string): Certificate {
  const parsed = new x509.X509Certificate(bytes);
  assertAlgorithms(parsed);
  const extensions = extensionsOf(parsed);
  const type = required(extensions, oids.certificateType, true, decodeCertificateType);
  const usage = parsed.getExtension(x509.KeyUsagesExtension);
  const constraints = parsed.getExtension(x509.BasicConstraintsExtension);
  if (usage === null || !usage.critical || constraints === null || !constraints.critical)
    throw new ProtocolError('ERR_CERTIFICATE_EXTENSION', { reason: 'keyUsage or basicConstraints' });
  if (constraints.ca !== isAuthority(type))
    throw new ProtocolError('ERR_CERTIFICATE_ROLE', { type, ca: String(constraints.ca) });
  return {
    der: bytes,
    thumb,
    subject: parsed.subject,
    issuer: parsed.issuer,
    commonName: nameField(parsed, 'CN'),
    brand: nameField(parsed, 'O'),
    serialNumber: parsed.serialNumber,
    notBefore: Math.floor(parsed.notBefore.getTime() / 1000),
    notAfter: Math.floor(parsed.notAfter.getTime() / 1000),
    type,
    isCa: constraints.ca,
    pathLength: constraints.pathLength,
    usages: {
      sign: (usage.usages & x509.KeyUsageFlags.digitalSignature) !== 0,
      agree: (usage.usages & x509.KeyUsageFlags.keyAgreement) !== 0,
      certify: (usage.usages & x509.KeyUsageFlags.keyCertSign) !== 0,
    },
    merchantData: optional(extensions, oids.merchantData, decodeMerchantData),
    isIntermediary: optional(extensions, oids.msetRole, decodeText) === 'intermediary',
    cardCertRequired: optional(extensions, oids.cardCertRequired, decodeBoolean) ?? false,
    setExtensions: optional(extensions, oids.setExtensions, decodeOidList) ?? [],
    x509: parsed,
  };
}

function assertAlgorithms(certificate: x509.X509Certificate): void {
  const signature: { name: string; hash?: unknown } = certificate.signatureAlgorithm;
  const key: { name: string; namedCurve?: string } = certificate.publicKey.algorithm;
  const hash = (signature.hash as { name?: string } | undefined)?.name;
  if (signature.name !== 'ECDSA' || hash !== 'SHA-256' || key.name !== 'ECDSA' || key.namedCurve !== 'P-256')
    throw new ProtocolError('ERR_CERTIFICATE_ALGORITHM', { signature: signature.name, key: key.name });
}

const processedOids: readonly string[] = Object.values(oids);

function extensionsOf(certificate: x509.X509Certificate): Map<string, x509.Extension> {
  const extensions = new Map<string, x509.Extension>();
  for (const extension of certificate.extensions) {
    const oid = extension.type;
    if (extensions.has(oid) || (extension.critical && !processedOids.includes(oid)))
      throw new ProtocolError('ERR_CERTIFICATE_EXTENSION', { oid });
    extensions.set(oid, extension);
  }
  return extensions;
}

function required<T>(
  extensions: Map<string, x509.Extension>,
  oid: string,
  critical: boolean,
  decode: (value: ArrayBuffer) => T,
): T {
  const extension = extensions.get(oid);
  if (extension === undefined || extension.critical !== critical)
    throw new ProtocolError('ERR_CERTIFICATE_EXTENSION', { oid });
  return decode(extension.value);
}

function optional<T>(
  extensions: Map<string, x509.Extension>,
  oid: string,
  decode: (value: ArrayBuffer) => T,
): T | undefined {
  const extension = extensions.get(oid);
  return extension === undefined ? undefined : decode(extension.value);
}

function nameField(certificate: x509.X509Certificate, field: string): string {
  const values = certificate.subjectName.getField(field);
  const [value] = values;
  if (value === undefined || values.length !== 1)
    throw new ProtocolError('ERR_CERTIFICATE_NAME', { field, count: values.length });
  return value;
}
