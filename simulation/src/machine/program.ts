/** A party's program: it starts, dies, and is started again after a while by whoever watches over it. */
import type { FaultKind } from './faults.ts';
import { Life, type Machine } from './machine.ts';

const restartMs = [50, 20_000] as const;

export abstract class Program {
  readonly name: string;
  readonly machine: Machine;
  readonly dies: FaultKind;
  #life: Life | undefined;
  #isLost = false;

  protected constructor(machine: Machine, name: string, dies: FaultKind) {
    this.machine = machine;
    this.name = name;
    this.dies = dies;
  }

  /** Undefined while it is down. */
  get life(): Life | undefined {
    return this.#life;
  }

  async start(): Promise<void> {
    if (this.#life !== undefined || this.#isLost) return;
    const life = new Life(this.machine);
    this.#life = life;
    this.machine.trace.note(this.name, 'starts');
    await this.begin(life);
  }

  /** It dies here and now, and is started again. */
  readonly die = (): void => {
    if (this.#life === undefined) return;
    this.#life.end();
    this.#life = undefined;
    this.forget();
    if (this.#isLost) return;
    this.machine.scheduler.later(this.machine.chance.between(...restartMs), () => this.start());
  };

  /** It dies, and nobody starts it again. */
  lose(): void {
    this.#isLost = true;
    this.machine.trace.note(this.name, 'is lost for good');
    this.die();
  }

  get isLost(): boolean {
    return this.#isLost;
  }

  /** Opens what it has on disk and goes on. */
  protected abstract begin(life: Life): Promise<void>;
  /** What was in memory only is gone. */
  protected abstract forget(): void;
}
