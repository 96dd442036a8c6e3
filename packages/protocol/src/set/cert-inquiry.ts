/**
 * CertInqReq, wallet → the bank's cardholder authority: is my pended request decided? Signed by the new key itself,
 * which no certificate speaks for yet; the answer is a CertRes (SET Book 2).
 */
import { CompactSign, compactVerify } from 'jose';
import * as v from 'valibot';
import { utf8 } from '../encoding/bytes.ts';
import { identifierField, secondsField } from '../encoding/fields.ts';
import { ProtocolError } from '../errors.ts';
import { clockToleranceSeconds, peekPayload } from '../jose/signed-message.ts';
import { type EcPublicJwk, importEcPublicKey } from './card-enrolment.ts';

const certInqReqSchema = v.strictObject({
  rrpid: identifierField,
  lidEE: identifierField,
  challEE: identifierField,
  /** As the pended CertRes named it. */
  lidCA: identifierField,
  iat: secondsField,
});

export type CertInqReq = v.InferOutput<typeof certInqReqSchema>;

const typ = 'set-certinqreq+jwt';

export async function makeCertInqReq(request: CertInqReq, key: CryptoKey): Promise<string> {
  return new CompactSign(utf8(JSON.stringify(v.parse(certInqReqSchema, request))))
    .setProtectedHeader({ alg: 'ES256', typ })
    .sign(key);
}

/** `keyOf` finds the key of the pended request. Throws a typed ProtocolError. */
export async function openCertInqReq(
  message: string,
  { keyOf, at }: { readonly keyOf: (lidCA: string) => EcPublicJwk | undefined; readonly at: number },
): Promise<CertInqReq> {
  const request = peekPayload(message, certInqReqSchema);
  const publicKey = keyOf(request.lidCA);
  if (publicKey === undefined) throw new ProtocolError('ERR_MESSAGE_UNKNOWN_XID', { field: 'lidCA' });
  const { protectedHeader } = await compactVerify(message, await importEcPublicKey(publicKey), {
    algorithms: ['ES256'],
  }).catch((cause) => {
    throw new ProtocolError('ERR_MESSAGE_SIGNATURE', { typ }, { cause });
  });
  if (protectedHeader.typ !== typ) throw new ProtocolError('ERR_MESSAGE_TYPE', { expected: typ });
  if (Math.abs(at - request.iat) > clockToleranceSeconds)
    throw new ProtocolError(at > request.iat ? 'ERR_MESSAGE_TOO_OLD' : 'ERR_MESSAGE_TOO_NEW', { at });
  return request;
}
