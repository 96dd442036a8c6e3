/**
 * Publishes what was revoked: signs a list of each authority and the brand's identifier over all of them, and lays the
 * publication where everybody fetches it from. It carries the roots that followed the first, so that whoever knows an
 * earlier one trusts the current one from then on (HashedRootKey).
 */
import { join } from 'node:path';
import { decodeBase64Url, type RevocationList, revocationField } from '@ecomm/protocol';
import * as v from 'valibot';
import { PkiError } from './errors.ts';
import { writeWhole } from './files.ts';
import { makeRevocationList } from './make-revocation-list.ts';
import { assertInForce, readAuthorities, readRoots, readTreeJsonIfThere, treeFiles } from './read-tree.ts';
import { mergeRevoked, type Revoked, readRevoked, writeRevoked } from './revoked-file.ts';

/** For how long parties may rely on a publication. */
export const publicationLifeSeconds = 365 * 24 * 3600;

export interface PublicationOrder {
  /** Seconds since 1970. */
  readonly at: number;
  readonly lifeSeconds?: number;
  /** Above the last one's; without it, the one after. */
  readonly sequence?: number;
  /** The highest number that an authority gave a list of its own since; the publication's is above it too. */
  readonly above?: () => number;
  /** What others keep account of, beside `pki/revoked.json`. */
  readonly alsoRevoked?: () => readonly Revoked[];
  /** Where the publication is laid too. */
  readonly copies?: readonly string[];
}

/**
 * Returns how many certificates are listed, and the publication's number. Throws ERR_PKI_DIRECTORY, ERR_PKI_SEQUENCE,
 * ERR_PKI_AUTHORITY_EXPIRED (the brand's), or ERR_PKI_OPTION for more certificates than a list holds.
 */
export async function publishRevocation(
  dataDir: string,
  order: PublicationOrder,
): Promise<{ sequence: number; revoked: number }> {
  const { at, lifeSeconds = publicationLifeSeconds, alsoRevoked = () => [], copies = [] } = order;
  const authorities = await readAuthorities(dataDir);
  const brand = authorities.get('brand');
  if (brand === undefined) throw new PkiError('ERR_PKI_DIRECTORY', `${dataDir}/pki holds no brand.json`);
  assertInForce('brand', brand.certificate, at);
  const sequence = await nextSequence(dataDir, order);
  const revoked = mergeRevoked(await readRevoked(dataDir), alsoRevoked());
  const list = await makeRevocationList({
    brand: brand.certificate.brand,
    signer: brand.signer,
    authorities: [...authorities].map(([name, { certificate, signer }]) => ({
      certificate,
      privateKey: signer.key,
      revoked: revoked.filter(({ authority }) => authority === name),
    })),
    ...{ sequence, at, lifeSeconds },
    laterRoots: (await readRoots(dataDir))
      .reverse()
      .slice(1)
      .map(({ der }) => der),
  });
  assertReadable(list);
  await writeRevoked(dataDir, revoked);
  for (const path of [join(dataDir, treeFiles.revocation), ...copies]) await writeWhole(path, list);
  return { sequence, revoked: revoked.length };
}

/** Lists have bounds where they are read (revocation-field.ts): what nobody can read would stop all payments. */
function assertReadable(list: RevocationList): void {
  if (v.is(revocationField, list)) return;
  throw new PkiError('ERR_PKI_OPTION', 'an authority has revoked more than a list holds (about 1200)');
}

async function nextSequence(
  dataDir: string,
  { sequence: wanted, above = () => 0 }: PublicationOrder,
): Promise<number> {
  const last = Math.max(above(), await lastSequence(join(dataDir, treeFiles.revocation)));
  const sequence = wanted ?? last + 1;
  if (sequence <= last)
    throw new PkiError('ERR_PKI_SEQUENCE', `publication ${last} is out; ${sequence} is not newer`, {
      facts: { sequence, last },
    });
  return sequence;
}

/** Our own file: read without checking who signed it. */
async function lastSequence(path: string): Promise<number> {
  const list = await readTreeJsonIfThere(path);
  if (list === undefined) return 0;
  try {
    const { bci } = list as RevocationList;
    const payload = JSON.parse(new TextDecoder().decode(decodeBase64Url(bci.split('.')[1] ?? '')));
    if (Number.isSafeInteger(payload.sequence)) return payload.sequence;
  } catch (cause) {
    throw new PkiError('ERR_PKI_DIRECTORY', `${path} is damaged`, { cause, facts: { path } });
  }
  throw new PkiError('ERR_PKI_DIRECTORY', `${path} has no number`, { facts: { path } });
}
