/** How a certificate stands with a tree: whether its path leads to the tree's roots, and whether it is revoked. */
import { join } from 'node:path';
import {
  type Certificate,
  decodeBase64,
  decodeChain,
  type Identity,
  ProtocolError,
  type RevocationList,
  validatePath,
} from '@ecomm/protocol';
import * as x509 from '@peculiar/x509';
import { PkiError } from '../errors.ts';
import { issuerOf } from '../issuer-of.ts';
import { dateText } from '../names.ts';
import { readAuthorities, readRoots, readTreeJsonIfThere, treeFiles } from '../read-tree.ts';
import { type Revoked, readRevoked } from '../revoked-file.ts';

export interface Standing {
  /** `valid` under the root that is named, or the code with which it is refused as soon as all is published. */
  readonly path: string;
  readonly root?: string;
  readonly revoked: boolean;
  readonly reason?: Revoked['reason'];
  readonly revokedAt?: string;
  /** Whether the last publication lists it. */
  readonly published?: boolean;
}

/** Of the tree, read once for all certificates of a file. */
export interface KnownTree {
  readonly authorities: ReadonlyMap<string, Identity>;
  readonly roots: readonly Certificate[];
  readonly revoked: readonly Revoked[];
  readonly lists: readonly x509.X509Crl[];
}

/** Throws ERR_PKI_DIRECTORY. */
export async function readKnownTree(dataDir: string): Promise<KnownTree> {
  const list = (await readTreeJsonIfThere(join(dataDir, treeFiles.revocation))) as RevocationList | undefined;
  return {
    authorities: await readAuthorities(dataDir),
    roots: await readRoots(dataDir),
    revoked: await readRevoked(dataDir),
    lists: readLists(list?.crls ?? []),
  };
}

/** `chain` as the file has it, leaf first; the tree's own where it has the leaf alone. */
export async function standingOf(
  chain: readonly Certificate[],
  tree: KnownTree,
  at: number,
): Promise<Standing> {
  const [leaf] = chain;
  if (leaf === undefined) throw new RangeError('a chain has a leaf');
  const { authorities, roots, lists } = tree;
  if (leaf.type === 'rootCa') return rootStanding(leaf, roots);
  const authority = await issuerOf(leaf, authorities).catch(() => undefined);
  const above =
    authority === undefined ? [] : await decodeChain(authorities.get(authority)?.signer.chain ?? []);
  const path = await pathOf(chain.length > 1 ? chain : [leaf, ...above], tree, at);
  const entry = revocationOf(leaf, tree);
  if (entry === undefined) return { ...path, revoked: false };
  const published = lists.some(
    (list) =>
      list.issuer === leaf.issuer &&
      list.entries.some(({ serialNumber }) => serialNumber === leaf.serialNumber),
  );
  const { reason, revokedAt } = entry;
  return { ...path, revoked: true, reason, revokedAt: dateText(revokedAt), published };
}

async function pathOf(
  chain: readonly Certificate[],
  tree: KnownTree,
  at: number,
): Promise<Pick<Standing, 'path' | 'root'>> {
  try {
    const isRevoked = (certificate: Certificate) => revocationOf(certificate, tree) !== undefined;
    const anchor = await validatePath(chain, { anchors: tree.roots, at, isRevoked });
    return { path: 'valid', root: anchor.commonName };
  } catch (cause) {
    if (cause instanceof ProtocolError) return { path: cause.code };
    throw cause;
  }
}

/** From the moment of its revocation, before it is published. */
function revocationOf({ issuer, serialNumber }: Certificate, { authorities, revoked }: KnownTree) {
  return revoked.find(
    (entry) =>
      entry.serialNumber === serialNumber && authorities.get(entry.authority)?.certificate.subject === issuer,
  );
}

/** A root is trusted because it is known, and known as the current one or one before. */
function rootStanding(root: Certificate, roots: readonly Certificate[]): Standing {
  const index = roots.findIndex(({ thumb }) => thumb === root.thumb);
  const path = index === -1 ? 'ERR_CERTIFICATE_UNTRUSTED' : index === 0 ? 'current root' : 'retired root';
  return { path, revoked: false };
}

function readLists(crls: readonly string[]): x509.X509Crl[] {
  try {
    return crls.map((crl) => new x509.X509Crl(decodeBase64(crl)));
  } catch (cause) {
    throw new PkiError('ERR_PKI_DIRECTORY', `${treeFiles.revocation} is damaged`, { cause });
  }
}
