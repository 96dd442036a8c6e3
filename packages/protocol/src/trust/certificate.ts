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
  decodeDigest,
  decodeMerchantData,
  decodeOidList,
  decodeText,
  type MerchantData,
} from './private-extensions.ts';
import { assertAlgorithms, productionAlgorithms } from './rfc5280/algorithms.ts';
import {
  type PathCertificate,
  type PathExtension,
  read as readPathCertificate,
} from './rfc5280/path-certificate.ts';
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
  /** Root: SHA-256 of the SubjectPublicKeyInfo of the root that will follow, base64url. */
  readonly hashedRootKey: string | undefined;
  /** As RFC 5280's path validation looks at it. */
  readonly path: PathCertificate;
  /** The library's view, for signature checks. */
  readonly x509: x509.X509Certificate;
}

/** Enough for the authorities and the partners of a server; holders come and go. */
const maxRemembered = 256;
/** By thumb: the same chains come with message after message, and reading one takes longer than verifying the message. */
const remembered = new Map<string, Certificate>();

/**
 * Reads DER; the same bytes give the same object for a while. Throws ERR_CERTIFICATE_MALFORMED, ERR_CERTIFICATE_EXTENSION or
 * ERR_CERTIFICATE_ALGORITHM.
 */
export async function decodeCertificate(der: Uint8Array): Promise<Certificate> {
  if (der.length > maxCertificateBytes)
    throw new ProtocolError('ERR_CERTIFICATE_MALFORMED', { maxBytes: maxCertificateBytes });
  const bytes = Uint8Array.from(der);
  const thumb = encodeBase64Url(await sha256(bytes));
  const known = remembered.get(thumb);
  if (known !== undefined) return known;
  assertDer(bytes);
  try {
    const certificate = readCertificate(bytes, thumb);
    remember(certificate);
    return certificate;
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

/** The first to come is the first to go. */
function remember(certificate: Certificate): void {
  const oldest = remembered.size >= maxRemembered ? remembered.keys().next().value : undefined;
  if (oldest !== undefined) remembered.delete(oldest);
  remembered.set(certificate.thumb, certificate);
}

/** SubjectPublicKeyInfo of P-256, the point as 04 ‖ X ‖ Y: RFC 5480 has two more spellings of the same key. */
function assertPlainPoint(spki: Uint8Array): void {
  if (spki.length !== 91 || spki[26] !== 0x04)
    throw new ProtocolError('ERR_CERTIFICATE_MALFORMED', { reason: 'key' });
}

function readCertificate(bytes: Uint8Array<ArrayBuffer>, thumb: string): Certificate {
  const path = readPathCertificate(bytes, thumb, new x509.X509Certificate(bytes));
  const { x509: parsed, extensions, basicConstraints, keyUsage } = path;
  assertAlgorithms(path, productionAlgorithms);
  assertPlainPoint(path.publicKey);
  assertSerialNumber(path.serialNumber);
  for (const [oid, { critical }] of extensions)
    if (critical && !processedOids.includes(oid))
      throw new ProtocolError('ERR_CERTIFICATE_EXTENSION', { oid });
  const type = required(extensions, oids.certificateType, true, decodeCertificateType);
  // SET marks both critical (SET-FACTS section 1).
  for (const oid of [oids.keyUsage, oids.basicConstraints])
    if (extensions.get(oid)?.critical !== true)
      throw new ProtocolError('ERR_CERTIFICATE_EXTENSION', { oid, reason: 'keyUsage or basicConstraints' });
  if (basicConstraints === undefined || keyUsage === undefined)
    throw new ProtocolError('ERR_CERTIFICATE_EXTENSION', { reason: 'keyUsage or basicConstraints' });
  if (basicConstraints.ca !== isAuthority(type))
    throw new ProtocolError('ERR_CERTIFICATE_ROLE', { type, ca: String(basicConstraints.ca) });
  return {
    der: bytes,
    thumb,
    subject: path.subject,
    issuer: path.issuer,
    commonName: nameField(parsed, 'CN'),
    brand: nameField(parsed, 'O'),
    serialNumber: parsed.serialNumber,
    notBefore: path.notBefore,
    notAfter: path.notAfter,
    type,
    isCa: basicConstraints.ca,
    pathLength: basicConstraints.pathLength,
    usages: usagesOf(keyUsage, type),
    merchantData: optional(extensions, oids.merchantData, decodeMerchantData),
    isIntermediary: optional(extensions, oids.msetRole, decodeText) === 'intermediary',
    cardCertRequired: optional(extensions, oids.cardCertRequired, decodeBoolean) ?? false,
    setExtensions: optional(extensions, oids.setExtensions, decodeOidList) ?? [],
    hashedRootKey: type === 'rootCa' ? optional(extensions, oids.hashedRootKey, decodeDigest) : undefined,
    path,
    x509: parsed,
  };
}

/** One key, one purpose: signing or agreeing on keys; and only authorities certify (SET Book 1, key usage). */
function usagesOf(keyUsage: number, type: CertificateType): Certificate['usages'] {
  const has = (flag: number) => (keyUsage & flag) !== 0;
  const usages = {
    sign: has(x509.KeyUsageFlags.digitalSignature),
    agree: has(x509.KeyUsageFlags.keyAgreement),
    certify: has(x509.KeyUsageFlags.keyCertSign),
  };
  const certifies = usages.certify || has(x509.KeyUsageFlags.cRLSign);
  if ((usages.agree && (usages.sign || certifies)) || (certifies && !isAuthority(type)))
    throw new ProtocolError('ERR_CERTIFICATE_KEY_USAGE', { reason: 'mixed', type });
  return usages;
}

/** Positive, at most 20 bytes (RFC 5280 section 4.1.2.2). */
function assertSerialNumber(hex: string): void {
  const first = Number.parseInt(hex.slice(0, 2), 16);
  const isPositive = first < 0x80 && !/^0*$/.test(hex);
  if (!isPositive || hex.length > 40)
    throw new ProtocolError('ERR_CERTIFICATE_MALFORMED', { reason: 'serial number' });
}

const processedOids: readonly string[] = Object.values(oids);

function required<T>(
  extensions: ReadonlyMap<string, PathExtension>,
  oid: string,
  critical: boolean,
  decode: (value: ArrayBuffer) => T,
): T {
  const extension = extensions.get(oid);
  if (extension === undefined || extension.critical !== critical)
    throw new ProtocolError('ERR_CERTIFICATE_EXTENSION', { oid });
  return decode(Uint8Array.from(extension.value).buffer);
}

function optional<T>(
  extensions: ReadonlyMap<string, PathExtension>,
  oid: string,
  decode: (value: ArrayBuffer) => T,
): T | undefined {
  const extension = extensions.get(oid);
  return extension === undefined ? undefined : decode(Uint8Array.from(extension.value).buffer);
}

function nameField(certificate: x509.X509Certificate, field: string): string {
  const values = certificate.subjectName.getField(field);
  const [value] = values;
  if (value === undefined || values.length !== 1)
    throw new ProtocolError('ERR_CERTIFICATE_NAME', { field, count: values.length });
  return value;
}
