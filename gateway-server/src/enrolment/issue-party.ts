/** Makes a merchant's or gateway's certificates, one for each of its keys, saying the same of it. */
import {
  type CertificateRequest,
  type EcPublicJwk,
  encodeBase64,
  importEcPublicKey,
  issueCertificate,
  type KeyPurpose,
  ProtocolError,
} from '@ecomm/protocol';
import type { PartyAuthority } from './party-authorities.ts';

const certificateLifeSeconds = 2 * 365 * 24 * 3600;
/** Certificates begin an hour early, for partners whose clock is late. */
const backdatingSeconds = 3600;

/** What the certificates say of the party. */
export type PartySubject = Pick<
  CertificateRequest,
  'subject' | 'merchantData' | 'isIntermediary' | 'cardCertRequired' | 'setExtensions'
>;

export interface PartyKey {
  readonly publicKey: EcPublicJwk;
  readonly purpose: KeyPurpose;
  /** Hex. */
  readonly serialNumber: string;
}

/** Returns the chain, base64 DER, leaf first without the root. */
export async function issueParty(
  { identity, type }: PartyAuthority,
  subject: PartySubject,
  { publicKey, purpose, serialNumber, at }: PartyKey & { readonly at: number },
): Promise<string[]> {
  const certificate = await issueCertificate(
    {
      ...subject,
      type,
      purpose,
      publicKey: await importPartyKey(publicKey, purpose),
      serialNumber,
      notBefore: at - backdatingSeconds,
      notAfter: partyNotAfter({ identity }, at),
    },
    { certificate: identity.certificate, privateKey: identity.signer.key },
  );
  return [encodeBase64(certificate.der), ...identity.signer.chain];
}

export function partyNotAfter({ identity }: Pick<PartyAuthority, 'identity'>, at: number): number {
  return Math.min(at + certificateLifeSeconds, identity.certificate.notAfter);
}

/** Throws ERR_MESSAGE_MALFORMED for a point that is not on the curve. */
export async function importPartyKey(publicKey: EcPublicJwk, purpose: KeyPurpose): Promise<CryptoKey> {
  if (purpose === 'signature') return importEcPublicKey(publicKey);
  try {
    return await crypto.subtle.importKey('jwk', publicKey, { name: 'ECDH', namedCurve: 'P-256' }, true, []);
  } catch (cause) {
    throw new ProtocolError('ERR_MESSAGE_MALFORMED', { field: 'keyExchangeKey' }, { cause });
  }
}
