/**
 * CertReq → CertRes for merchants and gateways: the acquirer certifies their keys, the first time on the code that the
 * desk gave them, later on the signature of the certificate to renew (SET Book 2).
 *
 * What a certificate says of a party comes from the desk or from the old certificate, never from the request.
 */
import {
  answerRetentionSeconds,
  digestOf,
  newSerialNumber,
  type OpenedPartyCertReq,
  openPartyCertReq,
  type PartyCertRes,
  ProtocolError,
  partyCertRes,
} from '@ecomm/protocol';
import { answerOnce } from '../gateway/answer-once.ts';
import { takeChallenge } from './challenge.ts';
import { importPartyKey, issueParty, type PartyKey, partyNotAfter } from './issue-party.ts';
import { keyThumbOf } from './key-thumb.ts';
import { type PartyAuthorities, type PartyAuthority, partyTypeOf } from './party-authorities.ts';
import { identifyParty, type PartyProof, partyProofOf } from './party-proof.ts';

/** `body` is a compact JWE, the answer a compact JWS. Throws a ProtocolError where SET answers an Error message. */
export async function certifyParty(authorities: PartyAuthorities, body: string): Promise<string> {
  const requestDigest = await digestOf(body);
  const repeated = authorities.merchant.answers.findByDigest('partyCertReq', requestDigest);
  if (repeated !== undefined) return repeated;
  const at = authorities.merchant.clock();
  const { authority, opened } = await openAtAuthority(authorities, body, at);
  const plan = await planOf(authority, opened, at);
  const { rrpid, lidEE, challEE, lidCA, idData } = opened.request;
  const { answer, outcome } = await answerOnce(authority, {
    kind: 'partyCertReq',
    sender: plan.keys[0]?.keyThumb ?? '',
    rrpid,
    requestDigest,
    at,
    execute: () => decide(authority, plan),
    answer: async ({ certStatus, failedItems }) =>
      partyCertRes.sign(
        {
          ...{ rrpid, lidEE, challEE, lidCA, certStatus },
          ...(failedItems === undefined ? {} : { failedItems: [...failedItems] }),
          ...(certStatus === 'requestComplete' ? await chainsFor(authority, plan) : {}),
          iat: at,
          exp: at + answerRetentionSeconds,
        },
        authority.identity.signer,
      ),
  });
  if (outcome !== undefined) {
    const { certStatus, reason } = outcome;
    authority.log.info({ certStatus, reason, partyId: idData.partyId }, 'party enrolment');
  }
  return answer;
}

interface Plan {
  readonly opened: OpenedPartyCertReq;
  readonly at: number;
  /** The signature key first. */
  readonly keys: readonly (PartyKey & { readonly keyThumb: string })[];
  readonly proof: PartyProof;
}

/** Sealed to one of the two authorities, and for what that one certifies. Throws ERR_MESSAGE_RECIPIENT otherwise. */
async function openAtAuthority(authorities: PartyAuthorities, body: string, at: number) {
  const [merchant, gateway] = [authorities.merchant, authorities.gateway];
  const openAt = async (authority: PartyAuthority) => {
    const { opener, trust, type } = authority;
    const opened = await openPartyCertReq(body, { openers: [opener], trust, at });
    if (partyTypeOf(opened.request.requestType) !== type)
      throw new ProtocolError('ERR_MESSAGE_MISMATCH', { field: 'requestType' });
    return { authority, opened };
  };
  return openAt(merchant).catch((error) => {
    if (!(error instanceof ProtocolError) || error.code !== 'ERR_MESSAGE_RECIPIENT') throw error;
    return openAt(gateway);
  });
}

async function planOf(authority: PartyAuthority, opened: OpenedPartyCertReq, at: number): Promise<Plan> {
  const { requestType, signatureKey, keyExchangeKey, idData } = opened.request;
  if (requestType.endsWith('Both') !== (keyExchangeKey !== undefined))
    throw new ProtocolError('ERR_MESSAGE_MISMATCH', { field: 'keyExchangeKey' });
  if (idData.bin !== authority.acquirer.bin)
    throw new ProtocolError('ERR_MESSAGE_MISMATCH', { field: 'bin' });
  const keyFor = async (publicKey: typeof signatureKey, purpose: PartyKey['purpose']) => {
    await importPartyKey(publicKey, purpose);
    const serialNumber = newSerialNumber(authority.random);
    return { publicKey, purpose, serialNumber, keyThumb: await keyThumbOf(publicKey) };
  };
  const keys = [
    await keyFor(signatureKey, 'signature'),
    ...(keyExchangeKey === undefined ? [] : [await keyFor(keyExchangeKey, 'keyExchange')]),
  ];
  return { opened, at, keys, proof: await partyProofOf(authority, opened) };
}

interface Outcome {
  readonly certStatus: PartyCertRes['certStatus'];
  readonly failedItems?: readonly string[];
  /** For the journal. */
  readonly reason: string;
}

/** Precedence: challenge (an Error), keys certified before, form, then who the party is. */
function decide(authority: PartyAuthority, { opened, at, keys, proof }: Plan): Outcome {
  const { enrolment, parties, type } = authority;
  const { challCA, lidEE, idData } = opened.request;
  takeChallenge(enrolment, { challCA, at, same: { purpose: type, lidEE } });
  const thumbs = keys.map(({ keyThumb }) => keyThumb);
  const isUsed = thumbs.some((thumb) => parties.isKeyCertified(thumb) || thumb === proof.oldKeyThumb);
  if (isUsed || new Set(thumbs).size < thumbs.length)
    return { certStatus: 'rejectedByCA', reason: 'keyCertified' };
  if (proof.failedItems.length > 0)
    return {
      certStatus: 'regFormAnswerMalformed',
      failedItems: proof.failedItems,
      reason: 'formMalformed',
    };
  const refusal = identifyParty(authority, opened.request, proof);
  if (refusal !== undefined) return { certStatus: 'rejectedByCA', reason: refusal };
  for (const { keyThumb, serialNumber } of keys)
    parties.addCertificate({
      ...{ serialNumber, keyThumb, partyId: idData.partyId, type },
      issuedAt: at,
      notAfter: partyNotAfter(authority, at),
    });
  return { certStatus: 'requestComplete', reason: proof.kind };
}

async function chainsFor(authority: PartyAuthority, { keys, proof, at }: Plan) {
  if (proof.subject === undefined) throw new Error('internal error: nobody was certified');
  const [signature, exchange] = keys;
  if (signature === undefined) throw new Error('internal error: no key was certified');
  return {
    signatureChain: await issueParty(authority, proof.subject, { ...signature, at }),
    ...(exchange === undefined
      ? {}
      : { keyExchangeChain: await issueParty(authority, proof.subject, { ...exchange, at }) }),
  };
}
