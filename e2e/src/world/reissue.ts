/** Certificates of a provisioned house made anew: out of date, or revoked and published. As an operator would. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Authority,
  type CertificateType,
  createIdentity,
  decodeChain,
  type Identity,
  type IdentityFile,
  importIdentity,
  oids,
} from '@ecomm/protocol';
import { now, random } from './script-enrolment.ts';
import { runToEnd } from './server-process.ts';
import type { World } from './start-world.ts';

const daySeconds = 86_400;

/** Revokes what an identity file holds, and publishes. `file` is relative to the house. */
export async function revoke({ dataDir }: World, file: string): Promise<void> {
  await pki('revoke', join(dataDir, file), '--data-dir', dataDir);
}

export async function publish({ dataDir }: World): Promise<void> {
  await pki('publish', '--data-dir', dataDir);
}

async function pki(...args: string[]): Promise<void> {
  await runToEnd(['gateway-server/src/main.ts', 'pki', ...args]);
}

/** Puts an identity that ran out yesterday in the place of the one in this file; everything else in it stays. */
export async function letExpire(
  { dataDir }: World,
  file: string,
  authorityFile: string,
): Promise<IdentityFile> {
  const path = join(dataDir, file);
  const identity = await importIdentity(JSON.parse(await readFile(path, 'utf8')));
  const expired = await expiredLike(await authorityIn(join(dataDir, 'pki', authorityFile)), identity);
  await writeFile(path, JSON.stringify(expired), { mode: 0o600 });
  return expired;
}

/** The same party, certified a hundred days ago for ninety-nine. */
export function expiredLike(
  authority: Authority,
  { certificate, partyId }: Pick<Identity, 'certificate' | 'partyId'>,
): Promise<IdentityFile> {
  const [country = 'FR'] = certificate.x509.subjectName.getField('C');
  const [unit = ''] = certificate.x509.subjectName.getField('OU');
  return createIdentity(
    authority,
    {
      partyId,
      type: certificate.type as CertificateType,
      subject: { country, brand: certificate.brand, unit, commonName: certificate.commonName },
      ...(certificate.merchantData === undefined ? {} : { merchantData: certificate.merchantData }),
      ...(certificate.isIntermediary ? { isIntermediary: true } : {}),
      ...(certificate.type === 'gateway' ? { setExtensions: [oids.chipCertificate] } : {}),
      lifeSeconds: 99 * daySeconds,
    },
    { random, at: now() - 100 * daySeconds },
  );
}

export async function authorityIn(path: string): Promise<Authority> {
  const identity = await importIdentity(JSON.parse(await readFile(path, 'utf8')));
  const [root] = identity.anchors;
  if (root === undefined) throw new Error(`${path} names no root`);
  return {
    certificate: identity.certificate,
    key: identity.signer.key,
    chain: await decodeChain(identity.signer.chain),
    root,
  };
}
