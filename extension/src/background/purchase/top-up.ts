/**
 * The Open To Buy does not suffice: an ordinary SET purchase, with the intermediary as merchant, opens a new one.
 *
 * PInitReq → PInitRes → the card certifies (PIN on the reader) → PReq, which is only made here: the caller saves
 * it before `post-preq` sends it (PROTOCOL.md, section 2, "Top-up"; section 3).
 */
import type { CardCertificate, CardIdentity, TopUpStep } from '@ecomm/messages';
import {
  blindPan,
  type Certificate,
  chipCertificateExtension,
  clockToleranceSeconds,
  decodeBase64Url,
  encodeBase64Url,
  encodePInitReq,
  hashOrder,
  hmacSha256,
  makePReq,
  newIdentifier,
  oids,
  openPInitRes,
  type PInitReq,
  type PInitRes,
  type PiData,
  ProtocolError,
  type TrustedCertificate,
} from '@ecomm/protocol';
import { problemOf, WalletError } from '../../shared/errors.ts';
import type { Setup } from '../config.ts';
import { findCard } from '../host/find-card.ts';
import type { Authorizing, TopUpNeeded } from '../journal/purchase.ts';
import { openSecrets } from '../journal/secrets.ts';
import type { Enrolment } from '../journal/wallet-store.ts';
import type { CardSession, WalletPorts } from '../ports.ts';
import { isSameOrigin } from './check-offer.ts';

/** Undefined when no card is there: the shopper is asked to insert it. A failure stays on the record. */
export async function topUp(
  purchase: TopUpNeeded,
  ports: WalletPorts,
  session: CardSession<TopUpStep>,
): Promise<TopUpNeeded | Authorizing | undefined> {
  const { problem: _problem, ...base } = purchase;
  try {
    return await authorize(base, ports, session);
  } catch (error) {
    if (session.signal.aborted) return undefined;
    return { ...base, updatedAt: ports.now(), problem: problemOf(error) };
  }
}

async function authorize(
  purchase: TopUpNeeded,
  ports: WalletPorts,
  session: CardSession<TopUpStep>,
): Promise<Authorizing | undefined> {
  const [setup, enrolment] = await Promise.all([ports.setup(), ports.store.enrolment()]);
  if (enrolment === undefined) throw new WalletError('ERR_WALLET_NOT_ENROLLED');
  if (!isSameOrigin(purchase.topUp.setUrl, new URL(setup.config.intermediary.url).origin))
    throw new WalletError('ERR_WALLET_TOP_UP_URL');
  session.report({ step: 'readingCard' });
  const secrets = await openSecrets(enrolment.secrets);
  const panSecret = decodeBase64Url(secrets.panSecret, 20);
  const card = await findCard(
    ports.host,
    async ({ pan, expiry }) => (await blindPan(pan, expiry, panSecret)) === enrolment.commonName,
  );
  if (card === undefined) {
    session.report({ step: 'insertCard' });
    return undefined;
  }
  const initiated = await initiate(purchase, enrolment, setup, ports);
  const order = await describeOrder(purchase, ports);
  const certificate = await certify(purchase, card, { ...initiated, hod: order.hod }, ports, session);
  session.report({ step: 'askingBank' });
  const { request, response, gateway } = initiated;
  const { transIds, challM, gatewayThumb } = response;
  const rrpid = newIdentifier(ports.random);
  const oiData = {
    transIds,
    rrpid,
    challC: request.challC,
    ...order,
    challM,
    brand: setup.config.brand,
    bin: enrolment.bin,
  };
  const piData: PiData = {
    piHead: {
      transIds,
      hod: order.hod,
      purchAmt: purchase.topUp.purchAmt,
      merchantId: setup.config.intermediary.id,
      transStain: await transStainOf(transIds.xid, secrets.cardSecret),
      gatewayThumb,
      ...chipExtension(gateway, certificate),
    },
    panData: {
      pan: card.pan,
      cardExpiry: card.expiry,
      panSecret: secrets.panSecret,
      exNonce: encodeBase64Url(ports.random(20)),
    },
  };
  const pReq = await makePReq(oiData, piData, enrolment.signer, gateway);
  const { setUrl } = purchase.topUp;
  const authorization = { transIds, rrpid, challC: request.challC, setUrl, pReq };
  return { ...purchase, state: 'authorizing', updatedAt: ports.now(), authorization };
}

