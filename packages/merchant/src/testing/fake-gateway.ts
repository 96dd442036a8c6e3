/**
 * A gateway for tests, with the protocol's real messages and keys: it opens what is sealed to it, checks the dual
 * signature, keeps books of what it held, captured and gave back, and can be told to be down, to lose its answers, or
 * to refuse. Only tests import this.
 */
import {
  type Amount,
  type AuthCode,
  type AuthReq,
  answerRetentionSeconds,
  authReq,
  authRes,
  authRevReq,
  authRevRes,
  batchAdminReq,
  batchAdminRes,
  type CapRevOrCredCode,
  type CapRevOrCredReq,
  capReq,
  capRes,
  capRevReq,
  capRevRes,
  credReq,
  credRes,
  credRevReq,
  credRevRes,
  decodeChain,
  digestOf,
  type EnclosedMessage,
  errorMessageFor,
  type Identity,
  newIdentifier,
  openPaymentInstructions,
  type PaymentInstructions,
  ProtocolError,
  pCertReq,
  pCertRes,
  type RevocationList,
  type SealRecipient,
  type TrustStore,
} from '@ecomm/protocol';
import { testBrand, testRandom } from '../../../protocol/src/testing/demo-parties.ts';
import type { GatewayLink, GatewayPath, GatewayReply } from '../set/gateway-link.ts';

export interface GatewayAuthorization {
  readonly xid: string;
  readonly amountMinor: number;
  readonly capToken: string;
  capturedMinor: number;
  creditedMinor: number;
  state: 'held' | 'captured' | 'reversed' | 'declined';
}

interface KnownPurchase {
  readonly purchMinor: number;
  readonly authToken: string;
}

const authorizationLifeSeconds = 30 * 24 * 3600;

export class FakeGateway implements GatewayLink {
  /** By the AuthReq's RRPID. */
  readonly authorizations = new Map<string, GatewayAuthorization>();
  /** What each PReq's payment instructions said. */
  readonly instructions: PaymentInstructions[] = [];
  readonly credits = new Map<string, number>();
  /** Everything that came, in order, also what was lost. */
  readonly received: { path: GatewayPath; body: string }[] = [];
  /** `down`: nothing arrives. `loseAnswers`: it arrives and is executed, the answer does not come back. */
  line: 'up' | 'down' | 'loseAnswers' = 'up';
  /** What the bank says to the next AuthReqs. */
  authCode: AuthCode = 'approved';
  /** What CapReqs get, when not `success`. */
  capCode: 'success' | 'authExpired' = 'success';
  /** Whether a sale's capture fails although it is authorized. */
  failsSaleCapture = false;
  batchId = 1;
  batchIsOpen = true;
  cardCertRequired = true;
  /** Sent along to whoever names its thumbs. */
  revocation: RevocationList | undefined;
  /** What PCertReqs get. */
  certifiedChain: readonly string[];
  readonly #identity: Identity;
  readonly #trust: TrustStore;
  readonly #clock: () => number;
  readonly #answers = new Map<string, string>();
  readonly #purchases = new Map<string, KnownPurchase>();
  readonly #reversedBefore = new Set<string>();

  constructor(identity: Identity, trust: TrustStore, clock: () => number) {
    this.#identity = identity;
    this.certifiedChain = identity.keyExchangeChain;
    this.#trust = trust;
    this.#clock = clock;
  }

  /** What the bank holds, debited and gave back, in minor units. */
  get books(): { heldMinor: number; capturedMinor: number; creditedMinor: number } {
    const books = { heldMinor: 0, capturedMinor: 0, creditedMinor: 0 };
    for (const { state, amountMinor, capturedMinor, creditedMinor } of this.authorizations.values()) {
      if (state === 'held') books.heldMinor += amountMinor;
      books.capturedMinor += capturedMinor;
      books.creditedMinor += creditedMinor;
    }
    return books;
  }

  async send(path: GatewayPath, body: string): Promise<GatewayReply> {
    if (this.line === 'down') return { status: 'unreachable', reason: 'down' };
    this.received.push({ path, body });
    const isLost = this.line === 'loseAnswers';
    try {
      const answer = await this.#answerOnce(path, body);
      if (isLost) return { status: 'unreachable', reason: 'lost' };
      return { status: 'answered', body: answer };
    } catch (error) {
      const message = errorMessageFor(error);
      if (message === undefined) throw error;
      return { status: 'refused', code: message.code };
    }
  }

