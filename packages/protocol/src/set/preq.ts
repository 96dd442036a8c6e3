/**
 * PReq, wallet → merchant: the order instructions for the merchant, the payment instructions sealed to the
 * gateway, and the dual signature that ties the two while each party sees only its half.
 *
 * oiData and piData travel as strings; dual = S{C; oiDigest, piDigest} (SET Book 2, PReqDualSigned). A cardholder
 * without a certificate sends PReqUnsigned: the same halves tied by their digests alone.
 */
import * as v from 'valibot';
import { encodeBase64Url } from '../encoding/base64url.ts';
import { parseBoundedJson } from '../encoding/bounded-json.ts';
import { digestOf } from '../encoding/digest.ts';
import {
  amountField,
  assertKnownExtensions,
  bytesField,
  digestField,
  extensionsField,
  identifierField,
  partyIdField,
  textField,
} from '../encoding/fields.ts';
import { ProtocolError } from '../errors.ts';
import { type SealRecipient, seal } from '../jose/sealed.ts';
import { type Reading, type Signer, signedMessage } from '../jose/signed-message.ts';
import type { TrustedCertificate } from '../trust/trust-store.ts';
import { installRecurDataField } from './install-recur-data.ts';
import {
  binField,
  expiryField,
  panField,
  sameTransaction,
  type TransIds,
  transIdsField,
} from './trans-ids.ts';

/** Payment instructions fill whole steps of this size, with a card's cryptogram or without. */
export const paymentInstructionStepBytes = 8192;

export const oiDataSchema = v.strictObject({
  transIds: transIdsField,
  rrpid: identifierField,
  challC: identifierField,
  hod: digestField,
  odSalt: bytesField(20),
  challM: identifierField,
  brand: textField(40),
  bin: binField,
  extensions: extensionsField,
});

export const piDataSchema = v.strictObject({
  piHead: v.strictObject({
    transIds: transIdsField,
    hod: digestField,
    purchAmt: amountField,
    merchantId: partyIdField,
    installRecurData: v.optional(installRecurDataField),
    /** HMAC-SHA-256 of XID under CardSecret. */
    transStain: digestField,
    /** Names the gateway: the dual signature of 1997 did not. */
    gatewayThumb: digestField,
    extensions: extensionsField,
  }),
  panData: v.strictObject({
    pan: panField,
    cardExpiry: expiryField,
    panSecret: bytesField(20),
    exNonce: bytesField(20),
  }),
});

export type OiData = v.InferOutput<typeof oiDataSchema>;
export type PiData = v.InferOutput<typeof piDataSchema>;

export const dualSignature = signedMessage({
  typ: 'set-dual+jwt',
  roles: ['cardholder'],
  schema: v.strictObject({ oiDigest: digestField, piDigest: digestField }),
  age: 'undated',
  maxBytes: 16_384,
});

const jwsText = v.pipe(v.string(), v.maxLength(16_384));
const jweText = v.pipe(v.string(), v.maxLength(40_960));

const pReqSchema = v.strictObject({
  oiData: v.pipe(v.string(), v.maxLength(4096)),
  piDigest: digestField,
  /** Left out in PReqUnsigned. */
  dual: v.optional(jwsText),
  pi: jweText,
});

/** What is inside `pi`, for the gateway alone. */
export const sealedPiSchema = v.strictObject({
  piData: v.pipe(v.string(), v.maxLength(8192)),
  oiDigest: digestField,
  dual: v.optional(jwsText),
});

/** PANSecret of a cardholder without a certificate: 20 zero bytes (SET Book 3, PANData). */
export const noPanSecret = encodeBase64Url(new Uint8Array(20));

export type PReq = v.InferOutput<typeof pReqSchema>;

/** Signs both halves and seals the payment half to the gateway. */
export async function makePReq(
  oiData: OiData,
  piData: PiData,
  signer: Signer,
  gateway: SealRecipient,
): Promise<string> {
  const oiText = JSON.stringify(v.parse(oiDataSchema, oiData));
  const piText = JSON.stringify(v.parse(piDataSchema, piData));
  const [oiDigest, piDigest] = await Promise.all([digestOf(oiText), digestOf(piText)]);
  const dual = await dualSignature.sign({ oiDigest, piDigest }, signer);
  const sealed = JSON.stringify({ piData: piText, oiDigest, dual });
  const pi = await seal(sealed, gateway, { stepBytes: paymentInstructionStepBytes });
  return JSON.stringify({ oiData: oiText, piDigest, dual, pi });
}

