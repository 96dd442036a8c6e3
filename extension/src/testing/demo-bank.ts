/** The bank's cardholder authority for tests: it certifies any card's key, and can be told to answer otherwise. */
import {
  blindPan,
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
  openCertReq,
  panSecretOf,
} from '@ecomm/protocol';
import {
  type TestWorld,
  testBrand,
  testRandom,
} from '../../../packages/protocol/src/testing/demo-parties.ts';

export class DemoBank {
  readonly #world: TestWorld;
  readonly #now: () => number;
  status: (typeof certStatusCodes)[number] = 'requestComplete';
  /** Certifies this card number in place of the one that asked. */
  certifiesPan: string | undefined;
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

  async cert(body: string): Promise<string> {
    const { opener, signer } = this.#world.cardholderCaIdentity;
    const at = this.#now();
    const request = await openCertReq(body, { openers: opener === undefined ? [] : [opener], at });
    const { rrpid, challEE, caBackKey, cardSecret, cardExpiry, publicKey } = request;
    const nonce = testRandom(20);
    const panSecret = panSecretOf(decodeBase64Url(cardSecret), nonce);
    const { cardholderCa } = this.#world;
    const certificate = await issueCertificate(
      {
        subject: {
          country: 'FR',
          brand: testBrand,
          unit: 'Banque Un',
          commonName: await blindPan(this.certifiesPan ?? request.pan, cardExpiry, panSecret),
        },
        type: 'cardholder',
        purpose: 'signature',
        publicKey: await importEcPublicKey(publicKey),
        serialNumber: '4a'.repeat(16),
        notBefore: at - 60,
        notAfter: at + 365 * 86_400,
      },
      { certificate: cardholderCa.certificate, privateKey: cardholderCa.key },
    );
    const granted = {
      nonceCca: encodeBase64Url(nonce),
      chain: encodeChain([certificate, ...cardholderCa.chain]),
    };
    const response: CertRes = {
      rrpid,
      challEE,
      certStatus: this.status,
      iat: at,
      exp: at + 3600,
      ...(this.status === 'requestComplete' ? granted : {}),
    };
    return makeCertRes(response, signer, caBackKey);
  }
}
