/**
 * Enrolment of a card without a chip: RegFormReq → the bank's form → CertReq with its answers (SET Book 2, RegForm).
 * The bank may certify at once, or have a clerk look: then the request waits, and `pended-enrolment` asks for it.
 */
import {
  type CertRes,
  encodeBase64Url,
  type FormAnswer,
  makeCertReq,
  makeRegFormReq,
  newIdentifier,
  ProtocolError,
  type RegFormRes,
  type RegistrationForm,
  regFormRes,
  type TrustedCertificate,
} from '@ecomm/protocol';
import { WalletError } from '../../shared/errors.ts';
import { type Issuer, issuerOf } from '../config.ts';
import { type CardNumber, sealValue } from '../journal/secrets.ts';
import type { WalletPorts } from '../ports.ts';
import { meetAuthority, sealedTo } from './meet-authority.ts';
import {
  enrolmentFrom,
  newCertReq,
  newWalletKeys,
  postCertReq,
  type WalletKeys,
} from './request-certificate.ts';

export interface BankForm {
  readonly issuer: Issuer;
  readonly form: RegistrationForm;
}

export type FormOutcome =
  | { readonly status: 'enrolled' | 'pended' }
  /** Names of fields that are not filled in as asked. */
  | { readonly status: 'malformed'; readonly failedItems: readonly string[] };

/** The form of a card's bank. Throws ERR_WALLET_BANK_UNKNOWN or ERR_ENROLMENT_REFERRAL. */
export async function askForForm(card: CardNumber, ports: WalletPorts): Promise<BankForm> {
  const { issuer, form } = await requestForm(card, ports);
  return { issuer, form };
}

/**
 * Sends the answers to a form that was shown. A form's challenge serves once, so it is asked for again: throws
 * ERR_ENROLMENT_FORM_CHANGED when the bank has another form by now.
 */
export async function sendForm(
  card: CardNumber,
  shown: RegistrationForm,
  answers: readonly FormAnswer[],
  ports: WalletPorts,
): Promise<FormOutcome> {
  const { issuer, form, response, authority } = await requestForm(card, ports);
  if (form.regFormId !== shown.regFormId) throw new WalletError('ERR_ENROLMENT_FORM_CHANGED');
  const keys = await newWalletKeys();
  const exchange = {
    rrpid: newIdentifier(ports.random),
    lidEE: response.lidEE,
    challEE: newIdentifier(ports.random),
    challCA: response.challCA,
  };
  const proof = { regFormId: form.regFormId, regForm: [...answers] };
  const certReq = newCertReq(exchange, card, keys, proof, ports);
  const sealed = await makeCertReq(certReq, keys.privateKey, authority);
  const certRes = await postCertReq(issuer, certReq, sealed, ports);
  // The bank tells nobody which of number, name and secret was wrong.
  if (certRes.certStatus === 'rejectedByIssuer') throw new WalletError('ERR_ENROLMENT_FORM_REJECTED');
  if (certRes.certStatus === 'regFormAnswerMalformed')
    return { status: 'malformed', failedItems: certRes.failedItems ?? [] };
  const { lidEE, cardSecret, caBackKey } = certReq;
  if (certRes.certStatus === 'requestPended') {
    await savePended({ card, issuer, keys, lidEE, cardSecret, caBackKey }, certRes, ports);
    return { status: 'pended' };
  }
  const requested = { card, hasChip: false, bankName: issuer.name, keys, cardSecret };
  await ports.store.saveEnrolment(await enrolmentFrom(certRes, requested, ports));
  return { status: 'enrolled' };
}

interface RequestedForm extends BankForm {
  readonly response: RegFormRes;
  readonly authority: TrustedCertificate;
}

async function requestForm({ pan }: CardNumber, ports: WalletPorts): Promise<RequestedForm> {
  const { config, trust } = await ports.setup();
  const bin = pan.slice(0, 6);
  const issuer = issuerOf(config, bin);
  if (issuer === undefined) throw new WalletError('ERR_WALLET_BANK_UNKNOWN', { bin });
  const met = await meetAuthority(issuer, ports);
  const request = {
    rrpid: newIdentifier(ports.random),
    lidEE: met.request.lidEE,
    challEE2: newIdentifier(ports.random),
    requestType: 'cardInitialSig',
    language: ports.language,
    pan,
    exNonce: encodeBase64Url(ports.random(20)),
  } as const;
  const sealed = await makeRegFormReq(request, met.authority);
  const answer = await ports.network.post(`${issuer.enrolUrl}/regform`, sealed, 'application/jose');
  const { payload: response, sender } = await regFormRes.open(answer, { trust, at: ports.now() });
  if (response.challEE2 !== request.challEE2)
    throw new ProtocolError('ERR_MESSAGE_CHALLENGE', { field: 'challEE2' });
  for (const field of ['rrpid', 'lidEE', 'requestType'] as const)
    if (response[field] !== request[field]) throw new ProtocolError('ERR_MESSAGE_MISMATCH', { field });
  if (response.regForm === undefined) throw new WalletError('ERR_ENROLMENT_REFERRAL');
  return { issuer, form: response.regForm, response, authority: await sealedTo(response, sender, ports) };
}

interface ToPend {
  readonly card: CardNumber;
  readonly issuer: Issuer;
  readonly keys: WalletKeys;
  readonly lidEE: string;
  readonly cardSecret: string;
  readonly caBackKey: string;
}

async function savePended(
  { card, issuer, keys, lidEE, cardSecret, caBackKey }: ToPend,
  { lidCA }: CertRes,
  ports: WalletPorts,
): Promise<void> {
  if (lidCA === undefined) throw new ProtocolError('ERR_MESSAGE_MALFORMED', { field: 'lidCA' });
  await ports.store.savePended({
    bankName: issuer.name,
    enrolUrl: issuer.enrolUrl,
    lastDigits: card.pan.slice(-4),
    key: keys.privateKey,
    publicKey: keys.publicKey,
    lidEE,
    lidCA,
    askedAt: ports.now(),
    secrets: await sealValue({ card, cardSecret, caBackKey }, ports.random),
  });
}
