/**
 * PReq of any SET purchase, of an order as of a top-up: the card certifies it where its word is wanted, the wallet's
 * key signs both halves, and the payment half is sealed to the gateway (PROTOCOL.md, section 3).
 *
 * Nothing is sent here: the caller saves it first.
 */
import type { CardCertificate, CardIdentity, TopUpStep } from '@ecomm/messages';
import {
  type Amount,
  chipCertificateExtension,
  decodeBase64Url,
  encodeBase64Url,
  hashOrder,
  hmacSha256,
  makePReq,
  newIdentifier,
  oids,
  type PiData,
} from '@ecomm/protocol';
import type { SentOrder } from '../journal/order.ts';
import type { CardSecrets } from '../journal/secrets.ts';
import type { Enrolment } from '../journal/wallet-store.ts';
import type { CardSession, WalletPorts } from '../ports.ts';
import { certifyPurchase } from './certify-purchase.ts';
import type { Initiated } from './initiate.ts';

export interface PurchaseToAuthorize {
  /** The order description, hashed exactly as it is. */
  readonly order: string;
  readonly purchAmt: Amount;
  readonly initiated: Initiated;
  /** The card number that pays. */
  readonly pays: { readonly pan: string; readonly expiry: string };
  /** The card that is to certify it; undefined where the wallet's key alone speaks. */
  readonly card: CardIdentity | undefined;
}

/** Throws what the card answers, or what the session was aborted with. */
export async function authorizePurchase(
  { order, purchAmt, initiated, pays, card }: PurchaseToAuthorize,
  { signer, bin }: Enrolment,
  secrets: CardSecrets,
  ports: WalletPorts,
  session: CardSession<TopUpStep>,
): Promise<SentOrder> {
  const { request, response, gateway, merchant } = initiated;
  const { transIds, challM, gatewayThumb } = response;
  const { merchantId } = merchant.merchantData;
  const { challC, brand } = request;
  const odSalt = encodeBase64Url(ports.random(20));
  const hod = await hashOrder(order, purchAmt, odSalt);
  const facts = { purchAmt, merchantId, transIds, hod };
  const certificate = card && (await certifyPurchase(facts, card, ports, session));
  session.signal.throwIfAborted();
  session.report({ step: 'askingBank' });
  const rrpid = newIdentifier(ports.random);
  const oiData = { transIds, rrpid, challC, hod, odSalt, challM, brand, bin };
  const piData: PiData = {
    piHead: {
      transIds,
      hod,
      purchAmt,
      merchantId,
      transStain: await transStainOf(transIds.xid, secrets.cardSecret),
      gatewayThumb,
      ...chipExtension(certificate),
    },
    panData: {
      pan: pays.pan,
      cardExpiry: pays.expiry,
      panSecret: secrets.panSecret,
      exNonce: encodeBase64Url(ports.random(20)),
    },
  };
  const pReq = await makePReq(oiData, piData, signer, gateway);
  const cam = certificate === undefined ? {} : { cam: certificate.cryptogram };
  return { transIds, rrpid, challC, odSalt, hod, pReq, signer, ...cam };
}

function chipExtension(certificate: CardCertificate | undefined): Pick<PiData['piHead'], 'extensions'> {
  if (certificate === undefined) return {};
  const { txData, cardData, cryptogram, cvm } = certificate;
  const tokenType = oids.tokenB0Prime;
  return {
    extensions: [chipCertificateExtension({ tokenType, profile: 1, txData, cardData, cryptogram, cvm })],
  };
}

/** HMAC-SHA-256 of XID under CardSecret, base64url. */
async function transStainOf(xid: string, cardSecret: string): Promise<string> {
  return encodeBase64Url(await hmacSha256(decodeBase64Url(cardSecret, 20), decodeBase64Url(xid, 20)));
}
