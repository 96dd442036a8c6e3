/** Both forms of a cardholder's CertReq: by a new key alone, or with the old certificate's signature around it. */
import {
  type CertReq,
  decodeBase64Url,
  openCertRenewReq,
  openSeal,
  ProtocolError,
  type TrustedCertificate,
  verifyCertReq,
} from '@ecomm/protocol';
import type { CardholderAuthority } from './authority.ts';

export interface OpenedCardholderRequest {
  readonly request: CertReq;
  /** The certificate to renew. */
  readonly old: TrustedCertificate | undefined;
}

/** Throws a typed ProtocolError; ERR_MESSAGE_MISMATCH for a renewal that only the new key signed. */
export async function openCardholderRequest(
  { opener, trust }: CardholderAuthority,
  body: string,
  at: number,
): Promise<OpenedCardholderRequest> {
  const message = await openSeal(body, [opener]);
  if (typOf(message) === 'set-certrenewreq+jwt')
    return openCertRenewReq(body, { openers: [opener], trust, at });
  const request = await verifyCertReq(message, at);
  if (request.requestType === 'cardRenewalSig')
    throw new ProtocolError('ERR_MESSAGE_MISMATCH', { field: 'requestType' });
  return { request, old: undefined };
}

function typOf(message: string): unknown {
  try {
    const [header = ''] = message.split('.');
    return JSON.parse(new TextDecoder().decode(decodeBase64Url(header))).typ;
  } catch (cause) {
    throw new ProtocolError('ERR_MESSAGE_MALFORMED', { reason: 'compact JWS' }, { cause });
  }
}
