/**
 * Chains of the trust tree in which one certificate is bent: made with the library itself, so that the rest is as it
 * should be. Only tests import this file.
 */
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { decodeCertificate } from '../trust/certificate.ts';
import { oids } from '../trust/oids.ts';
import { encodeCertificateType, encodeText } from '../trust/private-extensions.ts';
import { type CertificateType, isAuthority } from '../trust/roles.ts';
import { dateOf } from '../trust/time.ts';
import { testBrand, testTime } from './demo-parties.ts';

/** What is different about one certificate; everything else is right. */
export interface Bend {
  readonly type?: CertificateType;
  readonly brand?: string;
  readonly country?: string;
  readonly notBefore?: number;
  readonly notAfter?: number;
  readonly serialNumber?: string;
  /** In place of the right issuer's name. */
  readonly issuerName?: x509.JsonName;
  /** Signed by a key that nobody knows. */
  readonly foreignSignature?: boolean;
  /** The issuer's own key is certified once more. */
  readonly issuersKey?: boolean;
  readonly curve?: 'P-384';
  /** What the certificate says in place of the right SubjectPublicKeyInfo. */
  readonly publicKey?: (
    spki: Uint8Array<ArrayBuffer>,
  ) => Uint8Array<ArrayBuffer> | Promise<Uint8Array<ArrayBuffer>>;
  readonly signatureHash?: 'SHA-384';
  readonly pathLength?: number;
  readonly keyUsage?: number;
  readonly extensions?: (right: x509.Extension[]) => x509.Extension[];
  /** After it was signed. */
  readonly der?: (der: Uint8Array) => Uint8Array;
}

export interface BentChain {
  /** DER: leaf first, the root last. */
  readonly chain: readonly Uint8Array[];
  readonly root: Uint8Array;
}

type Types = readonly [root: CertificateType, ...CertificateType[]];

/** root → brand → the bank's authority for merchants → merchant. */
export const merchantPath: Types = ['rootCa', 'brandCa', 'merchantCa', 'merchant'];

/** `bends` by depth: 0 is the leaf. */
export async function growBentChain(
  bends: Readonly<Record<number, Bend>>,
  types: Types = merchantPath,
): Promise<BentChain> {
  const chain: Uint8Array[] = [];
  let issuer: { readonly name: x509.JsonName; readonly keys: CryptoKeyPair } | undefined;
  for (const [index, usualType] of types.entries()) {
    const depth = types.length - 1 - index;
    const bend = bends[depth] ?? {};
    const type = bend.type ?? usualType;
    const keys = bend.issuersKey === true && issuer !== undefined ? issuer.keys : await newKeys(bend.curve);
    const name = nameOf(type, index, bend);
    const signer: CryptoKeyPair = bend.foreignSignature === true ? await newKeys() : (issuer?.keys ?? keys);
    const certificate = await x509.X509CertificateGenerator.create({
      serialNumber: bend.serialNumber ?? `4${index}a1b2c3d4e5f60718`,
      subject: name,
      issuer: bend.issuerName ?? issuer?.name ?? name,
      notBefore: dateOf(bend.notBefore ?? testTime - 3600),
      notAfter: dateOf(bend.notAfter ?? testTime + 365 * 86_400),
      publicKey: await keyOf(keys, bend),
      signingKey: signer.privateKey,
      signingAlgorithm: { name: 'ECDSA', hash: bend.signatureHash ?? 'SHA-256' },
      extensions: (bend.extensions ?? ((right) => right))(rightExtensions(type, depth, bend)),
    });
    const der = new Uint8Array(certificate.rawData);
    chain.unshift(bend.der?.(der) ?? der);
    issuer = { name, keys };
  }
  const root = chain.at(-1);
  if (root === undefined) throw new Error('a chain has a root');
  return { chain, root };
}

/** Decodes and validates, as a receiver does. */
export async function decodeBentChain({ chain, root }: BentChain) {
  const anchor = await decodeCertificate(root);
  const certificates = [];
  for (const der of chain.slice(0, -1)) certificates.push(await decodeCertificate(der));
  return { anchors: [anchor], certificates };
}