interface Initiated {
  readonly request: PInitReq;
  readonly response: PInitRes;
  readonly gateway: TrustedCertificate;
}

/** The wallet's checks on PInitRes (SET-FACTS section 3.5, "C"), and that it is our intermediary who answers. */
async function initiate(
  { topUp }: TopUpNeeded,
  { bin }: Enrolment,
  { config, trust }: Setup,
  ports: WalletPorts,
): Promise<Initiated> {
  const identifier = () => newIdentifier(ports.random);
  const request: PInitReq = {
    rrpid: identifier(),
    language: ports.language,
    lidC: identifier(),
    lidM: topUp.lidM,
    challC: identifier(),
    brand: config.brand,
    bin,
  };
  const answer = await ports.network.post(
    `${topUp.setUrl}/pinit`,
    encodePInitReq(request),
    'application/json',
  );
  const at = ports.now();
  const { payload: response, sender } = await openPInitRes(answer, { trust, at, request });
  if (sender.merchantData?.merchantId !== config.intermediary.id)
    throw new ProtocolError('ERR_MESSAGE_MISMATCH', { field: 'merchantId' });
  if (Math.abs(at - response.transIds.preqDate) > clockToleranceSeconds)
    throw new ProtocolError('ERR_MESSAGE_TOO_OLD', { field: 'preqDate' });
  const gateway = await trust.certificateFor({
    thumb: response.gatewayThumb,
    x5c: response.gatewayChain,
    roles: ['gateway'],
    purpose: 'keyExchange',
    at,
  });
  for (const { brand, commonName } of [sender, gateway])
    if (brand !== config.brand) throw new ProtocolError('ERR_CERTIFICATE_NAME', { brand, commonName });
  return { request, response, gateway };
}

async function describeOrder({ topUp }: TopUpNeeded, { random }: WalletPorts) {
  const odSalt = encodeBase64Url(random(20));
  return { odSalt, hod: await hashOrder(topUp.order, topUp.purchAmt, odSalt) };
}

async function certify(
  { topUp }: TopUpNeeded,
  { readerName, pan }: CardIdentity,
  { response, hod }: Initiated & { readonly hod: string },
  ports: WalletPorts,
  session: CardSession<TopUpStep>,
): Promise<CardCertificate> {
  session.signal.throwIfAborted();
  session.report({ step: 'pin' });
  const { config } = await ports.setup();
  const { xid, preqDate } = response.transIds;
  const certificate = await ports.host.certify(
    {
      readerName,
      pan,
      lastTryAccepted: session.lastTryAccepted,
      transaction: {
        kind: 'purchase',
        amount: topUp.purchAmt,
        dateSeconds: preqDate,
        merchantId: config.intermediary.id,
        xid,
        hod,
      },
    },
    ({ state, triesLeft }) => session.report({ step: state === 'waiting' ? 'pin' : 'certifying', triesLeft }),
  );
  session.signal.throwIfAborted();
  return certificate;
}

/** The CAM travels only to a gateway that processes it (PROTOCOL.md, section 3, "Chip certificate"). */
function chipExtension(gateway: Certificate, { txData, cardData, cryptogram, cvm }: CardCertificate) {
  if (!gateway.setExtensions.includes(oids.chipCertificate)) return {};
  const tokenType = oids.tokenB0Prime;
  return {
    extensions: [chipCertificateExtension({ tokenType, profile: 1, txData, cardData, cryptogram, cvm })],
  };
}

/** HMAC-SHA-256 of XID under CardSecret, base64url. */
async function transStainOf(xid: string, cardSecret: string): Promise<string> {
  return encodeBase64Url(await hmacSha256(decodeBase64Url(cardSecret, 20), decodeBase64Url(xid, 20)));
}