/** PReqUnsigned: seals the payment half to the gateway; the digests tie the halves, and nobody's signature does. */
export async function makeUnsignedPReq(
  oiData: OiData,
  piData: PiData,
  gateway: SealRecipient,
): Promise<string> {
  const oiText = JSON.stringify(v.parse(oiDataSchema, oiData));
  const panData = { ...piData.panData, panSecret: noPanSecret };
  const piText = JSON.stringify(v.parse(piDataSchema, { ...piData, panData }));
  const [oiDigest, piDigest] = await Promise.all([digestOf(oiText), digestOf(piText)]);
  const sealed = JSON.stringify({ piData: piText, oiDigest });
  const pi = await seal(sealed, gateway, { stepBytes: paymentInstructionStepBytes });
  return JSON.stringify({ oiData: oiText, piDigest, pi });
}

/** Which transaction a PReq is for, before anything is verified: to look it up. Throws ERR_MESSAGE_MALFORMED. */
export function transIdsOfPReq(message: string): TransIds {
  return parseBoundedJson(parseBoundedJson(message, pReqSchema).oiData, oiDataSchema).transIds;
}

export interface PReqExpectation extends Reading {
  readonly transIds: TransIds;
  readonly challM: string;
  readonly hodOf: (odSalt: string) => Promise<string>;
  /** Whether PReqUnsigned will do; by default it is refused by ERR_SIGNATURE_REQUIRED. */
  readonly acceptsUnsigned?: boolean;
}

export interface OpenedPReq {
  readonly oiData: OiData;
  readonly oiDigest: string;
  readonly piDigest: string;
  /** Sealed: the merchant forwards it unread. */
  readonly pi: string;
  /** Undefined for PReqUnsigned. */
  readonly cardholder: TrustedCertificate | undefined;
}

/**
 * The merchant's checks, in SET's order: dual signature, transaction, challenge, order (SET-FACTS section 3.5, "M").
 * Throws ERR_DUAL_SIGNATURE, ERR_SIGNATURE_REQUIRED, ERR_MESSAGE_UNKNOWN_XID, ERR_MESSAGE_CHALLENGE or ERR_MESSAGE_MISMATCH.
 */
export async function openPReq(message: string, expected: PReqExpectation): Promise<OpenedPReq> {
  const request = parseBoundedJson(message, pReqSchema);
  const oiDigest = await digestOf(request.oiData);
  const cardholder = await openDual(request.dual, { oiDigest, piDigest: request.piDigest }, expected);
  if (cardholder === undefined && expected.acceptsUnsigned !== true)
    throw new ProtocolError('ERR_SIGNATURE_REQUIRED');
  const oiData = parseBoundedJson(request.oiData, oiDataSchema);
  assertKnownExtensions(oiData.extensions, expected.knownExtensions);
  if (!sameTransaction(oiData.transIds, expected.transIds))
    throw new ProtocolError('ERR_MESSAGE_UNKNOWN_XID');
  if (oiData.challM !== expected.challM)
    throw new ProtocolError('ERR_MESSAGE_CHALLENGE', { field: 'challM' });
  if (oiData.hod !== (await expected.hodOf(oiData.odSalt)))
    throw new ProtocolError('ERR_MESSAGE_MISMATCH', { field: 'hod' });
  return { oiData, oiDigest, piDigest: request.piDigest, pi: request.pi, cardholder };
}

/** The cardholder who signed both halves; undefined where nobody signed. Throws ERR_DUAL_SIGNATURE. */
export async function openDual(
  dual: string | undefined,
  digests: { readonly oiDigest: string; readonly piDigest: string },
  reading: Reading,
): Promise<TrustedCertificate | undefined> {
  if (dual === undefined) return undefined;
  const { payload, sender } = await dualSignature.open(dual, reading);
  if (payload.oiDigest !== digests.oiDigest || payload.piDigest !== digests.piDigest)
    throw new ProtocolError('ERR_DUAL_SIGNATURE');
  return sender;
}