async function keyOf({ publicKey }: CryptoKeyPair, bend: Bend): Promise<CryptoKey | Uint8Array<ArrayBuffer>> {
  if (bend.publicKey === undefined) return publicKey;
  return bend.publicKey(new Uint8Array(await crypto.subtle.exportKey('spki', publicKey)));
}

function rightExtensions(type: CertificateType, depth: number, bend: Bend): x509.Extension[] {
  const usage = isAuthority(type)
    ? x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign | x509.KeyUsageFlags.digitalSignature
    : x509.KeyUsageFlags.digitalSignature;
  return [
    new x509.BasicConstraintsExtension(isAuthority(type), bend.pathLength ?? pathLengthOf(type, depth), true),
    new x509.KeyUsagesExtension(bend.keyUsage ?? usage, true),
    new x509.Extension(oids.certificateType, true, encodeCertificateType(type)),
  ];
}

function pathLengthOf(type: CertificateType, depth: number): number | undefined {
  return isAuthority(type) ? Math.max(0, depth - 1) : undefined;
}

function nameOf(type: CertificateType, index: number, { brand, country }: Bend): x509.JsonName {
  return [
    { C: [country ?? 'FR'] },
    { O: [brand ?? (index === 0 ? 'SET Root' : testBrand)] },
    { CN: [`${type} ${index}`] },
  ];
}

function newKeys(namedCurve: 'P-256' | 'P-384' = 'P-256'): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey({ name: 'ECDSA', namedCurve }, true, ['sign', 'verify']);
}

/** A certificateType with two of its bits set. */
export function twoTypes(): x509.Extension {
  // BIT STRING of 9 bits: cardholder and merchant at once.
  return new x509.Extension(oids.certificateType, true, Uint8Array.of(0x03, 0x02, 0x06, 0xc0).buffer);
}

export const unknownCritical = new x509.Extension('1.2.3.4.5', true, encodeText('who knows'));
export const unknownOrdinary = new x509.Extension('1.2.3.4.6', false, encodeText('who cares'));

/** The outer AlgorithmIdentifier, after the signed part, says ecdsa-with-SHA384. */
export function swapOuterAlgorithm(der: Uint8Array): Uint8Array {
  const swapped = Uint8Array.from(der);
  // 1.2.840.10045.4.3.2, ecdsa-with-SHA256; its last byte is the arc.
  const sha256 = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
  const at = [...swapped.keys()].findLast((index) =>
    sha256.every((byte, offset) => swapped[index + offset] === byte),
  );
  if (at === undefined) throw new Error('no algorithm to swap');
  swapped[at + sha256.length - 1] = 0x03;
  return swapped;
}

/** The sign of the serial number, which follows the version: 02 09 4x …  */
export function negativeSerial(der: Uint8Array): Uint8Array {
  const bent = Uint8Array.from(der);
  const at = bent.findIndex((byte, index) => byte === 0x02 && bent[index + 1] === 0x09);
  if (at === -1) throw new Error('no serial number to bend');
  bent[at + 2] = (bent[at + 2] ?? 0) | 0x80;
  return bent;
}

export function trailingByte(der: Uint8Array): Uint8Array {
  return Uint8Array.of(...der, 0x00);
}

export function without(oid: string) {
  return (right: x509.Extension[]) => right.filter(({ type }) => type !== oid);
}

export function notCritical(oid: string) {
  return (right: x509.Extension[]) =>
    right.map((extension) =>
      extension.type === oid ? new x509.Extension(oid, false, extension.value) : extension,
    );
}

export function critical(oid: string, value: ArrayBuffer) {
  return (right: x509.Extension[]) => [...right, new x509.Extension(oid, true, value)];
}

/** NameConstraints with one permitted or excluded subtree: every name below `C`. */
export function constrainedTo(country: string, kind: 'permitted' | 'excluded'): x509.Extension {
  const name = new Uint8Array(new x509.Name([{ C: [country] }]).toArrayBuffer());
  const wrap = (tag: number, content: Uint8Array) => Uint8Array.of(tag, content.length, ...content);
  const subtrees = wrap(kind === 'permitted' ? 0xa0 : 0xa1, wrap(0x30, wrap(0xa4, name)));
  return new x509.Extension('2.5.29.30', true, Uint8Array.from(wrap(0x30, subtrees)).buffer);
}
