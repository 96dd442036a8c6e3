/** The intermediary: its real application and its real ledger in a SQLite file, whose disk fills up and fails. */
import { join } from 'node:path';
import {
  defaultPolicy,
  httpGatewayLink,
  IntermediaryError,
  type LedgerStore,
  ledgerStoreOn,
  type OpenedIntermediary,
  openIntermediary,
  openSqliteEngine,
  type Policy,
} from '@ecomm/intermediary-server';
import { onDisk } from '../machine/disk.ts';
import { type Life, type Machine, PartyClock } from '../machine/machine.ts';
import type { Network, Server } from '../machine/network.ts';
import { Program } from '../machine/program.ts';
import { gatewayHost, intermediaryHost, type World } from '../world.ts';

type SqliteOptions = NonNullable<Parameters<typeof openSqliteEngine>[2]>;
type SqliteDatabase = Parameters<NonNullable<SqliteOptions['limit']>>[0];

const gatewayTimeoutMs = 10_000;
const token = 'operator-token-of-the-simulation';
const unlimitedPages = 2 ** 30;
const looks = /^(find|read|pending|settlementTarget|unfinished)/;

/** What differs from run to run; from the next start on, when it is changed. */
export interface RunPolicy extends Pick<Policy, 'topUp' | 'adviceSeconds' | 'claimGraceSeconds'> {
  settleOpenOtbsAtClose: boolean;
}

export interface IntermediaryOptions {
  readonly world: World;
  readonly directory: string;
  readonly network: Network;
  readonly policy: RunPolicy;
  /** A build that is broken on purpose stands between the program and its store. */
  readonly breakStore: (store: LedgerStore, life: Life) => LedgerStore;
}

export class IntermediaryProgram extends Program {
  readonly clock: PartyClock;
  readonly #options: IntermediaryOptions;
  readonly #random: (byteCount: number) => Uint8Array;
  #opened: OpenedIntermediary | undefined;
  #database: SqliteDatabase | undefined;
  #store: LedgerStore | undefined;
  tidyEveryMs = 30_000;

  constructor(machine: Machine, options: IntermediaryOptions) {
    super(machine, 'intermediary', 'intermediaryDies');
    this.clock = new PartyClock(machine);
    this.#options = options;
    this.#random = machine.seeded('intermediary').bytes;
  }

  get policy(): RunPolicy {
    return this.#options.policy;
  }

  /** What is committed, also while the program is down. */
  get store(): LedgerStore | undefined {
    return this.#store;
  }

  get server(): Server | undefined {
    const [life, opened] = [this.life, this.#opened];
    return life && opened && { life, serve: async (request) => opened.app.fetch(request) };
  }

  /** Closes the running period, as the operator does. */
  async closePeriod(): Promise<number> {
    const init = {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    };
    const request = new Request(`https://${intermediaryHost}/operator/close`, init);
    const { life } = this;
    if (life === undefined || this.#opened === undefined) return 503;
    const { status } = await life.guard(Promise.resolve(this.#opened.app.fetch(request)));
    this.machine.trace.note('operator', `closes the period: ${status}`);
    return status;
  }

  /** No page more than there are now, or as many as are wanted. */
  fillDisk(isFull: boolean): void {
    const pages = isFull ? Number(this.#database?.pragma('page_count', { simple: true })) : unlimitedPages;
    this.#database?.pragma(`max_page_count = ${pages}`);
    this.machine.trace.note(this.name, isFull ? 'disk is full' : 'disk has room');
  }

  /** Lets go of the file. */
  close(): void {
    this.#database?.close();
    this.#database = undefined;
    this.#store = undefined;
  }

  protected async begin(life: Life): Promise<void> {
    const { world, network, policy, breakStore } = this.#options;
    const { machine, name } = this;
    const fetch = network.fetchOf({ name, life, timeoutMs: gatewayTimeoutMs });
    const opened = await openIntermediary({
      clock: this.clock.now,
      random: this.#random,
      sleep: (durationMs) => life.sleep(durationMs),
      log: this.#log(),
      identity: world.intermediary,
      gatewayChain: world.gatewayChain,
      gateway: httpGatewayLink(`https://${gatewayHost}`, fetch),
      store: onDisk(breakStore(this.#openStore(life), life), {
        ...{ name, life, machine, die: this.die, dies: this.dies },
        failure: () =>
          new IntermediaryError('ERR_LEDGER_UNAVAILABLE', 'the disk fails', { retryAfterSeconds: 5 }),
        reads: (operation) => looks.test(operation),
        matters: (operation, result) =>
          operation !== 'sweep' || Object.values(result as object).some(Boolean),
      }),
      policy: { ...defaultPolicy, ...policy },
      publicUrl: () => `https://${intermediaryHost}`,
      operatorToken: token,
    });
    this.#opened = opened;
    const tidy = () => {
      opened.tidy().catch((error: unknown) => machine.trace.note(name, `tidying failed: ${String(error)}`));
      life.later(this.tidyEveryMs, tidy);
    };
    tidy();
  }

  protected forget(): void {
    this.#opened = undefined;
  }

  /** The file as the last life left it: what was committed. */
  #openStore(life: Life): LedgerStore {
    this.close();
    const path = join(this.#options.directory, 'intermediary.sqlite');
    const engine = openSqliteEngine(path, this.clock.now(), {
      limit: (database) => {
        this.#database = database;
      },
      later: (callback) => void life.later(0, callback),
    });
    // Another thread reads in real time, which virtual time does not wait for.
    const store = ledgerStoreOn({ ...engine, readAside: engine.readTogether });
    this.#store = store;
    return store;
  }

  #log() {
    const { trace } = this.machine;
    const warn = (facts: object, event: string) => {
      const { code = '', reason = '' } = facts as { code?: unknown; reason?: unknown };
      trace.note(this.name, `${event} ${String(code)}${String(reason)}`.trimEnd());
    };
    return {
      info: (_facts: object, event: string) => trace.note(this.name, event),
      warn,
      error: (facts: object, event: string) => trace.note(this.name, `! ${event} ${JSON.stringify(facts)}`),
    };
  }
}
