/** Issues a certificate revocation list of one authority (RFC 5280 section 5). */
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import * as asn1 from 'asn1js';
import type { Certificate } from './certificate.ts';
import { dateOf } from './time.ts';

export interface RevokedCertificate {
  /** Hex, as in the certificate. */
  readonly serialNumber: string;
  /** Seconds since 1970. */
  readonly revokedAt: number;
}

export interface CrlRequest {
  readonly issuer: { readonly certificate: Certificate; readonly privateKey: CryptoKey };
  readonly revoked: readonly RevokedCertificate[];
  /** Counts up from one list to the next. */
  readonly crlNumber: number;
  /** Seconds since 1970. */
  readonly thisUpdate: number;
  readonly nextUpdate: number;
}

/** DER of the list. */
export async function issueCrl(request: CrlRequest): Promise<Uint8Array<ArrayBuffer>> {
  const { certificate, privateKey } = request.issuer;
  const number = new asn1.Integer({ value: request.crlNumber }).toBER();
  const list = await x509.X509CrlGenerator.create({
    issuer: certificate.x509.subjectName.toJSON(),
    thisUpdate: dateOf(request.thisUpdate),
    nextUpdate: dateOf(request.nextUpdate),
    signingKey: privateKey,
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
    entries: request.revoked.map(({ serialNumber, revokedAt }) => ({
      serialNumber,
      revocationDate: dateOf(revokedAt),
    })),
    extensions: [
      await x509.AuthorityKeyIdentifierExtension.create(certificate.x509.publicKey),
      new x509.Extension('2.5.29.20', false, number),
    ],
  });
  return new Uint8Array(list.rawData);
}
