/**
 * CardCInitReq/Res and CertReq/CertRes, wallet ⇄ the bank's cardholder authority: the bank certifies the wallet's
 * key after the card has shown, with PIN and CAM, that its holder asks (SET Book 2, cardholder registration).
 *
 * CertReq = seal{CA; S{new key; …}}: signed by the very key to be certified, which proves its possession.
 * CertRes = seal under the caBackKey that the wallet put into CertReq; the wallet has no key-exchange key.
 */
import { CompactSign, compactVerify, type JWK } from 'jose';
import * as v from 'valibot';
import { decodeBase64Url } from '../encoding/base64url.ts';
import { parseBoundedJson } from '../encoding/bounded-json.ts';
import { utf8 } from '../encoding/bytes.ts';
import { digestOf } from '../encoding/digest.ts';
import {
  bytesField,
  digestField,
  extensionsField,
  identifierField,
  secondsField,
  textField,
} from '../encoding/fields.ts';
import { ProtocolError } from '../errors.ts';
import {
  openSeal,
  openSealWithKey,
  type SealOpener,
  type SealRecipient,
  seal,
  sealWithKey,
} from '../jose/sealed.ts';
import { clockToleranceSeconds, type Reading, type Signer, signedMessage } from '../jose/signed-message.ts';
import type { Amount } from '../money/amount.ts';
import { chipCertificateSchema } from './chip-certificate.ts';
import { x5cField } from './pinit.ts';
import { cardRequestTypes, formAnswersField } from './registration-form.ts';
import { expiryField, panField, timesFields } from './trans-ids.ts';

const cardCInitReqSchema = v.strictObject({
  rrpid: identifierField,
  lidEE: identifierField,
  challEE: identifierField,
  brand: textField(40),
  extensions: extensionsField,
});

export type CardCInitReq = v.InferOutput<typeof cardCInitReqSchema>;

export function encodeCardCInitReq(request: CardCInitReq): string {
  return JSON.stringify(v.parse(cardCInitReqSchema, request));
}

export function decodeCardCInitReq(text: string): CardCInitReq {
  return parseBoundedJson(text, cardCInitReqSchema);
}

const cardCInitResSchema = v.strictObject({
  rrpid: identifierField,
  lidEE: identifierField,
  challEE: identifierField,
  challCA: identifierField,
  /** The authority's key-exchange certificate, to which CertReq is sealed. */
  caThumb: digestField,
  caChain: x5cField,
  ...timesFields,
});

export type CardCInitRes = v.InferOutput<typeof cardCInitResSchema>;

export const cardCInitRes = signedMessage({
  typ: 'set-cardcinitres+jwt',
  roles: ['cardholderCa'],
  schema: cardCInitResSchema,
  age: 'fresh',
});

export const jwkField = v.strictObject({
  kty: v.literal('EC'),
  crv: v.literal('P-256'),
  x: bytesField(32),
  y: bytesField(32),
});

export type EcPublicJwk = v.InferOutput<typeof jwkField>;

const certReqSchema = v.strictObject({
  rrpid: identifierField,
  lidEE: identifierField,
  challEE: identifierField,
  challCA: identifierField,
  requestDate: secondsField,
  publicKey: jwkField,
  pan: panField,
  cardExpiry: expiryField,
  /** 20 random bytes of the wallet; half of PANSecret. */
  cardSecret: bytesField(20),
  exNonce: bytesField(20),
  /** The card's own word. Without it, the answers of the bank's form speak for the holder. */
  chipCertificate: v.optional(chipCertificateSchema),
  /** `cardInitialSig` when it is left out. */
  requestType: v.optional(v.picklist(cardRequestTypes)),
  regFormId: v.optional(textField(60)),
  regForm: v.optional(formAnswersField),
  /** A256GCM key for the answer. */
  caBackKey: bytesField(32),
  extensions: extensionsField,
});

export type CertReq = v.InferOutput<typeof certReqSchema>;

const certReqTyp = 'set-certreq+jwt';

/**
 * What the card certifies at enrolment: SHA-256 of JSON {challCA, publicKey}, in place of HOD; XID is the RRPID.
 * So one CAM certifies one key for one request.
 */
export async function enrolmentDigest(challCA: string, publicKey: EcPublicJwk): Promise<string> {
  return digestOf(JSON.stringify({ challCA, publicKey: v.parse(jwkField, publicKey) }));
}

/**
 * What else the card certifies at enrolment: nothing to pay, this in place of a merchant's identifier, and the
 * request's own date (`requestDate`).
 */
export const enrolmentMerchantId = 'ENROLMENT';
export const enrolmentAmount: Amount = { currency: 'EUR', value: 0 };

