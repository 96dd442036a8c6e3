/**
 * The bank certifies the wallet's key: CardCInitReq → the card certifies the key, PIN on the reader → CertReq →
 * CertRes (SET Book 2, cardholder registration; PROTOCOL.md, section 3).
 *
 * Nothing is at stake before the certificate is there, so nothing is saved before: after a crash the shopper asks
 * again, with a new key.
 */
import type { CardCertificate, CardIdentity, EnrolmentStep, WalletErrorCode } from '@ecomm/messages';
import {
  type CardCInitReq,
  type CardCInitRes,
  type CertReq,
  type CertRes,
  cardCInitRes,
  currencyCodeOf,
  decodeBase64Url,
  type EcPublicJwk,
  encodeBase64Url,
  encodeCardCInitReq,
  enrolmentDigest,
  enrolmentMerchantId,
  makeCertReq,
  newIdentifier,
  oids,
  openCertRes,
  ProtocolError,
  panSecretOf,
  type TrustedCertificate,
} from '@ecomm/protocol';
import { WalletError } from '../../shared/errors.ts';
import { type Issuer, issuerOf } from '../config.ts';
import { findCard } from '../host/find-card.ts';
import { sealSecrets } from '../journal/secrets.ts';
import type { Enrolment } from '../journal/wallet-store.ts';
import type { CardSession, WalletPorts } from '../ports.ts';
import { checkCertificate } from './check-certificate.ts';

type CertStatus = CertRes['certStatus'];

const refusals: Readonly<Record<Exclude<CertStatus, 'requestComplete'>, WalletErrorCode>> = {
  requestInProgress: 'ERR_ENROLMENT_PENDED',
  requestPended: 'ERR_ENROLMENT_PENDED',
  regFormAnswerMalformed: 'ERR_ENROLMENT_FORM',
  sigValidationFail: 'ERR_ENROLMENT_SIG_VALIDATION_FAIL',
  rejectedByIssuer: 'ERR_ENROLMENT_REJECTED_BY_ISSUER',
  rejectedByCA: 'ERR_ENROLMENT_REJECTED_BY_CA',
  invalidBIN: 'ERR_ENROLMENT_INVALID_BIN',
};

/** Asks the bank of the card that is in the reader, and stores the certificate. Throws what went wrong. */
export async function startEnrolment(
  ports: WalletPorts,
  session: CardSession<EnrolmentStep>,
): Promise<Enrolment> {
  const { config } = await ports.setup();
  const card = await findCard(ports.host, async () => true);
  if (card === undefined) throw new WalletError('ERR_CARD_ABSENT');
  const issuer = issuerOf(config, card.pan.slice(0, 6));
  if (issuer === undefined) throw new WalletError('ERR_WALLET_BANK_UNKNOWN', { bin: card.pan.slice(0, 6) });
  session.report({ step: 'askingBank' });
  const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, [
    'sign',
    'verify',
  ]);
  const initiated = await initiate(issuer, ports);
  const certified = await certifyKey(card, await publicJwkOf(keys.publicKey), initiated, ports, session);
  session.report({ step: 'certificate' });
  const enrolment = await requestCertificate({ card, issuer, keys, initiated, certified }, ports);
  session.signal.throwIfAborted();
  await ports.store.saveEnrolment(enrolment);
  return enrolment;
}

interface Initiated {
  readonly request: CardCInitReq;
  readonly response: CardCInitRes;
  readonly authority: TrustedCertificate;
}

async function initiate(issuer: Issuer, ports: WalletPorts): Promise<Initiated> {
  const { config, trust } = await ports.setup();
  const request: CardCInitReq = {
    rrpid: newIdentifier(ports.random),
    lidEE: newIdentifier(ports.random),
    challEE: newIdentifier(ports.random),
    brand: config.brand,
  };
  const answer = await ports.network.post(
    `${issuer.enrolUrl}/cardcinit`,
    encodeCardCInitReq(request),
    'application/json',
  );
  const at = ports.now();
  const { payload: response, sender } = await cardCInitRes.open(answer, { trust, at });
  if (response.challEE !== request.challEE)
    throw new ProtocolError('ERR_MESSAGE_CHALLENGE', { field: 'challEE' });
  if (response.rrpid !== request.rrpid || response.lidEE !== request.lidEE)
    throw new ProtocolError('ERR_MESSAGE_MISMATCH', { field: 'rrpid' });
  const authority = await trust.certificateFor({
    thumb: response.caThumb,
    x5c: response.caChain,
    roles: ['cardholderCa'],
    purpose: 'keyExchange',
    at,
  });
  if (authority.subject !== sender.subject || authority.brand !== config.brand)
    throw new ProtocolError('ERR_CERTIFICATE_NAME', { subject: authority.subject });
  return { request, response, authority };
}

