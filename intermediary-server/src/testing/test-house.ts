/** An intermediary in process with real keys, a fake gateway and a clock to turn; only tests import this file. */
import {
  createTestWorld,
  type TestWorld,
  testRandom,
  testTime,
} from '../../../packages/protocol/src/testing/demo-parties.ts';
import type { LedgerStore } from '../ledger/ledger-store.ts';
import { type OpenedIntermediary, openIntermediary } from '../open-intermediary.ts';
import type { OperatorClearing, OperatorState } from '../operator/read-state.ts';
import { defaultPolicy, type Policy } from '../policy.ts';
import type { Log } from '../ports.ts';
import { openLedgerStore } from '../store/open-ledger-store.ts';
import { FakeGateway } from './fake-gateway.ts';
import { type Post, TestMerchant, type TestParties, TestWallet } from './test-wallet.ts';

export const testToken = 'operator-token-for-tests-0123456789abcdef';
export const testMetricsToken = 'metrics-token-for-tests-0123456789abcdef';

export interface TestHouseOptions {
  readonly policy?: Partial<Policy>;
  /** A file, or a database's URL, to come back to; by default in memory. */
  readonly path?: string;
  readonly wrapStore?: (store: LedgerStore) => LedgerStore;
}

export class TestHouse {
  readonly world: TestWorld;
  readonly gateway: FakeGateway;
  readonly merchant1: TestMerchant;
  readonly merchant2: TestMerchant;
  readonly parties: TestParties;
  readonly logged: object[] = [];
  readonly #options: TestHouseOptions;
  #opened: OpenedIntermediary | undefined;
  /** Seconds since 1970. */
  now = testTime;

  private constructor(world: TestWorld, options: TestHouseOptions) {
    this.world = world;
    this.#options = options;
    const clock = () => this.now;
    this.gateway = new FakeGateway(world.gateway, world.newTrust(), clock);
    const post: Post = async (path, type, body) => {
      const response = await this.request(path, { method: 'POST', headers: { 'content-type': type }, body });
      return { status: response.status, body: await response.text() };
    };
    this.parties = { post, clock, trust: world.newTrust() };
    this.merchant1 = new TestMerchant(world.merchant1, this.parties);
    this.merchant2 = new TestMerchant(world.merchant2, this.parties);
  }

  static async open(options: TestHouseOptions = {}, world?: TestWorld): Promise<TestHouse> {
    const house = new TestHouse(world ?? (await createTestWorld()), options);
    await house.start();
    return house;
  }

  get opened(): OpenedIntermediary {
    if (this.#opened === undefined) throw new Error('the house is closed');
    return this.#opened;
  }

  get store(): LedgerStore {
    return this.opened.intermediary.store;
  }

  async start(): Promise<void> {
    const { policy, path = ':memory:', wrapStore = (store: LedgerStore) => store } = this.#options;
    const note = (facts: object, event: string) => void this.logged.push({ ...facts, event });
    const log: Log = { info: note, warn: note, error: note };
    this.#opened = await openIntermediary({
      clock: this.parties.clock,
      random: testRandom,
      log,
      sleep: (durationMs) => new Promise((resolve) => setTimeout(resolve, durationMs).unref()),
      identity: this.world.intermediary,
      gatewayChain: this.world.gateway.keyExchangeChain,
      gateway: this.gateway,
      store: wrapStore(await openLedgerStore(path, this.now)),
      policy: { ...defaultPolicy, retryLeastMs: 2, retryMostMs: 10, ...policy },
      publicUrl: () => 'http://127.0.0.1:8402',
      operatorToken: testToken,
      passwordCost: { N: 1024, r: 8, p: 1 },
      metricsAccess: { token: testMetricsToken, openOnLoopback: false },
    });
  }

  async close(): Promise<void> {
    await this.opened.close();
    this.#opened = undefined;
  }

  async newWallet(pan?: string): Promise<TestWallet> {
    return new TestWallet(await this.world.newCardholder(pan), this.parties);
  }

  async request(path: string, init: RequestInit = {}): Promise<Response> {
    return this.opened.app.request(path, init);
  }

  async operator<T>(path: string, body?: object): Promise<{ status: number; body: T }> {
    const response = await this.request(path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${testToken}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as T };
  }

  async state(): Promise<OperatorState> {
    return (await this.operator<OperatorState>('/operator/state')).body;
  }

  async closePeriod(): Promise<OperatorClearing> {
    const { status, body } = await this.operator<OperatorClearing>('/operator/close', {});
    if (status !== 200) throw new Error(JSON.stringify(body));
    return body;
  }
}
