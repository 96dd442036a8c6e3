/**
 * A wallet as a script: it speaks the protocol over real HTTP with real keys, and has neither browser nor reader.
 *
 * For journeys of several wallets at once (the paper's table), for restarts between two messages, and as the
 * hostile wallet that a browser would not be.
 */
import {
  type Certificate,
  type CheckedOffer,
  checkOffer,
  decodeBase64,
  decodeCertificate,
  decodeChain,
  defaultAmountRanges,
  deliveryTagOf,
  encodeBase64Url,
  encodeMpAdvice,
  type MpReq,
  mpReq,
  newIdentifier,
  type OpenedMpRes,
  openMpRes,
  type Signer,
  type TopUp,
  TrustStore,
} from '@ecomm/protocol';
import { post } from './post.ts';
import {
  enrolKey,
  now,
  random,
  renewKey,
  type WalletConfig,
  type WalletSecrets,
} from './script-enrolment.ts';
import {
  type PreparedSetPurchase,
  prepareSetPurchase,
  type SetPurchaseOptions,
  type SetPurchaseWish,
} from './script-set-purchase.ts';
import type { SoftwareCard } from './software-card.ts';
import type { World } from './start-world.ts';

/** A payment on its way: everything that is needed to repeat any step of it with the same bytes. */
export interface ScriptPayment {
  readonly checked: CheckedOffer;
  readonly request: MpReq;
  readonly message: string;
  readonly preimage: string;
}

export class ScriptWallet {
  readonly card: SoftwareCard;
  readonly trust: TrustStore;
  readonly config: WalletConfig;
  readonly secrets: WalletSecrets;
  readonly held = new Set<string>();

  private constructor(card: SoftwareCard, trust: TrustStore, config: WalletConfig, secrets: WalletSecrets) {
    this.card = card;
    this.trust = trust;
    this.config = config;
    this.secrets = secrets;
  }

  get signer(): Signer {
    return this.secrets.signer;
  }

  /** The same wallet with other keys. */
  withSigner(signer: Signer): ScriptWallet {
    return new ScriptWallet(this.card, this.trust, this.config, { ...this.secrets, signer });
  }

  /** The same wallet with its certificate renewed. */
  async renewed(): Promise<ScriptWallet> {
    const { card, trust, config, secrets } = this;
    return new ScriptWallet(card, trust, config, await renewKey(config, card, trust, secrets));
  }

  /** Its own certificate. */
  async certificate(): Promise<Certificate> {
    const [leaf] = await decodeChain(this.signer.chain);
    if (leaf === undefined) throw new Error('a wallet that is enrolled has a certificate');
    return leaf;
  }

  /** Makes a wallet key and has the bank certify it, with the card. */
  static async enrol(world: World, card: SoftwareCard): Promise<ScriptWallet> {
    const config = (await world.walletConfig()) as unknown as WalletConfig;
    const anchors = await Promise.all(
      config.anchors.map((anchor) => decodeCertificate(decodeBase64(anchor))),
    );
    const trust = new TrustStore({ anchors });
    const secrets = await enrolKey(config, card, trust);
    return new ScriptWallet(card, trust, config, secrets);
  }

  /** Fetches and checks the offer for a resource of a shop, and signs the request to pay it. */
  async prepare(shopUrl: string, resource: string): Promise<ScriptPayment> {
    const answer = await fetch(`${shopUrl}/mpoffer?resource=${encodeURIComponent(resource)}`);
    const { offer, goods } = (await answer.json()) as { offer: string; goods: string };
    const checked = await checkOffer(offer, goods, {
      trust: this.trust,
      at: now(),
      pageOrigin: shopUrl,
      intermediary: { id: this.config.intermediary.id, brand: this.config.brand },
      ranges: defaultAmountRanges,
    });
    const preimage = encodeBase64Url(random(32));
    const request: MpReq = {
      rrpid: newIdentifier(random),
      intermediaryId: this.config.intermediary.id,
      iat: now(),
      exp: now() + 3600,
      offer,
      goodsDigest: checked.offer.goodsDigest,
      amount: checked.offer.amount,
      deliveryTag: await deliveryTagOf(checked.offer.offerId, preimage),
    };
    return { checked, request, message: await mpReq.sign(request, this.secrets.signer), preimage };
  }

  /** Sends MPReq, as often as it is called with the same bytes. */
  async sendRequest(payment: ScriptPayment): Promise<OpenedMpRes> {
    const answer = await post(
      `${this.config.intermediary.url}/mset/mpreq`,
      payment.message,
      'application/jose',
    );
    return openMpRes(answer, {
      trust: this.trust,
      at: now(),
      request: payment.request,
      offer: payment.checked.offer,
    });
  }

  /** Sends MPAdvice to the shop. */
  async sendAdvice(payment: ScriptPayment, answer: OpenedMpRes): Promise<{ deliverUrl: string }> {
    const advice = encodeMpAdvice({ res: answer.res, preimage: payment.preimage });
    return JSON.parse(await post(payment.checked.offer.adviceUrl, advice)) as { deliverUrl: string };
  }

  /** Pays and fetches, with a top-up where the Open To Buy is too low. Returns the page that was delivered. */
  async buy(shopUrl: string, resource: string): Promise<string> {
    const payment = await this.prepare(shopUrl, resource);
    let answer = await this.sendRequest(payment);
    if (answer.private.topUp !== undefined && answer.signed.code !== 'approved') {
      await this.topUp(answer.private.topUp);
      answer = await this.sendRequest(payment);
    }
    if (answer.signed.code !== 'approved') throw new Error(`the intermediary answered ${answer.signed.code}`);
    const { deliverUrl } = await this.sendAdvice(payment, answer);
    return fetchDelivered(deliverUrl);
  }

  /** The SET purchase of a new Open To Buy. Returns the SET completion code. */
  async topUp(topUp: TopUp): Promise<string> {
    const preq = await this.prepareTopUp(topUp);
    return preq.send();
  }

  /** PInit, card and PReq; `send` may be called again with the same bytes. */
  async prepareTopUp(topUp: TopUp): Promise<{ preq: string; send: () => Promise<string> }> {
    const { preq, send } = await this.prepareSetPurchase(topUp);
    return { preq, send: async () => (await send()).completionCode };
  }

  /** A SET purchase up to its PReq, at whoever answers under `setUrl`. */
  prepareSetPurchase(wish: SetPurchaseWish, options?: SetPurchaseOptions): Promise<PreparedSetPurchase> {
    return prepareSetPurchase(this, wish, options);
  }
}

/** Follows the delivery as a browser would: the cookie it sets opens the article. */
export async function fetchDelivered(deliverUrl: string): Promise<string> {
  const delivery = await fetch(deliverUrl, { redirect: 'manual' });
  const cookie = (delivery.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const location = new URL(delivery.headers.get('location') ?? '', deliverUrl);
  const page = await fetch(location, { headers: { cookie } });
  if (page.status !== 200) throw new Error(`the delivered page answered ${page.status}`);
  return page.text();
}