export async function makeCertReq(
  request: CertReq,
  key: CryptoKey,
  authority: SealRecipient,
): Promise<string> {
  return seal(await signCertReq(request, key), authority);
}

/** The JWS inside a CertReq, signed by the very key that it asks to certify. */
export async function signCertReq(request: CertReq, key: CryptoKey): Promise<string> {
  return new CompactSign(utf8(JSON.stringify(v.parse(certReqSchema, request))))
    .setProtectedHeader({ alg: 'ES256', typ: certReqTyp })
    .sign(key);
}

/** Opens CertReq and verifies that its own new key signed it. The challenge and the CAM are the caller's to check. */
export async function openCertReq(
  sealed: string,
  { openers, at }: { openers: readonly SealOpener[]; at: number },
): Promise<CertReq> {
  return verifyCertReq(await openSeal(sealed, openers), at);
}

/** The JWS inside a CertReq, as its new key signed it. Throws a typed ProtocolError. */
export async function verifyCertReq(message: string, at: number): Promise<CertReq> {
  const encodedPayload = message.split('.')[1] ?? '';
  const request = parseBoundedJson(new TextDecoder().decode(decodeBase64Url(encodedPayload)), certReqSchema);
  const key = await importEcPublicKey(request.publicKey);
  const { protectedHeader } = await compactVerify(message, key, { algorithms: ['ES256'] }).catch((cause) => {
    throw new ProtocolError('ERR_MESSAGE_SIGNATURE', { typ: certReqTyp }, { cause });
  });
  if (protectedHeader.typ !== certReqTyp)
    throw new ProtocolError('ERR_MESSAGE_TYPE', { expected: certReqTyp });
  if (Math.abs(at - request.requestDate) > clockToleranceSeconds)
    throw new ProtocolError(at > request.requestDate ? 'ERR_MESSAGE_TOO_OLD' : 'ERR_MESSAGE_TOO_NEW', { at });
  return request;
}

export async function importEcPublicKey(jwk: EcPublicJwk): Promise<CryptoKey> {
  try {
    return await crypto.subtle.importKey('jwk', jwk as JWK, { name: 'ECDSA', namedCurve: 'P-256' }, true, [
      'verify',
    ]);
  } catch (cause) {
    throw new ProtocolError('ERR_MESSAGE_MALFORMED', { field: 'publicKey' }, { cause });
  }
}

/** SET's CertStatusCode, in its names. */
export const certStatusCodes = [
  'requestComplete',
  'requestInProgress',
  'requestPended',
  'regFormAnswerMalformed',
  'sigValidationFail',
  'rejectedByIssuer',
  'rejectedByCA',
  'invalidBIN',
] as const;

const certResSchema = v.strictObject({
  rrpid: identifierField,
  challEE: identifierField,
  certStatus: v.picklist(certStatusCodes),
  /** The authority's name of a request that is pended: CertInqReq asks by it. */
  lidCA: v.optional(identifierField),
  /** Names of the form's fields that were not filled in as asked. */
  failedItems: v.optional(v.pipe(v.array(v.pipe(v.string(), v.maxLength(40))), v.maxLength(20))),
  /** The authority's half of PANSecret, and the new chain, leaf first: present when complete. */
  nonceCca: v.optional(bytesField(20)),
  chain: v.optional(x5cField),
  ...timesFields,
});

export type CertRes = v.InferOutput<typeof certResSchema>;

const certRes = signedMessage({
  typ: 'set-certres+jwt',
  roles: ['cardholderCa'],
  schema: certResSchema,
  age: 'standing',
});

export async function makeCertRes(response: CertRes, signer: Signer, caBackKey: string): Promise<string> {
  return sealWithKey(await certRes.sign(response, signer), decodeBase64Url(caBackKey, 32));
}

/** Throws ERR_MESSAGE_MISMATCH or ERR_MESSAGE_CHALLENGE when it answers another request. */
export async function openCertRes(
  sealed: string,
  expected: Reading & { readonly rrpid: string; readonly challEE: string; readonly caBackKey: string },
): Promise<CertRes> {
  const message = await openSealWithKey(sealed, decodeBase64Url(expected.caBackKey, 32));
  const { payload } = await certRes.open(message, expected);
  if (payload.rrpid !== expected.rrpid) throw new ProtocolError('ERR_MESSAGE_MISMATCH', { field: 'rrpid' });
  if (payload.challEE !== expected.challEE)
    throw new ProtocolError('ERR_MESSAGE_CHALLENGE', { field: 'challEE' });
  return payload;
}
