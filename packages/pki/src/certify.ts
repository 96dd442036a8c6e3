/**
 * Certifies a holder's keys below an authority: one certificate for signatures, one for key exchange, in an identity
 * file. What was certified is validated as a stranger would before anybody gets it.
 */
import {
  type Certificate,
  type CertificateRequest,
  type CertificateType,
  type DistinguishedName,
  encodeBase64,
  encodeChain,
  type IdentityFile,
  isAuthority,
  issueCertificate,
  type KeyPurpose,
  type MerchantData,
  newSerialNumber,
  type Random,
  validatePath,
} from '@ecomm/protocol';
import { PkiError } from './errors.ts';
import { dateText } from './names.ts';

/** Who certifies. */
export interface Certifier {
  readonly certificate: Certificate;
  readonly privateKey: CryptoKey;
  /** Its own and those above it, without the root; empty for the root. */
  readonly chain: readonly Certificate[];
  /** The root at which its path ends. */
  readonly anchor: Certificate;
}

export interface Holder {
  readonly partyId: string;
  readonly type: CertificateType;
  readonly subject: DistinguishedName;
  readonly merchantData?: MerchantData;
  readonly isIntermediary?: boolean;
  readonly cardCertRequired?: boolean;
  readonly setExtensions?: readonly string[];
}

/** Seconds since 1970. */
export interface Validity {
  readonly notBefore: number;
  readonly notAfter: number;
}

export interface CertifyOptions extends Validity {
  readonly at: number;
  readonly random: Random;
  /** Every root that the holder shall trust, the current one first. */
  readonly anchors: readonly Certificate[];
  /** An authority keeps its signature key, so that what it certified stays valid. */
  readonly keptKey?: { readonly publicKey: CryptoKey; readonly jwk: Record<string, unknown> };
}

const year = 365 * 24 * 3600;
/** For how long before now a certificate is valid, for clocks that are slow. */
const slackSeconds = 3600;
const pathLengths: Partial<Record<CertificateType, number>> = {
  ...{ brandCa: 2, geopoliticalCa: 1, cardholderCa: 0, merchantCa: 0, gatewayCa: 0 },
};

/** Throws ERR_CERTIFICATE_* when what comes out would not be accepted, as with a key that is not the authority's. */
export async function certify(
  certifier: Certifier,
  holder: Holder,
  options: CertifyOptions,
): Promise<IdentityFile> {
  const keyFile = (purpose: KeyPurpose) => certifyKey(certifier, holder, purpose, options);
  return {
    partyId: holder.partyId,
    signature: await keyFile('signature'),
    // The brand seals and opens nothing.
    ...(holder.type === 'brandCa' ? {} : { keyExchange: await keyFile('keyExchange') }),
    anchors: options.anchors.map(({ der }) => encodeBase64(der)),
  };
}

/**
 * What was asked for, else two years for parties and ten for authorities, cut at the end of the path above. Throws
 * ERR_PKI_OPTION for a validity that is none, that has ended, or that is longer than its issuer's.
 */
export function validityOf(
  { chain, anchor }: Certifier,
  type: CertificateType,
  { notBefore, notAfter, at }: { notBefore?: number; notAfter?: number; at: number },
): Validity {
  const above = [...chain, anchor];
  const earliest = Math.max(...above.map((certificate) => certificate.notBefore));
  const last = above.toSorted((left, right) => left.notAfter - right.notAfter)[0] ?? anchor;
  const from = notBefore ?? Math.max(at - slackSeconds, earliest);
  const until = notAfter ?? Math.min(Math.max(from, at) + (isAuthority(type) ? 10 : 2) * year, last.notAfter);
  const refuse = (why: string) => {
    throw new PkiError('ERR_PKI_OPTION', why, { facts: { notBefore: from, notAfter: until } });
  };
  if (from >= until) refuse(`valid from ${dateText(from)} until ${dateText(until)} is no time at all`);
  if (until <= at) refuse(`it would have expired on ${dateText(until)} already`);
  if (until > last.notAfter)
    refuse(`${last.commonName}, above it, is valid until ${dateText(last.notAfter)} only`);
  if (from < earliest) refuse(`its issuer is not valid before ${dateText(earliest)}`);
  return { notBefore: from, notAfter: until };
}

/** The public half of a certificate's key, as `issueCertificate` takes it. */
export function publicKeyOf({ x509 }: Certificate): Promise<CryptoKey> {
  return x509.publicKey.export({ name: 'ECDSA', namedCurve: 'P-256' }, ['verify']);
}

/** What a certificate says of its holder, for another one in its place. */
export function holderOf(partyId: string, certificate: Certificate): Holder {
  const { type, brand, commonName, merchantData, isIntermediary, cardCertRequired, setExtensions } =
    certificate;
  const [country = ''] = certificate.x509.subjectName.getField('C');
  const [unit] = certificate.x509.subjectName.getField('OU');
  return {
    ...{ partyId, type },
    subject: { country, brand, commonName, ...(unit === undefined ? {} : { unit }) },
    ...(merchantData === undefined ? {} : { merchantData }),
    ...(isIntermediary ? { isIntermediary } : {}),
    ...(type === 'gateway' ? { cardCertRequired } : {}),
    ...(setExtensions.length === 0 ? {} : { setExtensions }),
  };
}

async function certifyKey(
  { certificate: issuer, privateKey, chain, anchor }: Certifier,
  { partyId: _partyId, ...holder }: Holder,
  purpose: KeyPurpose,
  { at, random, notBefore, notAfter, keptKey }: CertifyOptions,
): Promise<IdentityFile['signature']> {
  const keys = purpose === 'signature' ? (keptKey ?? (await makeKeys(purpose))) : await makeKeys(purpose);
  const pathLength = purpose === 'signature' ? pathLengths[holder.type] : undefined;
  const request: CertificateRequest = {
    ...holder,
    ...{ purpose, notBefore, notAfter, serialNumber: newSerialNumber(random), publicKey: keys.publicKey },
    ...(pathLength === undefined ? {} : { pathLength }),
  };
  const certificate = await issueCertificate(request, { certificate: issuer, privateKey });
  const path = [certificate, ...chain];
  await validatePath(path, { anchors: [anchor], at: Math.max(at, notBefore) });
  return { privateKey: keys.jwk, chain: encodeChain(path) };
}

async function makeKeys(purpose: KeyPurpose) {
  const name = purpose === 'signature' ? 'ECDSA' : 'ECDH';
  const usages: KeyUsage[] = purpose === 'signature' ? ['sign', 'verify'] : ['deriveBits'];
  const { publicKey, privateKey } = (await crypto.subtle.generateKey(
    { name, namedCurve: 'P-256' },
    true,
    usages,
  )) as CryptoKeyPair;
  return { publicKey, jwk: { ...(await crypto.subtle.exportKey('jwk', privateKey)) } };
}
