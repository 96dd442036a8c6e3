/**
 * Renews an identity file: the same holder, below the same authority, for the time to come. Parties get new keys, and
 * keep what they had beside; an authority of the tree keeps its signature key.
 */
import { join, resolve } from 'node:path';
import type { Certificate, Identity, IdentityFile, Random } from '@ecomm/protocol';
import { assertNotRevoked, readyToCertify } from './certifier.ts';
import { type Certifier, certify, holderOf, publicKeyOf, validityOf } from './certify.ts';
import { changeFiles } from './change-files.ts';
import { importRootKeys } from './committed-root.ts';
import { PkiError } from './errors.ts';
import { isThere, readJson, writeWhole } from './files.ts';
import { readIdentityFile } from './identity-file.ts';
import { noteIssued } from './issued-file.ts';
import { issuerOf } from './issuer-of.ts';
import { assertInForce, readAuthorities, readRoots, readTreeJson, treeFiles } from './read-tree.ts';
import { replaceAuthority } from './replace-authority.ts';

export interface RenewalOrder {
  /** Seconds since 1970. */
  readonly notBefore?: number;
  readonly notAfter?: number;
}

export interface Renewal {
  readonly identity: IdentityFile;
  /** Where the file's old content lies. */
  readonly previous: string;
}

/**
 * Throws ERR_PKI_FILE, ERR_PKI_FOREIGN, ERR_PKI_OPTION, ERR_PKI_REVOKED, ERR_PKI_AUTHORITY_EXPIRED, or
 * ERR_PKI_DIRECTORY where the brand is to be renewed and the root's key is not at hand.
 */
export async function renewIdentity(
  dataDir: string,
  file: string,
  order: RenewalOrder,
  { at, random }: { readonly at: number; readonly random: Random },
): Promise<Renewal> {
  if (resolve(file) === resolve(dataDir, treeFiles.root))
    throw new PkiError('ERR_PKI_OPTION', 'a root is not renewed: "roll-root" puts the next one in its place');
  const old = await readIdentityFile(file);
  const certifier = await certifierOf(dataDir, old, at);
  await assertNotRevoked(dataDir, old.certificate);
  const { type } = old.certificate;
  const validity = validityOf(certifier, type, { ...order, at });
  const roots = await readRoots(dataDir);
  const anchors = roots.filter(({ notAfter }) => at <= notAfter);
  const options = { ...validity, at, random, anchors };
  const holder = holderOf(old.partyId, old.certificate);
  if (old.certificate.isCa) {
    const name = await authorityNameOf(dataDir, file);
    const { signature } = (await readJson(file)) as IdentityFile;
    const keptKey = { publicKey: await publicKeyOf(old.certificate), jwk: signature.privateKey };
    const identity = await certify(certifier, holder, { ...options, keptKey });
    return { identity, previous: await replaceInTree(dataDir, name, identity, old.certificate) };
  }
  const identity = await certify(certifier, holder, options);
  await noteIssued(dataDir, certifier.name, identity);
  const previous = file.replace(/(\.json)?$/, '.previous.json');
  await writeWhole(previous, await readJson(file));
  await writeWhole(file, identity);
  return { identity, previous };
}

async function certifierOf(
  dataDir: string,
  { certificate }: Identity,
  at: number,
): Promise<Certifier & { readonly name: string }> {
  if (certificate.type === 'brandCa') return rootCertifier(dataDir, certificate, at);
  const authorities = await readAuthorities(dataDir);
  const name = await issuerOf(certificate, authorities);
  const authority = authorities.get(name);
  if (authority === undefined) throw new RangeError(name);
  return readyToCertify(dataDir, name, authority, at);
}

async function rootCertifier(dataDir: string, brand: Certificate, at: number) {
  const path = join(dataDir, treeFiles.root);
  if (!(await isThere(path)))
    throw new PkiError('ERR_PKI_DIRECTORY', `${path} is not here: only the root renews its brand`, {
      facts: { path },
    });
  const { privateKey } = await importRootKeys(path, await readTreeJson(path));
  const [root] = await readRoots(dataDir);
  if (root === undefined || root.subject !== brand.issuer)
    throw new PkiError('ERR_PKI_FOREIGN', `the root of this tree did not certify ${brand.subject}`, {
      facts: { subject: brand.subject, issuer: brand.issuer },
    });
  assertInForce('root', root, at);
  return { name: 'root', certificate: root, privateKey, chain: [], anchor: root };
}

/** Copies of an authority's file elsewhere would part from the tree's own. Throws ERR_PKI_OPTION. */
async function authorityNameOf(dataDir: string, file: string): Promise<string> {
  for (const name of (await readAuthorities(dataDir)).keys())
    if (resolve(dataDir, treeFiles.directory, `${name}.json`) === resolve(file)) return name;
  throw new PkiError(
    'ERR_PKI_OPTION',
    `${file} is an authority’s, but not the tree’s own; renew the one under ${join(dataDir, treeFiles.directory)} and copy it`,
    { facts: { file } },
  );
}

async function replaceInTree(
  dataDir: string,
  name: string,
  identity: IdentityFile,
  { serialNumber }: Certificate,
): Promise<string> {
  const retired = `${treeFiles.retired}/${name}-${serialNumber}.json`;
  const contents = new Map<string, unknown>(await replaceAuthority(dataDir, name, identity));
  contents.set(retired, await readTreeJson(join(dataDir, treeFiles.directory, `${name}.json`)));
  await changeFiles(dataDir, contents);
  return join(dataDir, retired);
}
