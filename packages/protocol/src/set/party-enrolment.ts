/**
 * Me-AqCInitReq/Res and CertReq/Res for merchants and gateways ⇄ their acquirer's authority (SET Book 2, merchant and
 * payment gateway registration).
 *
 * CertReq = seal{CA; S{new signature key; …}}, on renewal with the old certificate's signature around it. CertRes is
 * signed and not sealed: there is no secret in it.
 */
import { CompactSign, compactVerify } from 'jose';
import * as v from 'valibot';
import { decodeBase64Url } from '../encoding/base64url.ts';
import { parseBoundedJson } from '../encoding/bounded-json.ts';
import { utf8 } from '../encoding/bytes.ts';
import { digestField, identifierField, partyIdField, secondsField, textField } from '../encoding/fields.ts';
import { ProtocolError } from '../errors.ts';
import { openSeal, type SealOpener, type SealRecipient, seal } from '../jose/sealed.ts';
import {
  clockToleranceSeconds,
  peekPayload,
  type Reading,
  type Signer,
  signedMessage,
} from '../jose/signed-message.ts';
import { revocationField } from '../trust/revocation-field.ts';
import type { TrustedCertificate } from '../trust/trust-store.ts';
import { certStatusCodes, importEcPublicKey, jwkField } from './card-enrolment.ts';
import { x5cField } from './pinit.ts';
import { formAnswersField, regFormField } from './registration-form.ts';
import { binField, languageField, timesFields } from './trans-ids.ts';

/** SET's RequestType for merchants and gateways. */
export const partyRequestTypes = [
  'merInitialSig',
  'merInitialBoth',
  'merRenewalSig',
  'merRenewalBoth',
  'pgwyInitialBoth',
  'pgwyRenewalBoth',
] as const;

export type PartyRequestType = (typeof partyRequestTypes)[number];

/** SET's IDData: the acquirer's BIN and the party's identifier there. */
const idDataField = v.strictObject({ bin: binField, partyId: partyIdField });

const meAqCInitReqSchema = v.strictObject({
  rrpid: identifierField,
  lidEE: identifierField,
  challEE: identifierField,
  requestType: v.picklist(partyRequestTypes),
  idData: idDataField,
  brand: textField(40),
  language: languageField,
});

export type MeAqCInitReq = v.InferOutput<typeof meAqCInitReqSchema>;

export function encodeMeAqCInitReq(request: MeAqCInitReq): string {
  return JSON.stringify(v.parse(meAqCInitReqSchema, request));
}

export function decodeMeAqCInitReq(text: string): MeAqCInitReq {
  return parseBoundedJson(text, meAqCInitReqSchema);
}

const meAqCInitResSchema = v.strictObject({
  rrpid: identifierField,
  lidEE: identifierField,
  challEE: identifierField,
  lidCA: identifierField,
  challCA: identifierField,
  regForm: regFormField,
  caThumb: digestField,
  caChain: x5cField,
  revocation: v.optional(revocationField),
  ...timesFields,
});

export type MeAqCInitRes = v.InferOutput<typeof meAqCInitResSchema>;

export const meAqCInitRes = signedMessage({
  typ: 'set-meaqcinitres+jwt',
  roles: ['merchantCa', 'gatewayCa'],
  schema: meAqCInitResSchema,
  age: 'fresh',
});

const partyCertReqSchema = v.strictObject({
  rrpid: identifierField,
  lidEE: identifierField,
  challEE: identifierField,
  lidCA: identifierField,
  challCA: identifierField,
  requestType: v.picklist(partyRequestTypes),
  requestDate: secondsField,
  idData: idDataField,
  regFormId: textField(60),
  regForm: formAnswersField,
  /** PublicKeySorE: the keys to certify. */
  signatureKey: jwkField,
  keyExchangeKey: v.optional(jwkField),
});

export type PartyCertReq = v.InferOutput<typeof partyCertReqSchema>;

const certReqTyp = 'set-meaqcertreq+jwt';

const renewal = signedMessage({
  typ: 'set-meaqrenewreq+jwt',
  roles: ['merchant', 'gateway'],
  schema: v.strictObject({ certReq: v.pipe(v.string(), v.maxLength(16_384)), ...timesFields }),
  age: 'fresh',
});

/** `oldSigner` renews its certificate; without it the form's answers speak for the party. */
export async function makePartyCertReq(
  request: PartyCertReq,
  key: CryptoKey,
  authority: SealRecipient,
  oldSigner?: Signer,
): Promise<string> {
  const certReq = await new CompactSign(utf8(JSON.stringify(v.parse(partyCertReqSchema, request))))
    .setProtectedHeader({ alg: 'ES256', typ: certReqTyp })
    .sign(key);
  const { requestDate: iat } = request;
  const message = oldSigner && (await renewal.sign({ certReq, iat, exp: iat + 300 }, oldSigner));
  return seal(message ?? certReq, authority);
}

export interface OpenedPartyCertReq {
  readonly request: PartyCertReq;
  /** Present on renewal. */
  readonly old: TrustedCertificate | undefined;
}

/** Opens either form; that a renewal carries the old certificate is checked here. Throws a typed ProtocolError. */
export async function openPartyCertReq(
  sealed: string,
  reading: Reading & { readonly openers: readonly SealOpener[] },
): Promise<OpenedPartyCertReq> {
  const message = await openSeal(sealed, reading.openers);
  const isRenewal = typOf(message) === renewal.typ;
  const outer = isRenewal ? await renewal.open(message, reading) : undefined;
  const certReq = outer?.payload.certReq ?? message;
  const request = peekPayload(certReq, partyCertReqSchema);
  const key = await importEcPublicKey(request.signatureKey);
  const { protectedHeader } = await compactVerify(certReq, key, { algorithms: ['ES256'] }).catch((cause) => {
    throw new ProtocolError('ERR_MESSAGE_SIGNATURE', { typ: certReqTyp }, { cause });
  });
  if (protectedHeader.typ !== certReqTyp)
    throw new ProtocolError('ERR_MESSAGE_TYPE', { expected: certReqTyp });
  if (Math.abs(reading.at - request.requestDate) > clockToleranceSeconds)
    throw new ProtocolError(reading.at > request.requestDate ? 'ERR_MESSAGE_TOO_OLD' : 'ERR_MESSAGE_TOO_NEW');
  if (request.requestType.includes('Renewal') !== isRenewal)
    throw new ProtocolError('ERR_MESSAGE_MISMATCH', { field: 'requestType' });
  return { request, old: outer?.sender };
}

const partyCertResSchema = v.strictObject({
  rrpid: identifierField,
  lidEE: identifierField,
  challEE: identifierField,
  lidCA: v.optional(identifierField),
  certStatus: v.picklist(certStatusCodes),
  /** Leaf first; present when complete. */
  signatureChain: v.optional(x5cField),
  keyExchangeChain: v.optional(x5cField),
  failedItems: v.optional(v.pipe(v.array(v.pipe(v.string(), v.maxLength(40))), v.maxLength(20))),
  ...timesFields,
});

export type PartyCertRes = v.InferOutput<typeof partyCertResSchema>;

export const partyCertRes = signedMessage({
  typ: 'set-meaqcertres+jwt',
  roles: ['merchantCa', 'gatewayCa'],
  schema: partyCertResSchema,
  age: 'standing',
});

function typOf(message: string): unknown {
  try {
    const [header = ''] = message.split('.');
    return JSON.parse(new TextDecoder().decode(decodeBase64Url(header))).typ;
  } catch (cause) {
    throw new ProtocolError('ERR_MESSAGE_MALFORMED', { reason: 'compact JWS' }, { cause });
  }
}
