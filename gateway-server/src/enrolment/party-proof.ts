/**
 * What speaks for a merchant or gateway that asks for certificates, and what these will say of it: the registration at
 * the acquirer's desk with its code, or the certificate to renew.
 */
import {
  type EcPublicJwk,
  type OpenedPartyCertReq,
  oids,
  type PartyCertReq,
  partyIdOf,
  type TrustedCertificate,
} from '@ecomm/protocol';
import type { Registration } from '../store/party-store.ts';
import type { PartySubject } from './issue-party.ts';
import { keyThumbOf } from './key-thumb.ts';
import type { PartyAuthority } from './party-authorities.ts';
import { answerTo, malformedAnswers, partyForm, partyFormId } from './registration-form.ts';
import { isSecret, type SecretVerifier } from './secret-answer.ts';

export interface PartyProof {
  readonly kind: 'code' | 'key';
  /** Names of the form's fields that were not filled in as asked. */
  readonly failedItems: readonly string[];
  /** Whether the code or the old certificate is the party's, as far as keys can tell. */
  readonly isRight: boolean;
  /** What the new certificates will say; undefined for a party that nobody knows. */
  readonly subject: PartySubject | undefined;
  /** Of the certificate to renew: its key may not be certified again. */
  readonly oldKeyThumb?: string;
}

export async function partyProofOf(
  authority: PartyAuthority,
  { request, old }: OpenedPartyCertReq,
): Promise<PartyProof> {
  return old === undefined ? proofByCode(authority, request) : proofByKey(authority, request, old);
}

/** Why the party gets nothing, undefined when it is who it says. Runs inside the caller's transaction. */
export function identifyParty(
  { parties, type }: PartyAuthority,
  { idData }: PartyCertReq,
  { kind, isRight }: PartyProof,
): 'notRegistered' | 'codeSpent' | 'codeWrong' | 'keyOfAnother' | undefined {
  if (kind === 'key') return isRight ? undefined : 'keyOfAnother';
  const registration = parties.findRegistration(idData.partyId);
  if (registration?.type !== type) return 'notRegistered';
  if (registration.triesLeft === 0) return 'codeSpent';
  parties.setTriesLeft(idData.partyId, isRight ? 0 : registration.triesLeft - 1);
  return isRight ? undefined : 'codeWrong';
}

/** Compared for parties that are not registered, so that how long it takes tells nothing. */
const nobody: SecretVerifier = { salt: 'A'.repeat(22), hash: 'A'.repeat(43) };

async function proofByCode(
  authority: PartyAuthority,
  { regFormId, regForm, idData }: PartyCertReq,
): Promise<PartyProof> {
  const failedItems =
    regFormId === partyFormId ? malformedAnswers(partyForm('en', 'initial'), regForm) : ['regFormId'];
  const found = authority.parties.findRegistration(idData.partyId);
  const registration = found?.type === authority.type ? found : undefined;
  const verifier =
    registration === undefined ? nobody : { salt: registration.codeSalt, hash: registration.codeHash };
  const isRight = failedItems.length === 0 && (await isSecret(answerTo(regForm, 'code'), verifier));
  const subject = registration === undefined ? undefined : subjectOf(authority, registration);
  return { kind: 'code', failedItems, isRight, subject };
}

/** The certificate must be this authority's own, of the party that asks, and not revoked. */
async function proofByKey(
  { identity, revocations, type }: PartyAuthority,
  { idData }: PartyCertReq,
  old: TrustedCertificate,
): Promise<PartyProof> {
  const isRevoked = revocations.isRevoked(`${type}s`, old.serialNumber);
  const isOurs = old.issuer === identity.certificate.subject && old.type === type;
  const { merchantData, isIntermediary, cardCertRequired, setExtensions } = old;
  return {
    kind: 'key',
    failedItems: [],
    isRight: isOurs && !isRevoked && partyIdOf(old) === idData.partyId,
    subject: {
      subject: nameOf(old),
      ...(merchantData === undefined ? {} : { merchantData }),
      ...(isIntermediary ? { isIntermediary } : {}),
      ...(type === 'gateway' ? { cardCertRequired } : {}),
      ...(setExtensions.length > 0 ? { setExtensions } : {}),
    },
    oldKeyThumb: await keyThumbOf(await jwkOf(old.publicKey)),
  };
}

function subjectOf({ acquirer, brand }: PartyAuthority, registration: Registration): PartySubject {
  const { partyId, type, name, city, readsChips, cardCertRequired } = registration;
  const { bin: acquirerBin, country, countryNumber, name: unit } = acquirer;
  const subject = { country, brand, unit, commonName: type === 'merchant' ? name : partyId };
  if (type === 'merchant')
    return {
      subject,
      merchantData: { merchantId: partyId, acquirerBin, name, city, country: countryNumber },
    };
  return {
    subject,
    cardCertRequired: cardCertRequired === 1,
    ...(readsChips === 1 ? { setExtensions: [oids.chipCertificate] } : {}),
  };
}

function nameOf({ x509, brand, commonName }: TrustedCertificate): PartySubject['subject'] {
  const [country = ''] = x509.subjectName.getField('C');
  const [unit] = x509.subjectName.getField('OU');
  return { country, brand, ...(unit === undefined ? {} : { unit }), commonName };
}

async function jwkOf(key: CryptoKey): Promise<EcPublicJwk> {
  const { x = '', y = '' } = await crypto.subtle.exportKey('jwk', key);
  return { kty: 'EC', crv: 'P-256', x, y };
}
