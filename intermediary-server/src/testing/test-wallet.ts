/** A wallet and a merchant for tests: they make real signed messages, keep what they made, and read the answers. */

import type { Identity } from '@ecomm/protocol';
import {
  deliveryTagOf,
  encodeBase64Url,
  encodePInitReq,
  hashOrder,
  hmacSha256,
  type MpClaimRes,
  type MpInq,
  type MpInqRes,
  type MpOffer,
  type MpRefund,
  type MpRefundRes,
  type MpReq,
  makePReq,
  mpClaim,
  mpClaimRes,
  mpInq,
  mpOffer,
  mpRefund,
  mpRefundRes,
  mpReq,
  newIdentifier,
  type OpenedMpRes,
  openMpInqRes,
  openMpRes,
  openPInitRes,
  openPRes,
  type PRes,
  type TopUp,
  type TrustStore,
} from '@ecomm/protocol';
import {
  type TestCardholder,
  testBrand,
  testRandom,
} from '../../../packages/protocol/src/testing/demo-parties.ts';
import type { Clock } from '../ports.ts';

/** Posts a message, returns status and body. */
export type Post = (path: string, type: string, body: string) => Promise<{ status: number; body: string }>;

export interface TestPayment {
  readonly offer: MpOffer;
  readonly request: MpReq;
  readonly message: string;
  readonly preimage: string;
}

export interface TestParties {
  readonly post: Post;
  readonly clock: Clock;
  readonly trust: TrustStore;
}

export class TestMerchant {
  readonly identity: Identity;
  readonly #parties: TestParties;

  constructor(identity: Identity, parties: TestParties) {
    this.identity = identity;
    this.#parties = parties;
  }

  makeOffer(value: number, currency: string, changes: Partial<MpOffer> = {}): MpOffer {
    const at = this.#parties.clock();
    return {
      offerId: newIdentifier(testRandom),
      merchantId: this.identity.partyId,
      origin: 'https://journal.example',
      iat: at,
      exp: at + 600,
      amount: { currency, value },
      goodsDigest: encodeBase64Url(testRandom(32)),
      challM: newIdentifier(testRandom),
      accepts: [{ intermediaryId: 'INTERMEDIARY-1' }],
      adviceUrl: 'https://journal.example/mpadvice',
      use: 'single',
      ...changes,
    };
  }

  async claimMessage(
    claims: readonly { receiptId: string; preimage: string }[],
    changes: Partial<{ rrpid: string; intermediaryId: string; iat: number }> = {},
  ): Promise<string> {
    const at = this.#parties.clock();
    const payload = {
      rrpid: newIdentifier(testRandom),
      intermediaryId: 'INTERMEDIARY-1',
      iat: at,
      exp: at + 300,
      claims: [...claims],
      ...changes,
    };
    return mpClaim.sign(payload, this.identity.signer);
  }

  async refundMessage(receiptId: string, value: number, changes: Partial<MpRefund> = {}): Promise<string> {
    const at = this.#parties.clock();
    const payload = {
      rrpid: newIdentifier(testRandom),
      intermediaryId: 'INTERMEDIARY-1',
      iat: at,
      exp: at + 300,
      receiptId,
      amount: { currency: 'EUR', value },
      reason: 'The last page was missing.',
      ...changes,
    };
    return mpRefund.sign(payload, this.identity.signer);
  }

  async refund(receiptId: string, value: number, changes: Partial<MpRefund> = {}): Promise<MpRefundRes> {
    const { post, trust, clock } = this.#parties;
    const message = await this.refundMessage(receiptId, value, changes);
    const { status, body } = await post('/mset/mprefund', 'application/jose', message);
    if (status !== 200) throw new Error(body);
    return (await mpRefundRes.open(body, { trust, at: clock() })).payload;
  }

  async claim(claims: readonly { receiptId: string; preimage: string }[]): Promise<MpClaimRes['results']> {
    const { post, trust, clock } = this.#parties;
    const { status, body } = await post('/mset/mpclaim', 'application/jose', await this.claimMessage(claims));
    if (status !== 200) throw new Error(body);
    return (await mpClaimRes.open(body, { trust, at: clock() })).payload.results;
  }
}

export class TestWallet {
  readonly cardholder: TestCardholder;
  readonly #parties: TestParties;

  constructor(cardholder: TestCardholder, parties: TestParties) {
    this.cardholder = cardholder;
    this.#parties = parties;
  }

  get signer() {
    return this.cardholder.identity.signer;
  }

  /** Signs an MPReq for an offer, or for a message in place of one. */
  async prepare(merchant: TestMerchant, offer: MpOffer, changes: Partial<MpReq> = {}): Promise<TestPayment> {
    const at = this.#parties.clock();
    const preimage = encodeBase64Url(testRandom(32));
    const request: MpReq = {
      rrpid: newIdentifier(testRandom),
      intermediaryId: 'INTERMEDIARY-1',
      iat: at,
      exp: at + 3600,
      offer: changes.offer ?? (await mpOffer.sign(offer, merchant.identity.signer)),
      goodsDigest: offer.goodsDigest,
      amount: offer.amount,
      deliveryTag: await deliveryTagOf(offer.offerId, preimage),
      ...changes,
    };
    return { offer, request, message: await mpReq.sign(request, this.signer), preimage };
  }

