/**
 * Issues certificates of the trust tree with SET's private extensions in their criticality (SET-FACTS section 1).
 *
 * Serial number and validity come in as arguments: this file reads neither clock nor randomness.
 */
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { type Certificate, decodeCertificate } from './certificate.ts';
import { oids } from './oids.ts';
import {
  encodeBoolean,
  encodeCertificateType,
  encodeDigest,
  encodeMerchantData,
  encodeOidList,
  encodeText,
  type MerchantData,
} from './private-extensions.ts';
import { type CertificateType, isAuthority, type KeyPurpose } from './roles.ts';
import { dateOf } from './time.ts';

export interface DistinguishedName {
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** SET's BrandID. */
  readonly brand: string;
  /** The bank. */
  readonly unit?: string;
  readonly commonName: string;
}

export interface CertificateRequest {
  readonly subject: DistinguishedName;
  readonly type: CertificateType;
  readonly purpose: KeyPurpose;
  readonly publicKey: CryptoKey;
  /** Hex, positive, at most 20 bytes (RFC 5280 section 4.1.2.2). */
  readonly serialNumber: string;
  /** Seconds since 1970. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** How many authorities may follow below this one. */
  readonly pathLength?: number;
  readonly merchantData?: MerchantData;
  readonly isIntermediary?: boolean;
  readonly cardCertRequired?: boolean;
  readonly setExtensions?: readonly string[];
  /** Root: commits to the key of the root that will follow (SHA-256 of its SubjectPublicKeyInfo, base64url). */
  readonly hashedRootKey?: string;
}

/** Who signs: its certificate, or `self` for the root, and the private key. */
export interface CertificateIssuer {
  readonly certificate: Certificate | 'self';
  readonly privateKey: CryptoKey;
}

export async function issueCertificate(
  request: CertificateRequest,
  issuer: CertificateIssuer,
): Promise<Certificate> {
  const issued = await x509.X509CertificateGenerator.create({
    serialNumber: request.serialNumber,
    subject: nameOf(request.subject),
    issuer:
      issuer.certificate === 'self' ? nameOf(request.subject) : issuer.certificate.x509.subjectName.toJSON(),
    notBefore: dateOf(request.notBefore),
    notAfter: dateOf(request.notAfter),
    publicKey: request.publicKey,
    signingKey: issuer.privateKey,
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
    extensions: await extensionsFor(request, issuer),
  });
  return decodeCertificate(new Uint8Array(issued.rawData));
}

function nameOf({ country, brand, unit, commonName }: DistinguishedName): x509.JsonName {
  return [
    { C: [country] },
    { O: [brand] },
    ...(unit === undefined ? [] : [{ OU: [unit] }]),
    { CN: [commonName] },
  ];
}

async function extensionsFor(
  request: CertificateRequest,
  issuer: CertificateIssuer,
): Promise<x509.Extension[]> {
  const issuerKey = issuer.certificate === 'self' ? request.publicKey : issuer.certificate.x509.publicKey;
  const extensions: x509.Extension[] = [
    new x509.BasicConstraintsExtension(isAuthority(request.type), request.pathLength, true),
    new x509.KeyUsagesExtension(usageOf(request), true),
    new x509.CertificatePolicyExtension([oids.rootPolicy], true),
    await x509.SubjectKeyIdentifierExtension.create(request.publicKey),
    await x509.AuthorityKeyIdentifierExtension.create(issuerKey),
    new x509.Extension(oids.certificateType, true, encodeCertificateType(request.type)),
  ];
  if (request.merchantData !== undefined)
    extensions.push(new x509.Extension(oids.merchantData, false, encodeMerchantData(request.merchantData)));
  if (request.isIntermediary === true)
    extensions.push(new x509.Extension(oids.msetRole, false, encodeText('intermediary')));
  if (request.cardCertRequired !== undefined)
    extensions.push(
      new x509.Extension(oids.cardCertRequired, false, encodeBoolean(request.cardCertRequired)),
    );
  if (request.setExtensions !== undefined)
    extensions.push(new x509.Extension(oids.setExtensions, false, encodeOidList(request.setExtensions)));
  if (request.hashedRootKey !== undefined)
    extensions.push(new x509.Extension(oids.hashedRootKey, true, encodeDigest(request.hashedRootKey)));
  return extensions;
}

function usageOf({ type, purpose }: CertificateRequest): x509.KeyUsageFlags {
  if (purpose === 'keyExchange') return x509.KeyUsageFlags.keyAgreement;
  if (!isAuthority(type)) return x509.KeyUsageFlags.digitalSignature;
  // Authorities that answer enrolments also sign messages (SET-FACTS section 1: CCA, MCA, PCA), and so does the brand,
  // which signs its BrandCRLIdentifier.
  const signsMessages = ['cardholderCa', 'merchantCa', 'gatewayCa', 'brandCa'].includes(type);
  const certifies = x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign;
  return signsMessages ? certifies | x509.KeyUsageFlags.digitalSignature : certifies;
}
