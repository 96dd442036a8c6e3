/**
 * Grows a trust tree: root → brand → the banks' authorities for cardholders, merchants and gateways, and the
 * parties below them (SET Book 1, certificate hierarchy; the paper's tree of C1, M1, BANK1, BANK2).
 */
import { encodeBase64 } from '../encoding/base64url.ts';
import { hexOf } from '../encoding/bytes.ts';
import type { Random } from '../random.ts';
import { type Certificate, encodeChain } from './certificate.ts';
import type { IdentityFile } from './identity.ts';
import { type CertificateRequest, type DistinguishedName, issueCertificate } from './issue-certificate.ts';
import type { MerchantData } from './private-extensions.ts';
import type { CertificateType, KeyPurpose } from './roles.ts';

const year = 365 * 24 * 3600;

export interface TreeClock {
  readonly random: Random;
  /** Seconds since 1970: certificates are valid from an hour before. */
  readonly at: number;
}

/** An authority with its private key, and its chain without the root (empty for the root itself). */
export interface Authority {
  readonly certificate: Certificate;
  readonly key: CryptoKey;
  readonly chain: readonly Certificate[];
  readonly root: Certificate;
  /** Authorities that answer enrolments also agree on keys; certified by the same parent. */
  readonly keyExchange?: { readonly key: CryptoKey; readonly certificate: Certificate };
}

/** Makes a self-signed root for one brand's tree. */
export async function createRoot(commonName: string, clock: TreeClock): Promise<Authority> {
  const keys = await generateKeys('signature');
  const subject = { country: 'FR', brand: 'SET Root', commonName };
  const certificate = await issueCertificate(
    { ...requestFor(subject, 'rootCa', 'signature', 20, clock), publicKey: keys.publicKey, pathLength: 3 },
    { certificate: 'self', privateKey: keys.privateKey },
  );
  return { certificate, key: keys.privateKey, chain: [], root: certificate };
}

/** Certifies an authority below another one. */
export async function createAuthority(
  parent: Authority,
  type: CertificateType,
  subject: DistinguishedName,
  clock: TreeClock,
): Promise<Authority> {
  const keys = await generateKeys('signature');
  const pathLength = type === 'brandCa' ? 2 : type === 'geopoliticalCa' ? 1 : 0;
  const issuer = { certificate: parent.certificate, privateKey: parent.key };
  const certificate = await issueCertificate(
    { ...requestFor(subject, type, 'signature', 10, clock), publicKey: keys.publicKey, pathLength },
    issuer,
  );
  const authority = {
    certificate,
    key: keys.privateKey,
    chain: [certificate, ...parent.chain],
    root: parent.root,
  };
  if (type === 'brandCa' || type === 'geopoliticalCa') return authority;
  const exchange = await generateKeys('keyExchange');
  const exchangeCertificate = await issueCertificate(
    { ...requestFor(subject, type, 'keyExchange', 5, clock), publicKey: exchange.publicKey },
    issuer,
  );
  return { ...authority, keyExchange: { key: exchange.privateKey, certificate: exchangeCertificate } };
}

export interface PartyRequest {
  readonly partyId: string;
  readonly type: CertificateType;
  readonly subject: DistinguishedName;
  readonly merchantData?: MerchantData;
  readonly isIntermediary?: boolean;
  readonly cardCertRequired?: boolean;
  readonly setExtensions?: readonly string[];
  readonly lifeSeconds?: number;
}

/** Makes a party's key pairs and certificates: one for signatures, one for key exchange. Holds private keys. */
export async function createIdentity(
  authority: Authority,
  party: PartyRequest,
  clock: TreeClock,
): Promise<IdentityFile> {
  return {
    partyId: party.partyId,
    signature: await keyFile(authority, party, 'signature', clock),
    keyExchange: await keyFile(authority, party, 'keyExchange', clock),
    anchors: [encodeBase64(authority.root.der)],
  };
}

/** An authority's own identity file: it signs messages with the key that it certifies with. Holds private keys. */
export async function authorityIdentity(authority: Authority): Promise<IdentityFile> {
  const { certificate, chain, key, keyExchange, root } = authority;
  const parents = chain.slice(1);
  return {
    partyId: certificate.commonName,
    signature: { privateKey: await exportKey(key), chain: encodeChain(chain) },
    ...(keyExchange === undefined
      ? {}
      : {
          keyExchange: {
            privateKey: await exportKey(keyExchange.key),
            chain: encodeChain([keyExchange.certificate, ...parents]),
          },
        }),
    anchors: [encodeBase64(root.der)],
  };
}

async function keyFile(authority: Authority, party: PartyRequest, purpose: KeyPurpose, clock: TreeClock) {
  const keys = await generateKeys(purpose);
  const request: CertificateRequest = {
    ...requestFor(party.subject, party.type, purpose, 2, clock),
    ...(party.lifeSeconds === undefined ? {} : { notAfter: clock.at + party.lifeSeconds }),
    publicKey: keys.publicKey,
    ...(party.merchantData === undefined ? {} : { merchantData: party.merchantData }),
    ...(party.isIntermediary === undefined ? {} : { isIntermediary: party.isIntermediary }),
    ...(party.cardCertRequired === undefined ? {} : { cardCertRequired: party.cardCertRequired }),
    ...(party.setExtensions === undefined ? {} : { setExtensions: party.setExtensions }),
  };
  const issuer = { certificate: authority.certificate, privateKey: authority.key };
  const certificate = await issueCertificate(request, issuer);
  return {
    privateKey: await exportKey(keys.privateKey),
    chain: encodeChain([certificate, ...authority.chain]),
  };
}

function requestFor(
  subject: DistinguishedName,
  type: CertificateType,
  purpose: KeyPurpose,
  years: number,
  { random, at }: TreeClock,
): Omit<CertificateRequest, 'publicKey'> {
  return {
    subject,
    type,
    purpose,
    serialNumber: newSerialNumber(random),
    notBefore: at - 3600,
    notAfter: at + years * year,
  };
}

/** 16 random bytes, positive and without a leading zero, hex (RFC 5280 section 4.1.2.2). */
export function newSerialNumber(random: Random): string {
  const bytes = Uint8Array.from(random(16));
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return hexOf(bytes);
}

async function generateKeys(purpose: KeyPurpose): Promise<CryptoKeyPair> {
  const name = purpose === 'signature' ? 'ECDSA' : 'ECDH';
  const usages: KeyUsage[] = purpose === 'signature' ? ['sign', 'verify'] : ['deriveBits'];
  return crypto.subtle.generateKey({ name, namedCurve: 'P-256' }, true, usages);
}

async function exportKey(key: CryptoKey): Promise<Record<string, unknown>> {
  return { ...(await crypto.subtle.exportKey('jwk', key)) };
}
