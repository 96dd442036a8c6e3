/** Lists the certificates of a provisioned directory: whose, from whom, valid until when. */
import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { type Certificate, decodeBase64, decodeCertificate } from '@ecomm/protocol';
import { PkiError } from './errors.ts';
import { readJson } from './files.ts';

export interface ListedCertificate {
  /** Relative to the directory. */
  readonly file: string;
  readonly purpose: 'certifies' | 'signs' | 'agrees on keys';
  readonly certificate: Certificate;
}

/** A table for people, oldest end first. Throws ERR_PKI_DIRECTORY when there is none to list. */
export async function showPki(dataDir: string, at: number): Promise<string> {
  const listed = await listCertificates(dataDir);
  const rows = listed
    .toSorted((left, right) => left.certificate.notAfter - right.certificate.notAfter)
    .map(({ file, purpose, certificate }) => [
      validity(certificate, at),
      dateOf(certificate.notBefore),
      dateOf(certificate.notAfter),
      certificate.type,
      purpose,
      certificate.commonName,
      file,
    ]);
  return table([['state', 'from', 'until', 'type', 'purpose', 'name', 'file'], ...rows]);
}

/** Each party's own certificates: the first of each chain in the identity files, and the anchors. */
export async function listCertificates(dataDir: string): Promise<ListedCertificate[]> {
  const listed = new Map<string, ListedCertificate>();
  for (const path of await identityPaths(dataDir)) {
    const identity = (await readJson(path)) as {
      signature?: { chain?: readonly unknown[] };
      keyExchange?: { chain?: readonly unknown[] };
      anchors?: readonly unknown[];
    };
    const leaves = [identity.signature?.chain?.[0], identity.keyExchange?.chain?.[0], identity.anchors?.[0]];
    for (const leaf of leaves) {
      if (typeof leaf !== 'string') continue;
      const certificate = await decodeCertificate(decodeBase64(leaf));
      if (listed.has(certificate.thumb)) continue;
      const { certify, agree } = certificate.usages;
      const purpose = certify ? 'certifies' : agree ? 'agrees on keys' : 'signs';
      listed.set(certificate.thumb, { file: relative(dataDir, path), purpose, certificate });
    }
  }
  if (listed.size === 0)
    throw new PkiError('ERR_PKI_DIRECTORY', `${dataDir} holds no trust tree`, { facts: { dataDir } });
  return [...listed.values()];
}

async function identityPaths(dataDir: string): Promise<string[]> {
  const names = await readdir(dataDir, { recursive: true }).catch(() => []);
  return names
    .filter((name) => /^pki\/[^/]+\.json$|^[^.].*identity\.json$/.test(name))
    .sort()
    .map((name) => join(dataDir, name));
}

function validity({ notBefore, notAfter }: Certificate, at: number): string {
  if (at < notBefore) return 'not yet';
  return at > notAfter ? 'expired' : 'valid';
}

function dateOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}

function table(rows: readonly string[][]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}