interface CertifiedKey {
  readonly publicKey: EcPublicJwk;
  readonly requestDate: number;
  readonly certificate: CardCertificate;
}

async function certifyKey(
  card: CardIdentity,
  publicKey: EcPublicJwk,
  { request, response }: Initiated,
  ports: WalletPorts,
  session: CardSession<EnrolmentStep>,
): Promise<CertifiedKey> {
  session.signal.throwIfAborted();
  session.report({ step: 'pin', triesLeft: card.pinTriesLeft });
  const requestDate = ports.now();
  const certificate = await ports.host.certify(
    {
      readerName: card.readerName,
      pan: card.pan,
      lastTryAccepted: session.lastTryAccepted,
      transaction: {
        kind: 'enrolment',
        amount: { currency: currencyCodeOf(card.currency), value: 0 },
        dateSeconds: requestDate,
        merchantId: enrolmentMerchantId,
        xid: request.rrpid,
        hod: await enrolmentDigest(response.challCA, publicKey),
      },
    },
    ({ state, triesLeft }) => session.report({ step: state === 'waiting' ? 'pin' : 'certifying', triesLeft }),
  );
  session.signal.throwIfAborted();
  return { publicKey, requestDate, certificate };
}

interface KeyRequest {
  readonly card: CardIdentity;
  readonly issuer: Issuer;
  readonly keys: CryptoKeyPair;
  readonly initiated: Initiated;
  readonly certified: CertifiedKey;
}

async function requestCertificate(
  { card, issuer, keys, initiated, certified }: KeyRequest,
  ports: WalletPorts,
): Promise<Enrolment> {
  const { trust } = await ports.setup();
  const { request, response, authority } = initiated;
  const cardSecret = encodeBase64Url(ports.random(20));
  const caBackKey = encodeBase64Url(ports.random(32));
  const { txData, cardData, cryptogram, cvm } = certified.certificate;
  const certReq: CertReq = {
    rrpid: request.rrpid,
    lidEE: request.lidEE,
    challEE: request.challEE,
    challCA: response.challCA,
    requestDate: certified.requestDate,
    publicKey: certified.publicKey,
    pan: card.pan,
    cardExpiry: card.expiry,
    cardSecret,
    exNonce: encodeBase64Url(ports.random(20)),
    chipCertificate: { tokenType: oids.tokenB0Prime, profile: 1, txData, cardData, cryptogram, cvm },
    caBackKey,
  };
  const sealed = await makeCertReq(certReq, keys.privateKey, authority);
  const answer = await ports.network.post(`${issuer.enrolUrl}/cert`, sealed, 'application/jose');
  const { rrpid, challEE } = request;
  const certRes = await openCertRes(answer, { trust, at: ports.now(), rrpid, challEE, caBackKey });
  if (certRes.certStatus !== 'requestComplete') throw new WalletError(refusals[certRes.certStatus]);
  if (certRes.nonceCca === undefined || certRes.chain === undefined)
    throw new ProtocolError('ERR_MESSAGE_MALFORMED', { field: 'chain' });
  const panSecretBytes = panSecretOf(decodeBase64Url(cardSecret), decodeBase64Url(certRes.nonceCca));
  const expected = { card, publicKey: certified.publicKey, panSecret: panSecretBytes };
  const certificate = await checkCertificate(certRes.chain, expected, ports);
  return {
    signer: { key: keys.privateKey, thumb: certificate.thumb, chain: certRes.chain },
    commonName: certificate.commonName,
    bankName: issuer.name,
    bin: card.pan.slice(0, 6),
    lastDigits: card.pan.slice(-4),
    hasChip: true,
    validUntil: certificate.notAfter,
    secrets: await sealSecrets(
      {
        panSecret: encodeBase64Url(panSecretBytes),
        cardSecret,
        card: { pan: card.pan, expiry: card.expiry },
      },
      ports.random,
    ),
  };
}

async function publicJwkOf(key: CryptoKey): Promise<EcPublicJwk> {
  const { x = '', y = '' } = await crypto.subtle.exportKey('jwk', key);
  return { kty: 'EC', crv: 'P-256', x, y };
}
