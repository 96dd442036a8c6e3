/**
 * Publishes what was revoked: collects it, signs a list of each authority and the brand's identifier over all of them,
 * and lays the publication under `pki/publication` and into the gateway's directory, from where everybody fetches it.
 *
 * `pki/revoked.json` is the memory of all publications: what is in it is never taken out.
 */
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  decodeBase64Url,
  type Identity,
  importIdentity,
  type RevocationList,
  validate,
} from '@ecomm/protocol';
import * as v from 'valibot';
import { gatewayFiles } from '../data-directory.ts';
import { GatewayError } from '../errors.ts';
import { makeRevocationList } from '../revocation/make-revocation-list.ts';
import { openStore } from '../store/open-store.ts';
import { type RevocationReason, revocationReasons } from '../store/revocation-store.ts';

export const publicationFile = 'pki/publication/revocation.json';
const revokedFile = 'pki/revoked.json';
/** For how long parties may rely on a publication. */
export const publicationLifeSeconds = 365 * 24 * 3600;

const revokedSchema = v.array(
  v.strictObject({
    /** Name of the authority's file under `pki/`. */
    authority: v.string(),
    /** Hex. */
    serialNumber: v.pipe(v.string(), v.regex(/^[0-9a-f]{1,40}$/)),
    reason: v.picklist(revocationReasons),
    /** Seconds since 1970. */
    revokedAt: v.number(),
  }),
);

type Revoked = v.InferOutput<typeof revokedSchema>[number];

/**
 * Adds both certificates of an identity file to what the next publication lists. Returns their serial numbers. Throws
 * ERR_GATEWAY_OPTION for certificates that no authority of this tree issued.
 */
export async function revokeIdentity(
  dataDir: string,
  identityFile: string,
  { reason, at }: { readonly reason: RevocationReason; readonly at: number },
): Promise<string[]> {
  const authorities = [...(await readAuthorities(dataDir))];
  const { certificate, keyExchangeCertificate } = await importIdentity(
    JSON.parse(await readFile(identityFile, 'utf8')),
  );
  const revoked = [certificate, keyExchangeCertificate].flatMap((leaf): Revoked[] => {
    if (leaf === undefined) return [];
    const [authority] = authorities.find(([, issuer]) => issuer.certificate.subject === leaf.issuer) ?? [];
    if (authority === undefined)
      throw new GatewayError('ERR_GATEWAY_OPTION', `no authority of this tree issued ${leaf.subject}`);
    return [{ authority, serialNumber: leaf.serialNumber, reason, revokedAt: at }];
  });
  const known = await readRevoked(dataDir);
  await writeWhole(join(dataDir, revokedFile), merge(known, validate(revoked, revokedSchema)));
  return revoked.map(({ serialNumber }) => serialNumber);
}

/** Returns how many certificates are listed, and the publication's number. Throws ERR_GATEWAY_DATA_DIR. */
export async function publishRevocation(
  dataDir: string,
  at: number,
): Promise<{ sequence: number; revoked: number }> {
  const authorities = await readAuthorities(dataDir);
  const brand = authorities.get('brand');
  if (brand === undefined)
    throw new GatewayError('ERR_GATEWAY_DATA_DIR', `${dataDir}/pki holds no brand.json`);
  const revoked = merge(await readRevoked(dataDir), revokedInBooks(dataDir));
  const sequence = (await lastSequence(dataDir)) + 1;
  const list = await makeRevocationList({
    brand: brand.certificate.brand,
    signer: brand.signer,
    authorities: [...authorities].map(([name, { certificate, signer }]) => ({
      certificate,
      privateKey: signer.key,
      revoked: revoked.filter(({ authority }) => authority === name),
    })),
    ...{ sequence, at, lifeSeconds: publicationLifeSeconds },
  });
  await writeWhole(join(dataDir, revokedFile), revoked);
  await writeWhole(join(dataDir, publicationFile), list);
  await writeWhole(join(dataDir, 'gateway', gatewayFiles.revocation), list);
  return { sequence, revoked: revoked.length };
}

/** The brand's and the banks' authorities, by file name; the root revokes none. */
async function readAuthorities(dataDir: string): Promise<Map<string, Identity>> {
  const names = await readdir(join(dataDir, 'pki')).catch((cause) => {
    throw new GatewayError('ERR_GATEWAY_DATA_DIR', `${dataDir} holds no trust tree`, { cause });
  });
  const authorities = new Map<string, Identity>();
  for (const name of names.filter((file) => file.endsWith('.json')).sort()) {
    const content = JSON.parse(await readFile(join(dataDir, 'pki', name), 'utf8'));
    if (content.signature?.chain?.length === 0 || content.partyId === undefined) continue;
    authorities.set(name.slice(0, -'.json'.length), await importIdentity(content));
  }
  return authorities;
}

function revokedInBooks(dataDir: string): Revoked[] {
  const store = openStore(join(dataDir, 'gateway', gatewayFiles.database));
  try {
    return store.revocations.all();
  } finally {
    store.close();
  }
}

async function readRevoked(dataDir: string): Promise<Revoked[]> {
  const text = await readIfThere(join(dataDir, revokedFile));
  return text === undefined ? [] : validate(JSON.parse(text), revokedSchema);
}

/** A certificate that is listed stays as it was listed first. */
function merge(known: readonly Revoked[], more: readonly Revoked[]): Revoked[] {
  const merged = new Map<string, Revoked>();
  for (const revoked of [...known, ...more]) {
    const name = `${revoked.authority} ${revoked.serialNumber}`;
    if (!merged.has(name)) merged.set(name, revoked);
  }
  return [...merged.values()];
}

/** Our own file: read without checking who signed it. */
async function lastSequence(dataDir: string): Promise<number> {
  const text = await readIfThere(join(dataDir, publicationFile));
  if (text === undefined) return 0;
  const { bci } = JSON.parse(text) as RevocationList;
  const payload = JSON.parse(new TextDecoder().decode(decodeBase64Url(bci.split('.')[1] ?? '')));
  return Number(payload.sequence);
}

async function readIfThere(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}

/** Renamed into place, so that a reader sees the old content or the new. */
async function writeWhole(path: string, content: unknown): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(`${path}.new`, `${JSON.stringify(content, undefined, 2)}\n`, { mode: 0o600, flush: true });
  await rename(`${path}.new`, path);
}
