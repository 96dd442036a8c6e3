/** The trust tree as its files say it: `pki/NAME.json` for each authority, `pki/root.json`, `pki/retired/` for roots. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Certificate, decodeChain, type Identity, importIdentity, ProtocolError } from '@ecomm/protocol';
import { PkiError } from './errors.ts';
import { isThere, readIfThere, readJson } from './files.ts';
import { dateText } from './names.ts';

export const treeFiles = {
  directory: 'pki',
  root: 'pki/root.json',
  /** The key that follows the root's; it has no certificate before `roll-root`. */
  nextRoot: 'pki/next-root.json',
  retired: 'pki/retired',
  publication: 'pki/publication',
  /** The current root's certificate, DER: nothing secret, for those who are to trust it. */
  rootCertificate: 'pki/publication/root.crt',
  revocation: 'pki/publication/revocation.json',
  /** The memory of all publications: what is in it is never taken out. */
  revoked: 'pki/revoked.json',
  /** What was issued by hand: no key, only names and numbers. */
  issued: 'pki/issued.json',
} as const;

const brandFile = `${treeFiles.directory}/brand.json`;

/** The brand's and the banks' authorities, by file name; the root revokes none. Throws ERR_PKI_DIRECTORY. */
export async function readAuthorities(dataDir: string): Promise<Map<string, Identity>> {
  const authorities = new Map<string, Identity>();
  for (const name of await jsonNames(join(dataDir, treeFiles.directory), dataDir)) {
    const content = (await readTreeJson(join(dataDir, treeFiles.directory, `${name}.json`))) as {
      partyId?: unknown;
      signature?: { chain?: readonly unknown[] };
    };
    if (content.signature?.chain?.length === 0 || content.partyId === undefined) continue;
    const identity = await importTreeIdentity(`${treeFiles.directory}/${name}.json`, content);
    // A party's file may lie here too.
    if (identity.certificate.isCa) authorities.set(name, identity);
  }
  return authorities;
}

/** One of them. Throws ERR_PKI_OPTION naming those that are there. */
export async function readAuthority(dataDir: string, name: string): Promise<Identity> {
  const authorities = await readAuthorities(dataDir);
  const authority = authorities.get(name);
  if (authority !== undefined) return authority;
  const known = [...authorities.keys()].join(', ');
  throw new PkiError('ERR_PKI_OPTION', `no authority ${name} here; there are ${known}`, { facts: { name } });
}

/**
 * The current root first, then those that it followed. The root's own file may be kept elsewhere: the brand's names it
 * too. Throws ERR_PKI_DIRECTORY.
 */
export async function readRoots(dataDir: string): Promise<Certificate[]> {
  const current = join(dataDir, (await isThere(join(dataDir, treeFiles.root))) ? treeFiles.root : brandFile);
  const retired = (await retiredRootNames(dataDir)).map((name) => join(dataDir, treeFiles.retired, name));
  const roots = new Map<string, Certificate>();
  for (const path of [current, ...retired]) {
    const { anchors } = (await readTreeJson(path)) as { anchors?: readonly string[] };
    // A brand's file names the retired ones as well.
    for (const root of await decodeChain(anchors ?? [])) roots.set(root.thumb, roots.get(root.thumb) ?? root);
  }
  if (roots.size === 0) throw noTree(dataDir);
  return [...roots.values()];
}

/** Newest first: `root-2.json`, `root-1.json`. */
export async function retiredRootNames(dataDir: string): Promise<string[]> {
  const numberOf = (name: string) => Number(/^root-(\d+)\.json$/.exec(name)?.[1] ?? 0);
  const names = await readdir(join(dataDir, treeFiles.retired)).catch(() => []);
  return names.filter(numberOf).sort((left, right) => numberOf(right) - numberOf(left));
}

/** Throws ERR_PKI_AUTHORITY_EXPIRED for one whose certificates nobody would accept any more. */
export function assertInForce(name: string, { notAfter }: Certificate, at: number): void {
  if (at > notAfter)
    throw new PkiError(
      'ERR_PKI_AUTHORITY_EXPIRED',
      `the certificate of ${name} expired on ${dateText(notAfter)}`,
      { facts: { name, notAfter } },
    );
}

/** A file that the tree can't do without. Throws ERR_PKI_DIRECTORY. */
export async function readTreeJson(path: string): Promise<unknown> {
  try {
    const content = await readJson(path);
    if (typeof content === 'object' && content !== null) return content;
  } catch (cause) {
    throw new PkiError('ERR_PKI_DIRECTORY', `${path} is missing or damaged`, { cause, facts: { path } });
  }
  throw new PkiError('ERR_PKI_DIRECTORY', `${path} is damaged`, { facts: { path } });
}

/** A file that may not be there yet. Throws ERR_PKI_DIRECTORY when it is damaged. */
export async function readTreeJsonIfThere(path: string): Promise<unknown> {
  return (await readIfThere(path)) === undefined ? undefined : readTreeJson(path);
}

/** Throws ERR_PKI_DIRECTORY for a damaged file. */
async function importTreeIdentity(path: string, content: unknown): Promise<Identity> {
  try {
    return await importIdentity(content);
  } catch (cause) {
    // WebCrypto's error might quote the key.
    throw new PkiError('ERR_PKI_DIRECTORY', `${path} is damaged`, {
      ...(cause instanceof ProtocolError ? { cause } : {}),
      facts: { path },
    });
  }
}

async function jsonNames(directory: string, dataDir: string): Promise<string[]> {
  const names = await readdir(directory).catch((cause) => {
    throw noTree(dataDir, cause);
  });
  return names
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => name.slice(0, -'.json'.length));
}

function noTree(dataDir: string, cause?: unknown): PkiError {
  return new PkiError('ERR_PKI_DIRECTORY', `${dataDir} holds no trust tree`, { cause, facts: { dataDir } });
}
