/**
 * Root roll-over (SET Book 2, HashedRootKey): the root that was committed to signs itself and the brand, and commits to
 * the one after. The retired root's key is not needed, so it may be lost or stolen.
 */
import { join } from 'node:path';
import {
  acceptNextRoot,
  authorityIdentity,
  type Certificate,
  hashedKeyOf,
  type IdentityFile,
  type Random,
} from '@ecomm/protocol';
import { certify, holderOf, publicKeyOf, validityOf } from './certify.ts';
import { changeFiles } from './change-files.ts';
import { importRootKeys, issueRoot, nextRootFile } from './committed-root.ts';
import { PkiError } from './errors.ts';
import { isThere } from './files.ts';
import { readAuthorities, readRoots, readTreeJson, retiredRootNames, treeFiles } from './read-tree.ts';
import { replaceAuthority } from './replace-authority.ts';

export interface RolledRoot {
  readonly root: Certificate;
  readonly retired: Certificate;
}

/** Throws ERR_PKI_DIRECTORY when the next root's key is not at hand or not the one that was committed to. */
export async function rollRoot(
  dataDir: string,
  { at, random }: { readonly at: number; readonly random: Random },
): Promise<RolledRoot> {
  const roots = await readRoots(dataDir);
  const [retired] = roots;
  const brand = (await readAuthorities(dataDir)).get('brand');
  if (retired === undefined || brand === undefined)
    throw new PkiError('ERR_PKI_DIRECTORY', `${dataDir} holds no root or no brand`, { facts: { dataDir } });
  const path = join(dataDir, treeFiles.nextRoot);
  const keys = await importRootKeys(path, await readTreeJson(path));
  if ((await hashedKeyOf(keys.publicKey)) !== retired.hashedRootKey)
    throw new PkiError('ERR_PKI_DIRECTORY', `${path} is not the key that ${retired.commonName} commits to`, {
      facts: { path },
    });
  const number = (await retiredRootNames(dataDir)).length + 1;
  const { root, nextKeys } = await issueRoot(nextName(retired, number), keys, { at, random });
  await acceptNextRoot(retired, root.certificate.der, at);
  const anchors = [root.certificate, ...roots].filter(({ notAfter }) => at <= notAfter);
  const certifier = {
    certificate: root.certificate,
    privateKey: root.key,
    chain: [],
    anchor: root.certificate,
  };
  const oldBrand = (await readTreeJson(join(dataDir, treeFiles.directory, 'brand.json'))) as IdentityFile;
  const newBrand = await certify(certifier, holderOf(brand.partyId, brand.certificate), {
    ...validityOf(certifier, 'brandCa', { at }),
    ...{ at, random, anchors },
    keptKey: { publicKey: await publicKeyOf(brand.certificate), jwk: oldBrand.signature.privateKey },
  });
  const contents = new Map<string, unknown>(await replaceAuthority(dataDir, 'brand', newBrand));
  contents.set(`${treeFiles.retired}/root-${number}.json`, await retiredRootFile(dataDir, oldBrand));
  contents.set(`${treeFiles.retired}/brand-${number}.json`, oldBrand);
  contents.set(treeFiles.root, await authorityIdentity(root));
  contents.set(treeFiles.nextRoot, await nextRootFile(nextKeys));
  contents.set(treeFiles.rootCertificate, root.certificate.der);
  await changeFiles(dataDir, contents);
  return { root: root.certificate, retired };
}

/** A validator finds an anchor by its name, so two roots that are trusted together are named differently. */
function nextName({ commonName, brand, x509 }: Certificate, number: number) {
  const [country = ''] = x509.subjectName.getField('C');
  const own = number === 1 ? commonName : commonName.replace(new RegExp(` ${number}$`), '');
  return { country, brand, commonName: `${own} ${number + 1}` };
}

/** With its key where that is at hand; else what the brand's file says of it. */
async function retiredRootFile(dataDir: string, { anchors }: IdentityFile): Promise<unknown> {
  const path = join(dataDir, treeFiles.root);
  return (await isThere(path)) ? readTreeJson(path) : { anchors: anchors.slice(0, 1) };
}
