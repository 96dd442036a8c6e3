/**
 * CertReq → CertRes: the bank certifies the wallet's key after card and PIN, the bank's form, or the key that it
 * certified before have shown that its holder asks (SET Book 2; PROTOCOL.md, section 3).
 *
 * A key is certified once, for one card; the certificate names the card only blinded and ends with it at the latest.
 * A renewal keeps the name, so that the intermediary goes on with the payer's Open To Buy.
 */
import {
  answerRetentionSeconds,
  assertKnownExtensions,
  blindPan,
  type CertReq,
  type CertRes,
  decodeBase64Url,
  digestOf,
  encodeBase64,
  encodeBase64Url,
  makeCertRes,
  newIdentifier,
  newSerialNumber,
  panSecretBytes,
  panSecretOf,
  type TrustedCertificate,
} from '@ecomm/protocol';
import { answerOnce } from '../gateway/answer-once.ts';
import type { CardholderAuthority } from './authority.ts';
import { takeChallenge } from './challenge.ts';
import { cardholderNotAfter, issueCardholder } from './issue-cardholder.ts';
import { keyThumbOf } from './key-thumb.ts';
import { openCardholderRequest } from './open-cardholder-request.ts';
import { identifyHolder, type Proof, proofOf } from './proof.ts';

/** `body` is a compact JWE, the answer another. Throws a ProtocolError where SET answers an Error message. */
export async function certifyCardholder(authority: CardholderAuthority, body: string): Promise<string> {
  const requestDigest = await digestOf(body);
  const repeated = authority.answers.findByDigest('certReq', requestDigest);
  if (repeated !== undefined) return repeated;
  const plan = await planOf(authority, body);
  const { request, keyThumb, at } = plan;
  const { answer, outcome } = await answerOnce(authority, {
    kind: 'certReq',
    sender: keyThumb,
    rrpid: request.rrpid,
    requestDigest,
    at,
    execute: () => decide(authority, plan),
    answer: async (decided) =>
      makeCertRes(
        {
          rrpid: request.rrpid,
          challEE: request.challEE,
          ...(await answerFields(authority, plan, decided)),
          iat: at,
          exp: at + answerRetentionSeconds,
        },
        authority.identity.signer,
        request.caBackKey,
      ),
  });
  if (outcome !== undefined) authority.log.info({ ...outcome, by: plan.proof.kind }, 'enrolment');
  return answer;
}

interface Plan {
  readonly request: CertReq;
  readonly proof: Proof;
  readonly at: number;
  readonly keyThumb: string;
  readonly blindedPan: string;
  /** The authority's half of PANSecret. */
  readonly nonceCca: string;
  readonly serialNumber: string;
  readonly notAfter: number;
  /** The authority's name of the request, should it have to wait. */
  readonly lidCA: string;
}

async function planOf(authority: CardholderAuthority, body: string): Promise<Plan> {
  const at = authority.clock();
  const { request, old } = await openCardholderRequest(authority, body, at);
  assertKnownExtensions(request.extensions);
  return {
    request,
    proof: await proofOf(authority, request, old),
    at,
    keyThumb: await keyThumbOf(request.publicKey),
    ...(await blind(authority, request, old)),
    serialNumber: newSerialNumber(authority.random),
    notAfter: cardholderNotAfter(authority, request.cardExpiry, at),
    lidCA: newIdentifier(authority.random),
  };
}

/** With the wallet's old CardSecret, our old NonceCCA gives the old name; else the name is as new as at first. */
async function blind(
  { enrolment, random }: CardholderAuthority,
  request: CertReq,
  old: TrustedCertificate | undefined,
): Promise<Pick<Plan, 'blindedPan' | 'nonceCca'>> {
  const kept = old === undefined ? undefined : enrolment.findCertificate(old.serialNumber)?.nonceCca;
  if (kept !== undefined && kept !== null) {
    const blindedPan = await blindedBy(request, kept);
    if (blindedPan === old?.commonName) return { blindedPan, nonceCca: kept };
  }
  const nonceCca = encodeBase64Url(random(panSecretBytes));
  return { blindedPan: await blindedBy(request, nonceCca), nonceCca };
}

