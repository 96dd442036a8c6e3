/**
 * CertInqReq → CertRes: has the clerk decided? (SET Book 2.) Signed by the key that waits, answered under the key that
 * its CertReq gave. The certificate is issued when it is first asked for, and the same one every time after.
 */
import {
  answerRetentionSeconds,
  type CertInqReq,
  type CertRes,
  digestOf,
  encodeBase64,
  makeCertRes,
  newSerialNumber,
  openCertInqReq,
  ProtocolError,
} from '@ecomm/protocol';
import { answerOnce } from '../gateway/answer-once.ts';
import type { PendedRequest } from '../store/pended-request-store.ts';
import type { CardholderAuthority } from './authority.ts';
import { issueCardholder } from './issue-cardholder.ts';

/** `body` is a compact JWS, the answer a compact JWE. Throws ERR_MESSAGE_UNKNOWN_XID for a request that none pended. */
export async function answerInquiry(authority: CardholderAuthority, body: string): Promise<string> {
  const requestDigest = await digestOf(body);
  const repeated = authority.answers.findByDigest('certInqReq', requestDigest);
  if (repeated !== undefined) return repeated;
  const at = authority.clock();
  const keyOf = (lidCA: string) => {
    const found = authority.pendedRequests.find(lidCA);
    return found === undefined ? undefined : JSON.parse(found.publicKey);
  };
  const inquiry = await openCertInqReq(body, { keyOf, at });
  const pended = pendedOf(authority, inquiry);
  const plan: Plan = { inquiry, at, ...(await candidateFor(authority, pended, at)) };
  const { answer, outcome } = await answerOnce(authority, {
    kind: 'certInqReq',
    sender: pended.keyThumb,
    rrpid: inquiry.rrpid,
    requestDigest,
    at,
    execute: () => decide(authority, plan),
    answer: (decided) =>
      makeCertRes(
        {
          rrpid: inquiry.rrpid,
          challEE: inquiry.challEE,
          ...answerFields(authority, pended, decided),
          iat: at,
          exp: at + answerRetentionSeconds,
        },
        authority.identity.signer,
        pended.caBackKey,
      ),
  });
  if (outcome !== undefined)
    authority.log.info({ certStatus: outcome.certStatus, cardId: pended.cardId }, 'enrolment inquiry');
  return answer;
}

interface Plan {
  readonly inquiry: CertInqReq;
  readonly at: number;
  readonly serialNumber: string;
  /** Base64 DER: what will be issued, if nothing was before. */
  readonly certificate: string;
}

interface Outcome {
  readonly certStatus: CertRes['certStatus'];
  readonly certificate?: string;
}

function pendedOf({ pendedRequests }: CardholderAuthority, { lidCA, lidEE }: CertInqReq): PendedRequest {
  const pended = pendedRequests.find(lidCA);
  if (pended?.lidEE !== lidEE) throw new ProtocolError('ERR_MESSAGE_MISMATCH', { field: 'lidEE' });
  return pended;
}

async function candidateFor(authority: CardholderAuthority, pended: PendedRequest, at: number) {
  const serialNumber = newSerialNumber(authority.random);
  if (pended.state !== 'approved') return { serialNumber, certificate: '' };
  const publicKey = JSON.parse(pended.publicKey);
  const { der } = await issueCardholder(authority, { ...pended, publicKey, serialNumber, at });
  return { serialNumber, certificate: encodeBase64(der) };
}

/** The card may have been reported since the clerk looked: then its holder gets nothing. */
function decide(
  { pendedRequests, enrolment, issuer }: CardholderAuthority,
  { inquiry, at, serialNumber, certificate }: Plan,
): Outcome {
  const pended = pendedRequests.find(inquiry.lidCA);
  if (pended === undefined) throw new ProtocolError('ERR_MESSAGE_UNKNOWN_XID', { field: 'lidCA' });
  const { state, cardId, keyThumb, rrpid, notAfter, nonceCca } = pended;
  if (state === 'rejected' || !issuer.isInUse(cardId)) return { certStatus: 'rejectedByIssuer' };
  if (pended.certificate !== null) return { certStatus: 'requestComplete', certificate: pended.certificate };
  // Approved between our look and this transaction: the next inquiry gets it.
  if (state !== 'approved' || certificate === '') return { certStatus: 'requestPended' };
  enrolment.addCertificate({ keyThumb, serialNumber, cardId, rrpid, issuedAt: at, notAfter, nonceCca });
  pendedRequests.setCertified(inquiry.lidCA, certificate);
  return { certStatus: 'requestComplete', certificate };
}

function answerFields(
  { identity }: CardholderAuthority,
  { lidCA, nonceCca }: PendedRequest,
  { certStatus, certificate }: Outcome,
): Pick<CertRes, 'certStatus' | 'lidCA' | 'nonceCca' | 'chain'> {
  if (certificate === undefined) return { certStatus, ...(certStatus === 'requestPended' ? { lidCA } : {}) };
  return { certStatus, nonceCca, chain: [certificate, ...identity.signer.chain] };
}
