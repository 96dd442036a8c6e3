/** Lists the certificates of a tree: whose, of what kind, valid until when, revoked or not. */
import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { type Certificate, type CertificateType, decodeBase64, decodeCertificate } from '@ecomm/protocol';
import { PkiError } from './errors.ts';
import { readJson } from './files.ts';
import { readIssued } from './issued-file.ts';
import { readAuthorities, treeFiles } from './read-tree.ts';
import { readRevoked } from './revoked-file.ts';

export interface ListedCertificate {
  /** Relative to the directory. */
  readonly file: string;
  readonly purpose: 'certifies' | 'signs' | 'agrees on keys';
  readonly certificate: Certificate;
}

/** What is shown of a certificate, whether its file lies here or only its number is known. */
export interface ListedRow {
  readonly state: 'valid' | 'not yet' | 'expired' | 'revoked';
  /** Seconds since 1970. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly type: CertificateType;
  readonly purpose: ListedCertificate['purpose'];
  readonly commonName: string;
  /** Hex. */
  readonly serialNumber: string;
  /** Relative to the directory; undefined for what was handed out. */
  readonly file: string | undefined;
}

/** A table for people, oldest end first. Throws ERR_PKI_DIRECTORY when there is none to list. */
export async function showPki(dataDir: string, at: number): Promise<string> {
  const rows = (await listRows(dataDir, at)).map((row) => [
    row.state,
    dateOf(row.notBefore),
    dateOf(row.notAfter),
    row.type,
    row.purpose,
    row.commonName,
    row.file ?? '(handed out)',
  ]);
  return table([['state', 'from', 'until', 'type', 'purpose', 'name', 'file'], ...rows]);
}

/** Everything that is known, oldest end first. Throws ERR_PKI_DIRECTORY when there is none to list. */
export async function listRows(dataDir: string, at: number): Promise<ListedRow[]> {
  const listed = await listCertificates(dataDir);
  const isRevoked = await revocationOf(dataDir);
  const rows = listed.map(({ file, purpose, certificate }): ListedRow => {
    const { issuer, serialNumber, notBefore, notAfter, type, commonName } = certificate;
    const state = isRevoked(issuer, serialNumber) ? 'revoked' : validity(certificate, at);
    return { state, notBefore, notAfter, type, purpose, commonName, serialNumber, file };
  });
  const here = new Set(listed.map(({ certificate }) => certificate.thumb));
  for (const issued of await readIssued(dataDir)) {
    if (here.has(issued.thumb)) continue;
    const { serialNumber, notBefore, notAfter, type, commonName } = issued;
    const state = isRevoked(issued.authority, serialNumber) ? 'revoked' : validity(issued, at);
    const purpose =
      issued.purpose === 'keyExchange' ? 'agrees on keys' : type.endsWith('Ca') ? 'certifies' : 'signs';
    rows.push({ state, notBefore, notAfter, type, purpose, commonName, serialNumber, file: undefined });
  }
  return rows.toSorted((left, right) => left.notAfter - right.notAfter);
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
  return (
    names
      .filter((name) => /^pki\/[^/]+\.json$|^[^.].*identity\.json$/.test(name))
      .sort()
      // All files name the root; it is listed where its key is.
      .toSorted((left, right) => Number(right === treeFiles.root) - Number(left === treeFiles.root))
      .map((name) => join(dataDir, name))
  );
}

/** By the authority's file name or its subject. */
async function revocationOf(dataDir: string): Promise<(issuer: string, serialNumber: string) => boolean> {
  const authorities = await readAuthorities(dataDir);
  const revoked = new Set<string>();
  for (const { authority, serialNumber } of await readRevoked(dataDir))
    for (const issuer of [authority, authorities.get(authority)?.certificate.subject])
      revoked.add(`${serialNumber} ${issuer}`);
  return (issuer, serialNumber) => revoked.has(`${serialNumber} ${issuer}`);
}

function validity(
  { notBefore, notAfter }: Pick<Certificate, 'notBefore' | 'notAfter'>,
  at: number,
): 'valid' | 'not yet' | 'expired' {
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
