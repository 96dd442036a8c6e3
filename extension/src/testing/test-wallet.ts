/**
 * A whole world around a wallet, in memory: bank, intermediary, merchant, card. A wallet's worker can be made to
 * die at any of its calls to the outside; the store and the world live on.
 */
import { errorMessageFor, ProtocolError } from '@ecomm/protocol';
import {
  createTestWorld,
  type TestWorld,
  testBrand,
  testRandom,
  testTime,
} from '../../../packages/protocol/src/testing/demo-parties.ts';
import { type Setup, setupOf } from '../background/config.ts';
import { answerOf, type Network } from '../background/network/network.ts';
import type { WalletPorts } from '../background/ports.ts';
import { PurchaseRunner } from '../background/purchase/purchase-runner.ts';
import { DemoBank } from './demo-bank.ts';
import { DemoIntermediary, intermediaryUrl } from './demo-intermediary.ts';
import { DemoMerchant, shopOrigin } from './demo-merchant.ts';
import { DemoTill, tillOrigin } from './demo-till.ts';
import { FakeCardHost } from './fake-card-host.ts';
import { MemoryStore } from './memory-store.ts';

export const bankUrl = 'https://bank.example/set';

/** Keys take time: the parties are made once per test file. */
export async function createParties(): Promise<TestWorld> {
  return createTestWorld(testTime);
}

export class TestHouse {
  now = testTime;
  revocationRequired = false;
  readonly world: TestWorld;
  readonly store = new MemoryStore();
  readonly host = new FakeCardHost();
  readonly bank: DemoBank;
  readonly intermediary: DemoIntermediary;
  readonly merchant: DemoMerchant;
  readonly till: DemoTill;
  /** Called before a request is answered; what it throws is what the network does. */
  onRequest: (url: string) => void = () => {};
  /** Changes an answer on its way. */
  onAnswer: (url: string, answer: string) => string = (_url, answer) => answer;
  readonly requests: string[] = [];

  constructor(world: TestWorld) {
    this.world = world;
    const now = () => this.now;
    this.bank = new DemoBank(world, now);
    this.intermediary = new DemoIntermediary(world, now);
    this.merchant = new DemoMerchant(world, now);
    this.till = new DemoTill(world, now);
  }

  /** The wallet's ports into this world. */
  ports(): WalletPorts {
    const setup: Setup = setupOf(
      {
        brand: testBrand,
        issuers: [{ name: 'Banque Un', bins: ['497010'], enrolUrl: bankUrl }],
        intermediary: { id: 'INTERMEDIARY-1', url: intermediaryUrl },
        ranges: { EUR: { least: 1, most: 1000 } },
        revocationRequired: this.revocationRequired,
      },
      [this.world.root.certificate],
    );
    return {
      setup: async () => setup,
      store: this.store,
      network: this.#network(),
      host: this.host,
      now: () => this.now,
      random: testRandom,
      language: 'en',
    };
  }

  runner(ports: WalletPorts = this.ports(), changes: Partial<RunnerEdges> = {}): PurchaseRunner {
    return new PurchaseRunner({
      ports,
      onChange: () => {},
      deliver: async () => true,
      openTab: async () => {},
      wakeAt: () => {},
      onBug: (error) => {
        throw error;
      },
      ...changes,
    });
  }

  #network(): Network {
    const exchange = async (url: string, body: string): Promise<string> => {
      this.requests.push(url);
      this.onRequest(url);
      const host = new URL(url).host;
      try {
        return this.onAnswer(url, await this.#answer(new URL(url), body));
      } catch (error) {
        if (!(error instanceof ProtocolError)) throw error;
        return answerOf(400, JSON.stringify(errorMessageFor(error)), host);
      }
    };
    return {
      get: (url) => exchange(url, ''),
      post: (url, body) => exchange(url, body),
      getBytes: async (url) => {
        const text = await exchange(url, '');
        return { bytes: new TextEncoder().encode(text), mediaType: this.till.mediaType };
      },
    };
  }

  async #answer({ pathname, searchParams }: URL, body: string): Promise<string> {
    switch (pathname) {
      case '/order':
        return this.till.initiation();
      case '/till/pinit':
        return this.till.pInit(body);
      case '/till/preq':
        return this.till.pReq(body);
      case '/till/inq':
        return this.till.inquire(body);
      case '/set/cardcinit':
        return this.bank.cardCInit(body);
      case '/set/cert':
        return this.bank.cert(body);
      case '/set/regform':
        return this.bank.regForm(body);
      case '/set/certinq':
        return this.bank.certInq(body);
      case '/set/revocation':
        return this.bank.revocation();
      case '/mset/mpreq':
        return this.intermediary.mpReq(body);
      case '/mset/mpinq':
        return this.intermediary.mpInq(body);
      case '/set/pinit':
        return this.intermediary.pInit(body);
      case '/set/preq':
        return this.intermediary.preq(body);
      case '/mpoffer':
        return this.merchant.offer(searchParams.get('resource') ?? '/');
      case '/mpadvice':
        return this.merchant.advice(body);
      default:
        throw new Error(`nothing answers ${pathname}`);
    }
  }
}

export type RunnerEdges = ConstructorParameters<typeof PurchaseRunner>[0];

/** Where a page offers a resource of the shop. */
export function placeOf(resource: string) {
  return {
    offerUrl: `${shopOrigin}/mpoffer?resource=${resource}`,
    pageOrigin: shopOrigin,
    tabId: 7,
  };
}

/** Where the till's page links to the payment of its order. */
export const orderPlace = {
  offerUrl: `${tillOrigin}/order`,
  isOrder: true,
  pageOrigin: tillOrigin,
  tabId: 8,
} as const;
