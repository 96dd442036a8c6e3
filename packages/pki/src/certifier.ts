/** An authority of the tree, about to certify: in force with everything above it, and not revoked. */
import {
  type Certificate,
  type CertificateType,
  decodeChain,
  type Identity,
  mayCertify,
} from '@ecomm/protocol';
import type { Certifier } from './certify.ts';
import { PkiError } from './errors.ts';
import { assertInForce, readAuthorities, readAuthority } from './read-tree.ts';
import { readRevoked } from './revoked-file.ts';

export interface NamedCertifier extends Certifier {
  /** Of the authority's file under `pki/`. */
  readonly name: string;
}

/**
 * The authority that certifies holders of that type: the one that was named, else the only one, else the first bank's.
 * Throws ERR_PKI_OPTION, ERR_PKI_AUTHORITY_EXPIRED or ERR_PKI_REVOKED.
 */
export async function certifierFor(
  dataDir: string,
  { type, name, at }: { readonly type: CertificateType; readonly name?: string; readonly at: number },
): Promise<NamedCertifier> {
  const chosen = name ?? (await usualAuthority(dataDir, type));
  const authority = await readAuthority(dataDir, chosen);
  if (!mayCertify(authority.certificate.type, type))
    throw new PkiError('ERR_PKI_OPTION', `${chosen}, a ${authority.certificate.type}, certifies no ${type}`, {
      facts: { name: chosen, type },
    });
  return readyToCertify(dataDir, chosen, authority, at);
}

/** Throws ERR_PKI_AUTHORITY_EXPIRED, ERR_PKI_REVOKED or ERR_PKI_DIRECTORY. */
export async function readyToCertify(
  dataDir: string,
  name: string,
  { signer, anchors }: Identity,
  at: number,
): Promise<NamedCertifier> {
  const chain = await decodeChain(signer.chain);
  const [certificate] = chain;
  const top = chain.at(-1);
  const anchor = anchors.find(({ path }) => path.canonicalSubject === top?.path.canonicalIssuer);
  if (certificate === undefined || anchor === undefined)
    throw new PkiError('ERR_PKI_DIRECTORY', `pki/${name}.json does not lead to its root`, {
      facts: { name },
    });
  for (const above of [...chain, anchor])
    assertInForce(above === certificate ? name : above.commonName, above, at);
  for (const above of chain) await assertNotRevoked(dataDir, above);
  return { name, certificate, privateKey: signer.key, chain, anchor };
}

/** Throws ERR_PKI_REVOKED. */
export async function assertNotRevoked(dataDir: string, certificate: Certificate): Promise<void> {
  const authorities = await readAuthorities(dataDir);
  const revoked = (await readRevoked(dataDir)).find(
    ({ authority, serialNumber }) =>
      serialNumber === certificate.serialNumber &&
      authorities.get(authority)?.certificate.subject === certificate.issuer,
  );
  if (revoked !== undefined)
    throw new PkiError('ERR_PKI_REVOKED', `${certificate.subject} is revoked (${revoked.reason})`, {
      facts: { subject: certificate.subject, serialNumber: certificate.serialNumber },
    });
}

async function usualAuthority(dataDir: string, type: CertificateType): Promise<string> {
  const authorities = await readAuthorities(dataDir);
  const fitting = [...authorities].filter(([, { certificate }]) => mayCertify(certificate.type, type));
  const usual = type === 'merchant' ? 'merchants' : type === 'gateway' ? 'gateways' : 'brand';
  const [only, ...others] = fitting.map(([name]) => name);
  if (only !== undefined && others.length === 0) return only;
  if (fitting.some(([name]) => name === usual)) return usual;
  const known = fitting.map(([name]) => name).join(', ');
  throw new PkiError(
    'ERR_PKI_OPTION',
    `which authority? ${known === '' ? `none certifies a ${type}` : known}`,
    {
      facts: { type },
    },
  );
}
