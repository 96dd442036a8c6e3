/** A certificate in words: names, number, validity, role, SET's private extensions (SET-FACTS), hashes. */
import { type Certificate, hashedKeyOf, oids } from '@ecomm/protocol';
import { publicKeyOf } from '../certify.ts';
import { dateText } from '../names.ts';

/** As JSON shows it. Times are ISO 8601, UTC; hashes SHA-256, base64url. */
export interface DescribedCertificate {
  readonly subject: string;
  readonly issuer: string;
  /** Hex. */
  readonly serialNumber: string;
  readonly notBefore: string;
  readonly notAfter: string;
  readonly state: 'valid' | 'not yet' | 'expired';
  readonly role: string;
  readonly purpose: readonly string[];
  readonly pathLength?: number;
  readonly merchantData?: Certificate['merchantData'];
  readonly cardCertRequired?: boolean;
  readonly setExtensions?: readonly string[];
  /** Of the root's key that will follow. */
  readonly hashedRootKey?: string;
  /** Of its own key: what the root before committed to. */
  readonly keyHash: string;
  readonly thumb: string;
}

export async function describeCertificate(
  certificate: Certificate,
  at: number,
): Promise<DescribedCertificate> {
  const { subject, issuer, serialNumber, notBefore, notAfter, type, usages, pathLength, thumb } = certificate;
  const { merchantData, isIntermediary, cardCertRequired, setExtensions, hashedRootKey } = certificate;
  const purposes = { sign: 'signs messages', agree: 'agrees on keys', certify: 'certifies' };
  return {
    ...{ subject, issuer, serialNumber },
    notBefore: dateText(notBefore),
    notAfter: dateText(notAfter),
    state: at < notBefore ? 'not yet' : at > notAfter ? 'expired' : 'valid',
    role: isIntermediary ? 'intermediary' : type,
    purpose: (['certify', 'sign', 'agree'] as const).filter((use) => usages[use]).map((use) => purposes[use]),
    ...(pathLength === undefined ? {} : { pathLength }),
    ...(merchantData === undefined ? {} : { merchantData }),
    ...(type === 'gateway' ? { cardCertRequired } : {}),
    ...(setExtensions.length === 0 ? {} : { setExtensions: setExtensions.map(nameOfOid) }),
    ...(hashedRootKey === undefined ? {} : { hashedRootKey }),
    keyHash: await hashedKeyOf(await publicKeyOf(certificate)),
    thumb,
  };
}

function nameOfOid(oid: string): string {
  return Object.entries(oids).find(([, known]) => known === oid)?.[0] ?? oid;
}