  async #answerOnce(path: GatewayPath, body: string): Promise<string> {
    const digest = await digestOf(body);
    const known = this.#answers.get(digest);
    if (known !== undefined) return known;
    const answer = await this.#execute(path, body);
    this.#answers.set(digest, answer);
    return answer;
  }

  #execute(path: GatewayPath, body: string): Promise<string> {
    switch (path) {
      case '/set/authreq':
        return this.#authorise(body);
      case '/set/authrevreq':
        return this.#reverse(body);
      case '/set/capreq':
        return this.#capture(body);
      case '/set/caprevreq':
        return this.#credit(capRevReq, capRevRes, body, (held, { amount }) => this.#undo(held, amount));
      case '/set/credreq':
        return this.#credit(credReq, credRes, body, (held, { amount }, rrpid) =>
          this.#giveBack(held, amount, rrpid),
        );
      case '/set/credrevreq':
        return this.#credit(credRevReq, credRevRes, body, (held, item) => this.#takeBack(held, item));
      case '/set/batchadmin':
        return this.#administer(body);
      case '/set/pcertreq':
        return this.#certify(body);
    }
  }

  async #authorise(body: string): Promise<string> {
    const { payload, baggage = '' } = await authReq.open(body, this.#reading());
    const { rrpid, transIds, authReqAmt, captureNow, subsequentAuthInd } = payload;
    if (this.authorizations.has(rrpid)) throw new ProtocolError('ERR_RRPID_REUSED');
    const authCode = await this.#decide(payload, baggage);
    const isApproved = authCode === 'approved';
    const isCaptured = isApproved && captureNow && !this.failsSaleCapture;
    const capToken = newIdentifier(testRandom);
    this.authorizations.set(rrpid, {
      ...{ xid: transIds.xid, amountMinor: authReqAmt.value, capToken, creditedMinor: 0 },
      capturedMinor: isCaptured ? authReqAmt.value : 0,
      state: !isApproved ? 'declined' : isCaptured ? 'captured' : 'held',
    });
    const authToken = this.#purchases.get(transIds.xid)?.authToken;
    const capCode = isCaptured ? ('success' as const) : ('unspecifiedFailure' as const);
    const approved = isApproved && {
      authorizationNumber: 'A1B2C3',
      capToken,
      capExpires: this.#clock() + authorizationLifeSeconds,
      ...(subsequentAuthInd === true && authToken !== undefined ? { authToken } : {}),
      ...(captureNow ? { capResPayload: { capCode, capAmt: authReqAmt, batchId: this.batchId } } : {}),
    };
    const answer = {
      ...{ rrpid, transIds, authCode, authAmt: authReqAmt, authDate: this.#clock(), ...approved },
      ...this.#revocationFor(payload.thumbs),
    };
    return authRes.make({ ...answer, ...this.#times() }, this.#identity.signer, await this.#to(payload));
  }

  async #decide(payload: AuthReq, baggage: string): Promise<AuthCode> {
    const { transIds, authReqAmt, rrpid, piKind } = payload;
    if (piKind === 'authToken') {
      const known = this.#purchases.get(transIds.xid);
      if (known?.authToken !== baggage) return 'piAuthMismatch';
      if (this.#usedMinor(transIds.xid) + authReqAmt.value > known.purchMinor) return 'amountError';
    } else {
      if (this.#purchases.has(transIds.xid)) return 'piPreviouslyUsed';
      const opened = await openPaymentInstructions(baggage, {
        ...this.#reading(),
        authReq: payload,
        gatewayThumb: this.#identity.opener?.thumb ?? '',
        brand: testBrand,
        cardCertRequired: this.cardCertRequired,
      });
      if (opened.status !== 'valid') return opened.status;
      this.instructions.push(opened.instructions);
      const purchMinor = opened.instructions.piData.piHead.purchAmt.value;
      this.#purchases.set(transIds.xid, { purchMinor, authToken: newIdentifier(testRandom) });
    }
    return this.#reversedBefore.has(rrpid) ? 'invalidTransaction' : this.authCode;
  }

  #usedMinor(ofXid: string): number {
    return [...this.authorizations.values()]
      .filter(({ xid }) => xid === ofXid)
      .reduce((sum, { state, amountMinor, capturedMinor }) => {
        return sum + (state === 'held' ? amountMinor : capturedMinor);
      }, 0);
  }

  async #reverse(body: string): Promise<string> {
    const { payload } = await authRevReq.open(body, this.#reading());
    const { rrpid, transIds, authRrpid, authNewAmt } = payload;
    const held = this.authorizations.get(authRrpid);
    if (held === undefined) this.#reversedBefore.add(authRrpid);
    else if (held.state === 'held') held.state = 'reversed';
    const authRevCode = held?.state === 'captured' ? ('invalidTransaction' as const) : ('approved' as const);
    return authRevRes.make(
      { rrpid, transIds, authRevCode, authNewAmt, ...this.#times() },
      this.#identity.signer,
      await this.#to(payload),
    );
  }

  async #capture(body: string): Promise<string> {
    const { payload } = await capReq.open(body, this.#reading());
    const items = payload.items.map(({ transIds: { xid }, authRrpid, capAmt, capToken }) => {
      const none = { xid, capAmt: { ...capAmt, value: 0 } };
      const held = this.authorizations.get(authRrpid);
      if (held?.capToken !== capToken) return { ...none, capCode: 'invalidCapToken' as const };
      if (held.state !== 'held' || capAmt.value > held.amountMinor)
        return { ...none, capCode: 'invalidAuthData' as const };
      if (this.capCode !== 'success') return { ...none, capCode: this.capCode };
      held.state = 'captured';
      held.capturedMinor = capAmt.value;
      return { xid, capCode: 'success' as const, capAmt, batchId: this.batchId };
    });
    const answer = { rrpid: payload.rrpid, items, ...this.#times() };
    return capRes.make(answer, this.#identity.signer, await this.#to(payload));
  }

  async #credit<T extends CapRevOrCredReq>(
    request: Pick<EnclosedMessage<T>, 'open'>,
    response: typeof credRes,
    body: string,
    execute: (held: GatewayAuthorization, item: T['items'][number], rrpid: string) => CapRevOrCredCode,
  ): Promise<string> {
    const { payload } = await request.open(body, this.#reading());
    const items = payload.items.map((item) => {
      const { transIds, authRrpid, capToken, amount } = item;
      const held = this.authorizations.get(authRrpid);
      const code =
        held?.capToken === capToken ? execute(held, item, payload.rrpid) : ('invalidCapToken' as const);
      return { xid: transIds.xid, code, amount: { ...amount, value: code === 'success' ? amount.value : 0 } };
    });
    const answer = { rrpid: payload.rrpid, items, ...this.#times() };
    return response.make(answer, this.#identity.signer, await this.#to(payload));
  }

  #undo(held: GatewayAuthorization, { value }: Amount): CapRevOrCredCode {
    if (!this.batchIsOpen) return 'batchClosed';
    if (held.state !== 'captured' || held.creditedMinor > 0 || value !== held.capturedMinor)
      return 'capDataMismatch';
    held.state = 'reversed';
    held.capturedMinor = 0;
    return 'success';
  }

  #giveBack(held: GatewayAuthorization, { value }: Amount, rrpid: string): CapRevOrCredCode {
    if (value > held.capturedMinor - held.creditedMinor) return 'capDataMismatch';
    held.creditedMinor += value;
    this.credits.set(rrpid, value);
    return 'success';
  }

  #takeBack(
    held: GatewayAuthorization,
    { amount, credRrpid = '' }: { readonly amount: Amount; readonly credRrpid?: string },
  ): CapRevOrCredCode {
    if (!this.batchIsOpen) return 'batchClosed';
    if (this.credits.get(credRrpid) !== amount.value) return 'originalNotFound';
    this.credits.delete(credRrpid);
    held.creditedMinor -= amount.value;
    return 'success';
  }

  async #administer(body: string): Promise<string> {
    const { payload } = await batchAdminReq.open(body, this.#reading());
    const status = this.batchIsOpen ? ('success' as const) : ('batchClosed' as const);
    if (payload.operation === 'close') this.batchIsOpen = false;
    const state = this.batchIsOpen ? ('open' as const) : ('closed' as const);
    const { capturedMinor, creditedMinor } = this.books;
    const totals = [
      {
        captured: { currency: 'EUR', value: capturedMinor },
        capturedCount: [...this.authorizations.values()].filter((one) => one.capturedMinor > 0).length,
        credited: { currency: 'EUR', value: creditedMinor },
        creditedCount: this.credits.size,
      },
    ];
    const answer = { rrpid: payload.rrpid, status, batchId: this.batchId, state, totals, ...this.#times() };
    return batchAdminRes.make(answer, this.#identity.signer, await this.#to(payload));
  }

  async #certify(body: string): Promise<string> {
    const { payload } = await pCertReq.open(body, this.#reading());
    const chain = [...this.certifiedChain];
    const thumb = (await decodeChain(chain))[0]?.thumb ?? '';
    const items = payload.brands.map(({ brand }) =>
      brand === testBrand
        ? { brand, code: 'success' as const, thumb, chain }
        : { brand, code: 'brandNotSupported' as const },
    );
    return pCertRes.sign(
      { rrpid: payload.rrpid, items, ...this.#revocationFor(payload.thumbs), ...this.#times() },
      this.#identity.signer,
    );
  }

  #revocationFor(thumbs: readonly string[] | undefined): { revocation?: RevocationList } {
    return thumbs === undefined || this.revocation === undefined ? {} : { revocation: this.revocation };
  }

  #reading() {
    const { opener } = this.#identity;
    return { trust: this.#trust, at: this.#clock(), openers: opener === undefined ? [] : [opener] };
  }

  #times() {
    return { iat: this.#clock(), exp: this.#clock() + answerRetentionSeconds };
  }

  async #to({ merchantChain }: { readonly merchantChain: readonly string[] }): Promise<SealRecipient> {
    const [leaf] = await decodeChain(merchantChain);
    return this.#trust.certificateFor({
      thumb: leaf?.thumb ?? '',
      x5c: merchantChain,
      roles: ['merchant'],
      purpose: 'keyExchange',
      at: this.#clock(),
    });
  }
}