function blindedBy({ pan, cardExpiry, cardSecret }: CertReq, nonceCca: string): Promise<string> {
  return blindPan(pan, cardExpiry, panSecretOf(decodeBase64Url(cardSecret), decodeBase64Url(nonceCca)));
}

interface Outcome {
  readonly certStatus: CertRes['certStatus'];
  /** For the journal. */
  readonly reason: string;
  readonly cardId?: string;
}

/** Precedence: challenge (an Error), BIN, key certified or waiting, form, then the bank on card and holder. */
function decide(authority: CardholderAuthority, plan: Plan): Outcome {
  const { enrolment, issuer, pendedRequests, formApproval } = authority;
  const { request, proof, at, keyThumb, serialNumber, notAfter, nonceCca } = plan;
  assertChallenge(authority, plan);
  if (!issuer.issues(request.pan)) return { certStatus: 'invalidBIN', reason: 'bin' };
  if (enrolment.isKeyCertified(keyThumb)) return { certStatus: 'rejectedByCA', reason: 'keyCertified' };
  if (pendedRequests.findByKey(keyThumb) !== undefined)
    return { certStatus: 'requestInProgress', reason: 'keyPended' };
  if (proof.kind === 'form' && proof.failedItems.length > 0)
    return { certStatus: 'regFormAnswerMalformed', reason: 'formMalformed' };
  const { isHolder, ...facts } = identifyHolder(authority, request, plan);
  const { cardId } = facts;
  if (!isHolder || cardId === undefined) return { certStatus: 'rejectedByIssuer', ...facts };
  if (proof.kind === 'form' && formApproval === 'manual') {
    pend(authority, plan, cardId);
    return { certStatus: 'requestPended', ...facts };
  }
  const { rrpid } = request;
  enrolment.addCertificate({ keyThumb, serialNumber, cardId, rrpid, issuedAt: at, notAfter, nonceCca });
  return { certStatus: 'requestComplete', ...facts };
}

/** With a card in the reader the challenge is CardCInitRes's, under the same RRPID; with a form it is RegFormRes's. */
function assertChallenge({ enrolment }: CardholderAuthority, { request, proof, at }: Plan): void {
  const { challCA, rrpid, lidEE, challEE } = request;
  const same =
    proof.kind === 'chip'
      ? { purpose: 'card' as const, rrpid, lidEE, challEE }
      : proof.kind === 'form'
        ? { purpose: 'form' as const, lidEE }
        : { lidEE };
  takeChallenge(enrolment, { challCA, at, same });
}

function pend({ pendedRequests }: CardholderAuthority, plan: Plan, cardId: string): void {
  const { request, at, keyThumb, blindedPan, nonceCca, notAfter, lidCA } = plan;
  const { lidEE, rrpid, caBackKey, publicKey } = request;
  pendedRequests.add({
    ...{ lidCA, lidEE, keyThumb, publicKey: JSON.stringify(publicKey), cardId, rrpid },
    ...{ blindedPan, nonceCca, caBackKey, notAfter },
    state: 'pended',
    certificate: null,
    askedAt: at,
  });
}

type AnswerFields = Pick<CertRes, 'certStatus' | 'lidCA' | 'failedItems' | 'nonceCca' | 'chain'>;

async function answerFields(
  authority: CardholderAuthority,
  plan: Plan,
  { certStatus }: Outcome,
): Promise<AnswerFields> {
  const { request, proof, nonceCca, lidCA } = plan;
  if (certStatus === 'requestPended') return { certStatus, lidCA };
  if (certStatus === 'regFormAnswerMalformed' && proof.kind === 'form')
    return { certStatus, failedItems: [...proof.failedItems] };
  if (certStatus !== 'requestComplete') return { certStatus };
  const { der } = await issueCardholder(authority, { ...plan, publicKey: request.publicKey });
  return { certStatus, nonceCca, chain: [encodeBase64(der), ...authority.identity.signer.chain] };
}
