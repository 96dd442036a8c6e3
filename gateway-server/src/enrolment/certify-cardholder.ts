/**
 * CertReq → CertRes: the bank certifies the wallet's key after the card has shown, with PIN and CAM, that its holder
 * asks for this key (SET Book 2; PROTOCOL.md, section 3).
 *
 * A key is certified once, for one card; the certificate names the card only blinded and ends with it at the latest.
 */
import { encodeTransactionData } from '@ecomm/card';
import {
  answerRetentionSeconds,
  assertKnownExtensions,
  blindPan,
  type CertReq,
  type CertRes,
  currencyOf,
  decodeBase64Url,
  digestOf,
  encodeBase64,
  encodeBase64Url,
  enrolmentAmount,
  enrolmentDigest,
  enrolmentMerchantId,
  importEcPublicKey,
  issueCertificate,
  makeCertRes,
  newSerialNumber,
  openCertReq,
  ProtocolError,
  panSecretBytes,
  panSecretOf,
} from '@ecomm/protocol';
import { answerOnce } from '../gateway/answer-once.ts';
import type { ChipVerdict, IssuerResponse } from '../gateway/issuer-host.ts';
import { expiryEnd } from '../issuer/card-expiry.ts';
import type { CardholderAuthority } from './authority.ts';

const certificateLifeSeconds = 2 * 365 * 24 * 3600;
/** Certificates begin an hour early, for wallets whose clock is late. */
const backdatingSeconds = 3600;

/** `body` is a compact JWE, the answer another. Throws a ProtocolError where SET answers an Error message. */
export async function certifyCardholder(authority: CardholderAuthority, body: string): Promise<string> {
  const requestDigest = await digestOf(body);
  const repeated = authority.answers.findByDigest('certReq', requestDigest);
  if (repeated !== undefined) return repeated;
  const at = authority.clock();
  const request = await openCertReq(body, { openers: [authority.opener], at });
  assertKnownExtensions(request.extensions);
  const { crv, kty, x, y } = request.publicKey;
  const plan: Plan = {
    request,
    at,
    keyThumb: await digestOf(JSON.stringify({ crv, kty, x, y })),
    serialNumber: newSerialNumber(authority.random),
    notAfter: notAfterOf(authority, request, at),
    chip: await verifyEnrolmentChip(authority, request),
  };
  const nonceCca = authority.random(panSecretBytes);
  const { answer, outcome } = await answerOnce(authority, {
    kind: 'certReq',
    sender: plan.keyThumb,
    rrpid: request.rrpid,
    requestDigest,
    at,
    execute: () => decide(authority, plan),
    answer: async ({ certStatus }) =>
      makeCertRes(
        {
          rrpid: request.rrpid,
          challEE: request.challEE,
          certStatus,
          ...(certStatus === 'requestComplete' ? await certifiedFields(authority, plan, nonceCca) : {}),
          iat: at,
          exp: at + answerRetentionSeconds,
        },
        authority.identity.signer,
        request.caBackKey,
      ),
  });
  if (outcome !== undefined) authority.log.info(outcome, 'enrolment');
  return answer;
}

interface Plan {
  readonly request: CertReq;
  readonly at: number;
  /** SHA-256 of the key's JSON {crv, kty, x, y} (RFC 7638). */
  readonly keyThumb: string;
  readonly serialNumber: string;
  readonly notAfter: number;
  readonly chip: ChipVerdict;
}

interface Outcome {
  readonly certStatus: CertRes['certStatus'];
  /** For the journal. */
  readonly reason: string;
  readonly cardId?: string;
}

/** Precedence: challenge (an Error), BIN, key certified before, then the bank on card and PIN. */
function decide(authority: CardholderAuthority, plan: Plan): Outcome {
  const { enrolment, issuer } = authority;
  const { request, at, keyThumb, serialNumber, notAfter } = plan;
  const challenge = enrolment.takeChallenge(request.challCA);
  const answered =
    challenge !== undefined &&
    challenge.expiresAt >= at &&
    challenge.rrpid === request.rrpid &&
    challenge.lidEE === request.lidEE &&
    challenge.challEE === request.challEE;
  if (!answered) throw new ProtocolError('ERR_MESSAGE_CHALLENGE', { field: 'challCA' });
  if (!issuer.issues(request.pan)) return { certStatus: 'invalidBIN', reason: 'bin' };
  if (enrolment.isKeyCertified(keyThumb)) return { certStatus: 'rejectedByCA', reason: 'keyCertified' };
  const { pan, cardExpiry } = request;
  const response = issuer.identify({ pan, cardExpiry, transmittedAt: at }, plan.chip);
  const facts = factsOf(response);
  if (response.responseCode !== '00' || response.cardId === undefined)
    return { certStatus: 'rejectedByIssuer', ...facts };
  enrolment.addCertificate({
    keyThumb,
    serialNumber,
    cardId: response.cardId,
    rrpid: request.rrpid,
    issuedAt: at,
    notAfter,
  });
  return { certStatus: 'requestComplete', ...facts };
}

function factsOf({ reason, cardId }: IssuerResponse) {
  return { reason, ...(cardId === undefined ? {} : { cardId }) };
}

/** SET: not beyond the card's own life; nor beyond the authority's. */
function notAfterOf(authority: CardholderAuthority, { cardExpiry }: CertReq, at: number): number {
  const ends = authority.identity.certificate.notAfter;
  return Math.min(at + certificateLifeSeconds, expiryEnd(cardExpiry) - 1, ends);
}

async function verifyEnrolmentChip(authority: CardholderAuthority, request: CertReq): Promise<ChipVerdict> {
  const { number, exponent } = currencyOf(enrolmentAmount.currency);
  const expectedTxData = await encodeTransactionData({
    kind: 'enrolment',
    amountMinor: enrolmentAmount.value,
    currencyNumber: Number(number),
    exponent,
    dateSeconds: request.requestDate,
    merchantId: enrolmentMerchantId,
    xid: decodeBase64Url(request.rrpid),
    hod: decodeBase64Url(await enrolmentDigest(request.challCA, request.publicKey)),
  });
  return authority.issuer.verifyChip(request.pan, { certificate: request.chipCertificate, expectedTxData });
}

async function certifiedFields(authority: CardholderAuthority, plan: Plan, nonceCca: Uint8Array) {
  const { request, at, serialNumber, notAfter } = plan;
  const { identity, brand, bankName } = authority;
  const panSecret = panSecretOf(decodeBase64Url(request.cardSecret), nonceCca);
  const certificate = await issueCertificate(
    {
      subject: {
        country: 'FR',
        brand,
        unit: bankName,
        commonName: await blindPan(request.pan, request.cardExpiry, panSecret),
      },
      type: 'cardholder',
      purpose: 'signature',
      publicKey: await importEcPublicKey(request.publicKey),
      serialNumber,
      notBefore: at - backdatingSeconds,
      notAfter,
    },
    { certificate: identity.certificate, privateKey: identity.signer.key },
  );
  return {
    nonceCca: encodeBase64Url(nonceCca),
    chain: [encodeBase64(certificate.der), ...identity.signer.chain],
  };
}
