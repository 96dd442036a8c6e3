/** The bank's cardholder authority for tests: it certifies any card's key, and can be told to answer otherwise. */
import {
  blindPan,
  type CertReq,
  type CertRes,
  cardCInitRes,
  type certStatusCodes,
  decodeBase64Url,
  decodeCardCInitReq,
  encodeBase64Url,
  encodeChain,
  importEcPublicKey,
  issueCertificate,
  makeCertRes,
  newIdentifier,
  newSerialNumber,
  openCertInqReq,
  openCertRenewReq,
  openCertReq,
  openRegFormReq,
  openSeal,
  ProtocolError,
  panSecretOf,
  type RegFormRes,
  type RegistrationForm,
  type RevocationList,
  regFormRes,
} from '@ecomm/protocol';
import {
  type TestWorld,
  testBrand,
  testRandom,
} from '../../../packages/protocol/src/testing/demo-parties.ts';

/** The bank's name of the request that it pended. */
const pendedName = 'A'.repeat(27);

export class DemoBank {
  readonly #world: TestWorld;
  readonly #now: () => number;
  status: (typeof certStatusCodes)[number] = 'requestComplete';
  /** Certifies this card number in place of the one that asked. */
  certifiesPan: string | undefined;
  form: RegistrationForm | undefined = {
    regFormId: 'form-1',
    fields: [
      { name: 'holderName', desc: 'Name, as on the card', length: 26, required: true, invisible: false },
      { name: 'passphrase', desc: 'Passphrase', length: 64, required: true, invisible: false },
      { name: 'program', desc: 'For programs', length: 10, required: false, invisible: true },
    ],
    policyText: 'The bank certifies this key.',
  };
  /** What is revoked, as it is published; throws what it likes. */
  publish: () => Promise<RevocationList> = async () => {
    throw new ProtocolError('ERR_BCI_MISSING');
  };
  readonly requests: CertReq[] = [];
  readonly renewals: string[] = [];
  /** NonceCCA by the certificate's name: a renewal keeps both. */
  readonly #nonces = new Map<string, Uint8Array>();
  readonly inquiries: string[] = [];
  /** Changes CardCInitRes before it is signed. */
  bend: (response: object) => object = (response) => response;

  constructor(world: TestWorld, now: () => number) {
    this.#world = world;
    this.#now = now;
  }

  async cardCInit(body: string): Promise<string> {
    const { rrpid, lidEE, challEE } = decodeCardCInitReq(body);
    const { opener, keyExchangeChain, signer } = this.#world.cardholderCaIdentity;
    const at = this.#now();
    const response = {
      rrpid,
      lidEE,
      challEE,
      challCA: newIdentifier(testRandom),
      caThumb: opener?.thumb ?? '',
      caChain: [...keyExchangeChain],
      iat: at,
      exp: at + 300,
    };
    return cardCInitRes.sign(this.bend(response) as typeof response, signer);
  }

  /** The bank's form, or none: then it refers the holder elsewhere. */
  async regForm(body: string): Promise<string> {
    const { opener, keyExchangeChain, signer } = this.#world.cardholderCaIdentity;
    const request = await openRegFormReq(body, opener === undefined ? [] : [opener]);
    const { rrpid, lidEE, challEE2, requestType } = request;
    const at = this.#now();
    const response: RegFormRes = {
      rrpid,
      lidEE,
      challEE2,
      challCA: newIdentifier(testRandom),
      requestType,
      ...(this.form === undefined
        ? { referral: { reason: 'Ask at the desk.', urls: [] } }
        : { regForm: this.form }),
      caThumb: opener?.thumb ?? '',
      caChain: [...keyExchangeChain],
      iat: at,
      exp: at + 600,
    };
    return regFormRes.sign(this.bend(response) as RegFormRes, signer);
  }

  async cert(body: string): Promise<string> {
    const { opener } = this.#world.cardholderCaIdentity;
    const at = this.#now();
    const openers = opener === undefined ? [] : [opener];
    if (isRenewal(await openSeal(body, openers))) {
      const { request, old } = await openCertRenewReq(body, {
        trust: this.#world.newTrust(),
        at,
        openers,
      });
      this.renewals.push(old.commonName);
      return this.#answer(request, request, {}, this.#nonces.get(old.commonName));
    }
    const request = await openCertReq(body, { openers, at });
    this.requests.push(request);
    const malformed = (request.regForm ?? []).filter(({ value }) => value.includes('?'));
    if (malformed.length > 0) {
      const failedItems = malformed.map(({ name }) => name);
      return this.#answer(request, request, { certStatus: 'regFormAnswerMalformed', failedItems });
    }
    return this.#answer(request, request);
  }

  /** Answers for the last request that was pended. */
  async certInq(body: string): Promise<string> {
    this.inquiries.push(body);
    const request = this.requests.at(-1);
    if (request === undefined) throw new ProtocolError('ERR_MESSAGE_UNKNOWN_XID');
    const inquiry = await openCertInqReq(body, {
      keyOf: (lidCA) => (lidCA === pendedName ? request.publicKey : undefined),
      at: this.#now(),
    });
    return this.#answer(request, inquiry);
  }

  async revocation(): Promise<string> {
    return JSON.stringify(await this.publish());
  }

  async #answer(
    request: CertReq,
    { rrpid, challEE }: Pick<CertRes, 'rrpid' | 'challEE'>,
    changes: Partial<CertRes> = {},
    nonce = testRandom(20),
  ): Promise<string> {
    const at = this.#now();
    const certStatus = changes.certStatus ?? this.status;
    const response: CertRes = {
      rrpid,
      challEE,
      certStatus,
      iat: at,
      exp: at + 3600,
      ...(certStatus === 'requestComplete' ? await this.#certify(request, nonce) : {}),
      ...(certStatus === 'requestPended' ? { lidCA: pendedName } : {}),
      ...changes,
    };
    return makeCertRes(response, this.#world.cardholderCaIdentity.signer, request.caBackKey);
  }

  async #certify({ cardSecret, pan, cardExpiry, publicKey }: CertReq, nonce: Uint8Array) {
    const at = this.#now();
    const panSecret = panSecretOf(decodeBase64Url(cardSecret), nonce);
    const { cardholderCa } = this.#world;
    const commonName = await blindPan(this.certifiesPan ?? pan, cardExpiry, panSecret);
    this.#nonces.set(commonName, nonce);
    const certificate = await issueCertificate(
      {
        subject: {
          country: 'FR',
          brand: testBrand,
          unit: 'Banque Un',
          commonName,
        },
        type: 'cardholder',
        purpose: 'signature',
        publicKey: await importEcPublicKey(publicKey),
        serialNumber: newSerialNumber(testRandom),
        notBefore: at - 60,
        notAfter: at + 365 * 86_400,
      },
      { certificate: cardholderCa.certificate, privateKey: cardholderCa.key },
    );
    return {
      nonceCca: encodeBase64Url(nonce),
      chain: encodeChain([certificate, ...cardholderCa.chain]),
    };
  }
}

function isRenewal(message: string): boolean {
  return atob((message.split('.')[0] ?? '').replaceAll('-', '+').replaceAll('_', '/')).includes('certrenew');
}
