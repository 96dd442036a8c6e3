/**
 * Roots that commit to the one that follows (SET Book 2, HashedRootKey): the next root's key is made ahead, and its
 * hash stands in the certificate of the current one.
 */
import {
  type Authority,
  type DistinguishedName,
  hashedKeyOf,
  issueCertificate,
  newSerialNumber,
  type TreeClock,
} from '@ecomm/protocol';
import * as v from 'valibot';
import { PkiError } from './errors.ts';

const lifeSeconds = 20 * 365 * 24 * 3600;
const algorithm = { name: 'ECDSA', namedCurve: 'P-256' } as const;

export interface CommittedRoot {
  readonly root: Authority;
  /** Of the root that will follow. */
  readonly nextKeys: CryptoKeyPair;
}

/** What `pki/next-root.json` holds: a private key, and neither chain nor anchor as long as it certifies nothing. */
export interface NextRootFile {
  readonly partyId: string;
  readonly signature: { readonly privateKey: Record<string, unknown>; readonly chain: readonly string[] };
  readonly anchors: readonly string[];
}

/** A self-signed root. Valid for 20 years. */
export async function createCommittedRoot(commonName: string, clock: TreeClock): Promise<CommittedRoot> {
  return issueRoot({ country: 'FR', brand: 'SET Root', commonName }, await generateRootKeys(), clock);
}

/** The root with these keys, which commits to keys that are made now. */
export async function issueRoot(
  subject: DistinguishedName,
  keys: CryptoKeyPair,
  { at, random }: TreeClock,
): Promise<CommittedRoot> {
  const nextKeys = await generateRootKeys();
  const certificate = await issueCertificate(
    {
      ...{ subject, type: 'rootCa', purpose: 'signature', publicKey: keys.publicKey, pathLength: 3 },
      serialNumber: newSerialNumber(random),
      notBefore: at - 3600,
      notAfter: at + lifeSeconds,
      hashedRootKey: await hashedKeyOf(nextKeys.publicKey),
    },
    { certificate: 'self', privateKey: keys.privateKey },
  );
  return { root: { certificate, key: keys.privateKey, chain: [], root: certificate }, nextKeys };
}

export async function nextRootFile({ privateKey }: CryptoKeyPair): Promise<NextRootFile> {
  const jwk = { ...(await crypto.subtle.exportKey('jwk', privateKey)) };
  return { partyId: 'next root', signature: { privateKey: jwk, chain: [] }, anchors: [] };
}

const rootKeySchema = v.object({
  signature: v.object({
    privateKey: v.object({
      kty: v.literal('EC'),
      crv: v.literal('P-256'),
      x: v.string(),
      y: v.string(),
      d: v.string(),
    }),
  }),
});

/** The keys of the root's file, or of the next root's, which `path` names. Throws ERR_PKI_DIRECTORY. */
export async function importRootKeys(path: string, file: unknown): Promise<CryptoKeyPair> {
  try {
    const { d, ...point } = v.parse(rootKeySchema, file).signature.privateKey;
    return {
      privateKey: await crypto.subtle.importKey('jwk', { ...point, d }, algorithm, true, ['sign']),
      publicKey: await crypto.subtle.importKey('jwk', point, algorithm, true, ['verify']),
    };
  } catch {
    // The cause might quote the key.
    throw new PkiError('ERR_PKI_DIRECTORY', `${path} is damaged`, { facts: { path } });
  }
}

function generateRootKeys(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}
