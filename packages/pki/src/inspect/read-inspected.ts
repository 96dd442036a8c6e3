/**
 * What a file is and which certificates it has: PEM or DER certificates and lists, identity files, chains, what a
 * wallet trusts, publications. Private keys are passed over: nothing here keeps one.
 */
import 'reflect-metadata';
import {
  type Certificate,
  decodeBase64,
  decodeCertificate,
  decodeChain,
  ProtocolError,
  type RevocationList,
  revocationField,
} from '@ecomm/protocol';
import * as x509 from '@peculiar/x509';
import * as v from 'valibot';
import { PkiError } from '../errors.ts';

/** Leaf first. */
export interface NamedChain {
  readonly use: 'certificate' | 'signature' | 'key exchange' | 'anchor';
  readonly chain: readonly Certificate[];
}

export type Inspected =
  | {
      readonly kind: 'certificate' | 'chain' | 'trust';
      readonly chains: readonly NamedChain[];
    }
  | { readonly kind: 'identity'; readonly partyId: string; readonly chains: readonly NamedChain[] }
  | { readonly kind: 'list'; readonly lists: readonly x509.X509Crl[] }
  | {
      readonly kind: 'publication';
      readonly publication: RevocationList;
      readonly lists: readonly x509.X509Crl[];
    };

const chainSchema = v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(16));
const keySchema = v.object({ chain: v.pipe(v.array(v.string()), v.maxLength(16)) });
const identitySchema = v.object({
  partyId: v.string(),
  signature: keySchema,
  keyExchange: v.optional(keySchema),
  anchors: v.pipe(v.array(v.string()), v.maxLength(16)),
});
const trustSchema = v.object({ anchors: chainSchema });

/** Throws ERR_PKI_FILE for what is none of them, ERR_CERTIFICATE_* for a certificate that nobody would accept. */
export async function readInspected(name: string, bytes: Uint8Array): Promise<Inspected> {
  try {
    if (bytes[0] === 0x30) return await readDer([bytes]);
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes).trim();
    if (text.includes('-----BEGIN ')) return await readDer(pemBlocks(text));
    return await readJson(JSON.parse(text));
  } catch (cause) {
    if (cause instanceof ProtocolError) throw cause;
    // The cause might quote the file, and so a key.
    throw new PkiError(
      'ERR_PKI_FILE',
      `${name} is no certificate, identity file, revocation list or publication`,
      {
        facts: { path: name },
      },
    );
  }
}

/** Certificates alone, each first of its chain. Throws ERR_PKI_FILE for a list or a publication. */
export function leavesOf(name: string, inspected: Inspected): Certificate[] {
  if (!('chains' in inspected) || inspected.kind === 'trust')
    throw new PkiError('ERR_PKI_FILE', `${name} holds no certificate to revoke`, { facts: { path: name } });
  return inspected.chains.flatMap(({ use, chain: [leaf] }) =>
    leaf === undefined || use === 'anchor' ? [] : [leaf],
  );
}

async function readJson(content: unknown): Promise<Inspected> {
  if (v.is(revocationField, content))
    return {
      kind: 'publication',
      publication: content,
      lists: content.crls.map((crl) => listOf(decodeBase64(crl))),
    };
  if (v.is(identitySchema, content)) {
    const { partyId, signature, keyExchange, anchors } = content;
    const chains: NamedChain[] = [
      { use: 'signature', chain: await decodeChain(signature.chain) },
      { use: 'key exchange', chain: await decodeChain(keyExchange?.chain ?? []) },
      ...(await anchorsOf(anchors)),
    ];
    return { kind: 'identity', partyId, chains: chains.filter(({ chain }) => chain.length > 0) };
  }
  if (v.is(trustSchema, content)) return { kind: 'trust', chains: await anchorsOf(content.anchors) };
  const chain = await decodeChain(v.parse(chainSchema, content));
  return { kind: 'chain', chains: [{ use: 'certificate', chain }] };
}

async function anchorsOf(anchors: readonly string[]): Promise<NamedChain[]> {
  return (await decodeChain(anchors)).map((anchor) => ({ use: 'anchor', chain: [anchor] }));
}

async function readDer(blocks: readonly Uint8Array[]): Promise<Inspected> {
  const [first] = blocks;
  if (first === undefined) throw new RangeError('no block');
  if (isList(first)) return { kind: 'list', lists: blocks.map(listOf) };
  const chain = await Promise.all(blocks.map((der) => decodeCertificate(der)));
  return { kind: chain.length === 1 ? 'certificate' : 'chain', chains: [{ use: 'certificate', chain }] };
}

/** RFC 7468. Blocks of other kinds, as of keys, are left out. */
function pemBlocks(text: string): Uint8Array[] {
  const blocks = text.matchAll(/-----BEGIN (CERTIFICATE|X509 CRL)-----([A-Za-z0-9+/=\s]+)-----END \1-----/g);
  return [...blocks].map(([, , base64 = '']) => decodeBase64(base64.replace(/\s/g, '')));
}

function isList(der: Uint8Array): boolean {
  try {
    listOf(der);
    return true;
  } catch {
    return false;
  }
}

function listOf(der: Uint8Array): x509.X509Crl {
  return new x509.X509Crl(Uint8Array.from(der));
}
