/**
 * The bank certifies the wallet's key: CardCInitReq → the card certifies the key, PIN on the reader → CertReq →
 * CertRes (SET Book 2, cardholder registration; PROTOCOL.md, section 3).
 *
 * Nothing is at stake before the certificate is there, so nothing is saved before: after a crash the shopper asks
 * again, with a new key.
 */
import type { CardCertificate, CardIdentity, EnrolmentStep } from '@ecomm/messages';
import {
  type EcPublicJwk,
  enrolmentAmount,
  enrolmentDigest,
  enrolmentMerchantId,
  makeCertReq,
  oids,
} from '@ecomm/protocol';
import { WalletError } from '../../shared/errors.ts';
import { issuerOf } from '../config.ts';
import { findCard } from '../host/find-card.ts';
import type { Enrolment } from '../journal/wallet-store.ts';
import type { CardSession, WalletPorts } from '../ports.ts';
import { type MetAuthority, meetAuthority } from './meet-authority.ts';
import { enrolmentFrom, newCertReq, newWalletKeys, postCertReq } from './request-certificate.ts';

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
  const keys = await newWalletKeys();
  const met = await meetAuthority(issuer, ports);
  const { requestDate, certificate } = await certifyKey(card, keys.publicKey, met, ports, session);
  session.report({ step: 'certificate' });
  const { txData, cardData, cryptogram, cvm } = certificate;
  const proof = {
    requestDate,
    chipCertificate: { tokenType: oids.tokenB0Prime, profile: 1, txData, cardData, cryptogram, cvm },
  } as const;
  const exchange = { ...met.request, challCA: met.response.challCA };
  const certReq = newCertReq(exchange, card, keys, proof, ports);
  const sealed = await makeCertReq(certReq, keys.privateKey, met.authority);
  const certRes = await postCertReq(issuer, certReq, sealed, ports);
  const { cardSecret } = certReq;
  const requested = { card, hasChip: true, bankName: issuer.name, keys, cardSecret };
  const enrolment = await enrolmentFrom(certRes, requested, ports);
  session.signal.throwIfAborted();
  await ports.store.saveEnrolment(enrolment);
  return enrolment;
}

async function certifyKey(
  card: CardIdentity,
  publicKey: EcPublicJwk,
  { request, response }: MetAuthority,
  ports: WalletPorts,
  session: CardSession<EnrolmentStep>,
): Promise<{ readonly requestDate: number; readonly certificate: CardCertificate }> {
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
        amount: enrolmentAmount,
        dateSeconds: requestDate,
        merchantId: enrolmentMerchantId,
        xid: request.rrpid,
        hod: await enrolmentDigest(response.challCA, publicKey),
      },
    },
    ({ state, triesLeft }) => session.report({ step: state === 'waiting' ? 'pin' : 'certifying', triesLeft }),
  );
  session.signal.throwIfAborted();
  return { requestDate, certificate };
}