  send({ message }: TestPayment): Promise<{ status: number; body: string }> {
    return this.#parties.post('/mset/mpreq', 'application/jose', message);
  }

  open({ request, offer }: TestPayment, body: string): Promise<OpenedMpRes> {
    const { trust, clock } = this.#parties;
    return openMpRes(body, { trust, at: clock(), request, offer });
  }

  /** Sends MPReq and checks the answer as a wallet does. */
  async pay(payment: TestPayment): Promise<OpenedMpRes> {
    const { status, body } = await this.send(payment);
    if (status !== 200) throw new Error(body);
    return this.open(payment, body);
  }

  /** Asks what is left and what was given back; `topUp` asks for a new Open To Buy. */
  async inquire(changes: Partial<MpInq> = {}): Promise<MpInqRes> {
    const { request, message } = await this.inquiry(changes);
    const { post, trust, clock } = this.#parties;
    const { status, body } = await post('/mset/mpinq', 'application/jose', message);
    if (status !== 200) throw new Error(body);
    return openMpInqRes(body, { trust, at: clock(), request });
  }

  async inquiry(changes: Partial<MpInq> = {}): Promise<{ request: MpInq; message: string }> {
    const at = this.#parties.clock();
    const request = {
      ...{ rrpid: newIdentifier(testRandom), intermediaryId: 'INTERMEDIARY-1', iat: at, exp: at + 300 },
      ...{ currency: 'EUR', since: 0, topUp: false },
      ...changes,
    };
    return { request, message: await mpInq.sign(request, this.signer) };
  }

  /** Buys with a top-up where the Open To Buy is too low, and returns the approved answer. */
  async buy(merchant: TestMerchant, offer: MpOffer) {
    const payment = await this.prepare(merchant, offer);
    let answer = await this.pay(payment);
    if (answer.private.topUp !== undefined) {
      const purchase = await this.initiate(answer.private.topUp);
      await this.complete(purchase);
      answer = await this.pay(payment);
    }
    const { signed } = answer;
    if (signed.code !== 'approved') throw new Error(`the intermediary answered ${signed.code}`);
    return { ...payment, receipt: signed, answer };
  }

  /** PInit, and the PReq made of its answer. `changes` bend what is signed. */
  async initiate(topUp: TopUp, changes: { order?: string; challM?: string } = {}) {
    const { post, trust, clock } = this.#parties;
    const { card } = this.cardholder;
    const pInit = {
      rrpid: newIdentifier(testRandom),
      language: 'fr',
      lidC: newIdentifier(testRandom),
      lidM: topUp.lidM,
      challC: newIdentifier(testRandom),
      brand: testBrand,
      bin: card.pan.slice(0, 6),
    };
    const pInitReq = encodePInitReq(pInit);
    const { status, body } = await post('/set/pinit', 'application/json', pInitReq);
    if (status !== 200) throw new Error(body);
    const { payload, sender } = await openPInitRes(body, { trust, at: clock(), request: pInit });
    const { transIds, gatewayThumb, gatewayChain, challM } = payload;
    const gateway = await trust.certificateFor({
      thumb: gatewayThumb,
      x5c: gatewayChain,
      roles: ['gateway'],
      purpose: 'keyExchange',
      at: clock(),
    });
    const odSalt = newIdentifier(testRandom);
    const hod = await hashOrder(changes.order ?? topUp.order, topUp.purchAmt, odSalt);
    const oiData = {
      ...{ transIds, rrpid: newIdentifier(testRandom), challC: pInit.challC, hod, odSalt },
      challM: changes.challM ?? challM,
      brand: testBrand,
      bin: pInit.bin,
    };
    const xidBytes = new TextEncoder().encode(transIds.xid);
    const piHead = {
      ...{ transIds, hod, purchAmt: topUp.purchAmt, gatewayThumb },
      merchantId: sender.merchantData?.merchantId ?? '',
      transStain: encodeBase64Url(await hmacSha256(card.cardSecret, xidBytes)),
    };
    const { pan, cardExpiry, panSecret } = card;
    const panData = { pan, cardExpiry, panSecret, exNonce: newIdentifier(testRandom) };
    const pReq = await makePReq(oiData, { piHead, panData }, this.signer, gateway);
    return { transIds, oiData, pReq, pInitReq };
  }

  sendPReq({ pReq }: { readonly pReq: string }) {
    return this.#parties.post('/set/preq', 'application/json', pReq);
  }

  /** Sends PReq and checks PRes as a wallet does. */
  async complete(purchase: Awaited<ReturnType<TestWallet['initiate']>>): Promise<PRes> {
    const { trust, clock } = this.#parties;
    const { status, body } = await this.sendPReq(purchase);
    if (status !== 200) throw new Error(body);
    const { transIds, oiData } = purchase;
    const { rrpid, challC } = oiData;
    return (await openPRes(body, { trust, at: clock(), transIds, rrpid, challC })).payload;
  }
}
