/** Which signatures a path may have: an argument of path validation, so that a test suite's RSA stays out of production. */
import { ProtocolError } from '../../errors.ts';
import type { PathCertificate } from './path-certificate.ts';

export interface SignatureAlgorithm {
  readonly name: 'ECDSA' | 'RSASSA-PKCS1-v1_5';
  readonly hash: 'SHA-256';
  /** For ECDSA. */
  readonly namedCurve?: 'P-256';
  /** For RSA. */
  readonly leastModulusBits?: number;
}

/** All that this project issues or accepts. */
export const productionAlgorithms: readonly SignatureAlgorithm[] = [
  { name: 'ECDSA', hash: 'SHA-256', namedCurve: 'P-256' },
];

/** Throws ERR_CERTIFICATE_ALGORITHM for a signature or a key of another kind, or a weaker one. */
export function assertAlgorithms(
  { x509 }: Pick<PathCertificate, 'x509'>,
  allowed: readonly SignatureAlgorithm[],
): void {
  const signature: { name: string; hash?: unknown } = x509.signatureAlgorithm;
  const key: { name: string; namedCurve?: string; modulusLength?: number } = x509.publicKey.algorithm;
  const hash = (signature.hash as { name?: string } | undefined)?.name;
  if (!allowed.some((algorithm) => algorithm.name === signature.name && algorithm.hash === hash))
    throw new ProtocolError('ERR_CERTIFICATE_ALGORITHM', { reason: 'signature', signature: signature.name });
  const isKeyAllowed = allowed.some(
    ({ name, namedCurve, leastModulusBits = 0 }) =>
      name === key.name &&
      (namedCurve === undefined || namedCurve === key.namedCurve) &&
      (key.modulusLength ?? leastModulusBits) >= leastModulusBits,
  );
  if (!isKeyAllowed) throw new ProtocolError('ERR_CERTIFICATE_ALGORITHM', { reason: 'key', key: key.name });
}
