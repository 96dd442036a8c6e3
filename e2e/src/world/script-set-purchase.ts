/** A SET purchase by a script: initiation, PInit, the card where there is one, PReq, PRes. */
import {
  type Amount,
  chipCertificateExtension,
  currencyOf,
  decodeBase64Url,
  decodeInitiation,
  digestOf,
  encodeBase64Url,
  encodePInitReq,
  hashOrder,
  hmacSha256,
  initiationMediaType,
  inqReq,
  makePReq,
  newIdentifier,
  type OiData,
  oids,
  openPInitRes,
  openPRes,
  type PiData,
  type PRes,
  type TrustStore,
} from '@ecomm/protocol';
import { post } from './post.ts';
import { now, random, type WalletConfig, type WalletSecrets } from './script-enrolment.ts';
import type { SoftwareCard } from './software-card.ts';

/** Who pays. */
export interface SetPayer {
  readonly card: SoftwareCard;
  readonly config: WalletConfig;
  readonly secrets: WalletSecrets;
  readonly trust: TrustStore;
  /** SET's thumbs: what it holds from earlier purchases and need not be sent again. */
  readonly held: Set<string>;
}

/** What is bought, and where. */
export interface SetPurchaseWish {
  readonly setUrl: string;
  readonly purchAmt: Amount;
  readonly order: string;
  readonly lidM: string;
}

export interface SetPurchaseOptions {
  /** Whether the card certifies; by default where the gateway reads cards. */
  readonly withCard?: boolean;
  /** For hostile wallets: what they change before they sign. */
  readonly change?: (halves: { oiData: OiData; piData: PiData }) => { oiData: OiData; piData: PiData };
}

export interface PreparedSetPurchase {
  readonly xid: string;
  readonly preq: string;
  /** May be called again with the same bytes. */
  send(): Promise<PRes>;
  inquire(queryUrl: string): Promise<PRes>;
}

/** Asks for an order's initiation as a wallet does. */
export async function fetchInitiation(shopUrl: string, path: string): Promise<SetPurchaseWish> {
  const response = await fetch(new URL(path, shopUrl), { headers: { accept: initiationMediaType } });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return decodeInitiation(new Uint8Array(await response.arrayBuffer()), new URL(shopUrl).origin);
}

export async function prepareSetPurchase(
  { card, config, secrets, trust, held }: SetPayer,
  { setUrl, purchAmt, order, lidM }: SetPurchaseWish,
  { withCard, change = (halves) => halves }: SetPurchaseOptions = {},
): Promise<PreparedSetPurchase> {
  const { signer, cardSecret, panSecret } = secrets;
  const pInit = {
    rrpid: newIdentifier(random),
    language: 'en',
    lidC: newIdentifier(random),
    lidM,
    challC: newIdentifier(random),
    brand: config.brand,
    bin: card.pan.slice(0, 6),
    ...(held.size === 0 ? {} : { thumbs: [...held] }),
  };
  const opened = await openPInitRes(await post(`${setUrl}/pinit`, encodePInitReq(pInit)), {
    trust,
    at: now(),
    request: pInit,
  });
  const { transIds, gatewayThumb, gatewayChain, challM, revocation } = opened.payload;
  const gateway = await trust.certificateFor({
    thumb: gatewayThumb,
    x5c: gatewayChain,
    roles: ['gateway'],
    purpose: 'keyExchange',
    at: now(),
  });
  held.add(gatewayThumb);
  if (revocation !== undefined) held.add(await digestOf(revocation.bci));
  const odSalt = encodeBase64Url(random(20));
  const hod = await hashOrder(order, purchAmt, odSalt);
  const merchantId = opened.sender.merchantData?.merchantId ?? '';
  const { number, exponent } = currencyOf(purchAmt.currency);
  const readsCards = gateway.setExtensions.includes(oids.chipCertificate);
  const cam =
    (withCard ?? readsCards)
      ? await card.certify({
          kind: 'purchase',
          amountMinor: purchAmt.value,
          currencyNumber: Number(number),
          exponent,
          dateSeconds: transIds.preqDate,
          merchantId,
          xid: decodeBase64Url(transIds.xid),
          hod: decodeBase64Url(hod),
        })
      : undefined;
  const rrpid = newIdentifier(random);
  const transStain = encodeBase64Url(await hmacSha256(cardSecret, decodeBase64Url(transIds.xid)));
  const chip =
    cam === undefined
      ? {}
      : { extensions: [chipCertificateExtension({ tokenType: oids.tokenB0Prime, profile: 1, ...cam })] };
  const { challC, bin } = pInit;
  const { oiData, piData } = change({
    oiData: { transIds, rrpid, challC, hod, odSalt, challM, brand: config.brand, bin },
    piData: {
      piHead: { transIds, hod, purchAmt, merchantId, transStain, gatewayThumb, ...chip },
      panData: { pan: card.pan, cardExpiry: card.expiry, panSecret, exNonce: newIdentifier(random) },
    },
  });
  const preq = await makePReq(oiData, piData, signer, gateway);
  return {
    xid: transIds.xid,
    preq,
    async send() {
      const answer = await post(`${setUrl}/preq`, preq);
      return (await openPRes(answer, { trust, at: now(), transIds, rrpid, challC })).payload;
    },
    async inquire(queryUrl) {
      const [inquiry, challC2, at] = [newIdentifier(random), newIdentifier(random), now()];
      const request = { transIds, rrpid: inquiry, challC2, iat: at, exp: at + 300 };
      const answer = await post(queryUrl, await inqReq.sign(request, signer), 'application/jose');
      const expected = { trust, at: now(), transIds, rrpid: inquiry, challC: challC2 };
      return (await openPRes(answer, expected)).payload;
    },
  };
}
