/**
 * A wallet: the extension's own runner over a simulated journal, network and card, and its shopper, who opens offers, clicks,
 * changes their mind and comes back to what did not work.
 */
import {
  cancelPurchase,
  createNetwork,
  openPurchase,
  type Purchase,
  PurchaseRunner,
  pay,
  recoverJournal,
  retryPurchase,
  WalletError,
  type WalletPorts,
} from '@ecomm/extension/wallet';
import { TestCard } from '../../../gateway-server/src/testing/test-card.ts';
import { onDisk } from '../machine/disk.ts';
import { JournalDisk } from '../machine/journal-disk.ts';
import { type Life, type Machine, PartyClock } from '../machine/machine.ts';
import type { Network } from '../machine/network.ts';
import { Program } from '../machine/program.ts';
import { type Holder, hostOf, type World } from '../world.ts';
import { CardReader } from './card-reader.ts';

const timeoutMs = 20_000;

export class WalletProgram extends Program {
  readonly clock: PartyClock;
  readonly journal: JournalDisk;
  readonly #world: World;
  readonly #network: Network;
  readonly #card: TestCard;
  readonly #random: (byteCount: number) => Uint8Array;
  #runner: PurchaseRunner | undefined;
  readonly bugs: unknown[] = [];
  tidyEveryMs = 120_000;

  constructor(machine: Machine, world: World, network: Network, holder: Holder) {
    super(machine, `wallet ${holder.cardId}`, 'walletDies');
    this.clock = new PartyClock(machine);
    this.journal = new JournalDisk(holder.enrolment);
    this.#world = world;
    this.#network = network;
    this.#card = new TestCard(holder.card);
    this.#card.counter = holder.counter;
    this.#random = machine.seeded(this.name).bytes;
  }

  /** The shopper opens an offer and pays it, and does what the sheet asks for. */
  async visit(merchantId: string, resource: string): Promise<void> {
    const [runner, life] = [this.#runner, this.life];
    if (runner === undefined || life === undefined) return;
    const origin = `https://${hostOf(merchantId)}`;
    const place = { offerUrl: `${origin}/mpoffer?resource=${resource}`, pageOrigin: origin, tabId: 7 };
    this.machine.trace.note(this.name, `opens ${merchantId}${resource}`);
    await this.#act(async () => {
      const id = await openPurchase(place, runner);
      runner.watch(id);
      await runner.run(id);
      await life.sleep(this.machine.chance.between(500, 8000));
      if ((await runner.find(id)).state !== 'ready') return;
      await pay(id, runner);
      // An impatient second click.
      if (this.machine.chance.chance(0.1)) await pay(id, runner).catch(ignoreRefusal);
      await runner.run(id);
    });
  }

  /** What waits for the shopper is tried again, or given up. */
  async comeBack({ givesUp }: { readonly givesUp: boolean }): Promise<void> {
    const runner = this.#runner;
    if (runner === undefined) return;
    for (const { id, state, problem } of await this.#open()) {
      if (givesUp && state === 'topUpNeeded') {
        this.machine.trace.note(this.name, 'cancels');
        await this.#act(() => cancelPurchase(id, runner));
      } else if (state === 'topUpNeeded' || (state === 'approved' && problem !== undefined)) {
        runner.watch(id);
        await this.#act(async () => {
          await retryPurchase(id, false, runner);
          await runner.run(id);
        });
      }
    }
    await this.#act(() => recoverJournal(runner, { browserStarted: false }));
  }

  async #open() {
    const purchases = await this.journal.purchases();
    return purchases.map(({ id, state, ...rest }) => ({
      id,
      state,
      problem: 'problem' in rest ? rest.problem : undefined,
    }));
  }

  protected async begin(life: Life): Promise<void> {
    const { machine, name } = this;
    const lost = machine.faults.strikes('powerLost') ? await this.journal.losePower(machine.chance) : 0;
    if (lost > 0) machine.trace.note(name, `has lost ${lost} changes with the power`);
    const setup = this.#world.newSetup();
    const ports: WalletPorts = {
      setup: async () => setup,
      store: onDisk(this.journal.store, {
        ...{ name, life, machine, die: this.die, dies: this.dies },
        failure: () => new WalletError('ERR_WALLET_STORAGE'),
        reads: (operation) => !/^(save|delete)/.test(operation),
        matters: () => false,
      }),
      network: createNetwork(this.#network.fetchOf({ name, life, timeoutMs })),
      host: new CardReader(this.#card, { machine, life }),
      now: this.clock.now,
      random: this.#random,
      language: 'fr',
    };
    const runner = new PurchaseRunner({
      ports,
      onChange: () => {},
      deliver: async () => true,
      openTab: async () => {},
      wakeAt: (seconds) =>
        void life.later(this.clock.delayMsTo(seconds), () => void this.#act(() => runner.runDue())),
      onBug: (error) => this.#bug(error),
    });
    this.#runner = runner;
    void this.#act(() => recoverJournal(runner, { browserStarted: false }));
    const keepUp = () => {
      life.later(this.tidyEveryMs, keepUp);
      void this.#act(() => recoverJournal(runner, { browserStarted: false }));
    };
    life.later(this.tidyEveryMs, keepUp);
  }

  protected forget(): void {
    this.#runner = undefined;
  }

  /** Nobody waits for it: what the wallet refuses is noted, what it did not foresee is a bug. */
  async #act(action: () => Promise<unknown>): Promise<void> {
    try {
      await action();
    } catch (error) {
      this.#bug(error);
    }
  }

  #bug(error: unknown): void {
    const { code } = error as { code?: string };
    this.machine.trace.note(this.name, code ?? `! ${String(error)}`);
    if (code === undefined) this.bugs.push(error);
  }
}

function ignoreRefusal(error: unknown): void {
  if (!(error instanceof WalletError)) throw error;
}

export type { Purchase };
