/** The gateway with the issuing bank behind it, on its real database in a file. */
import { join } from 'node:path';
import { type OpenedGateway, openGateway } from '@ecomm/gateway-server';
import type { Life, Machine } from '../machine/machine.ts';
import { PartyClock } from '../machine/machine.ts';
import type { Server } from '../machine/network.ts';
import { Program } from '../machine/program.ts';
import type { World } from '../world.ts';

export class GatewayProgram extends Program {
  readonly clock: PartyClock;
  readonly #world: World;
  readonly #directory: string;
  readonly #random: (byteCount: number) => Uint8Array;
  #opened: OpenedGateway | undefined;
  /** Nothing that is sent to it arrives. */
  isSilent = false;
  tidyEveryMs = 60_000;

  constructor(machine: Machine, world: World, directory: string) {
    super(machine, 'gateway', 'gatewayDies');
    this.clock = new PartyClock(machine);
    this.#world = world;
    this.#directory = join(directory, 'gateway');
    this.#random = machine.seeded('gateway').bytes;
  }

  get store(): OpenedGateway['store'] | undefined {
    return this.#opened?.store;
  }

  get server(): Server | undefined {
    const [life, opened] = [this.life, this.#opened];
    if (life === undefined || opened === undefined) return undefined;
    return { life, serve: async (request) => this.#serve(opened, request) };
  }

  close(): void {
    this.#opened?.close();
    this.#opened = undefined;
  }

  protected async begin(life: Life): Promise<void> {
    const note = (level: string) => (facts: object, event: string) => {
      const { code = '' } = facts as { code?: unknown };
      if (level === 'error') this.machine.trace.note(this.name, `! ${event} ${JSON.stringify(facts)}`);
      else if (level === 'warn') this.machine.trace.note(this.name, `${event} ${String(code)}`);
    };
    const opened = await openGateway(this.#directory, this.#world.gatewayKeys, {
      clock: this.clock.now,
      random: this.#random,
      log: { info: note('info'), warn: note('warn'), error: note('error') },
    });
    this.#failNowAndThen(opened);
    this.#opened = opened;
    const tidy = () => {
      opened.tidy();
      life.later(this.tidyEveryMs, tidy);
    };
    tidy();
  }

  protected forget(): void {
    this.close();
  }

  async #serve({ app }: OpenedGateway, request: Request): Promise<Response> {
    const { faults, trace } = this.machine;
    if (faults.strikes('gatewayDies')) {
      trace.note(this.name, 'dies before it answers');
      this.die();
      return new Response();
    }
    // Revoked certificates are another matter: nothing is published here.
    if (new URL(request.url).pathname === '/set/revocation') return new Response(null, { status: 404 });
    const response = await app.fetch(request);
    if (faults.strikes('gatewayDies')) {
      trace.note(this.name, 'dies after it has committed');
      this.die();
    }
    return response;
  }

  /** Its disk fails before the transaction, or after it and nobody knows. */
  #failNowAndThen({ store: { work } }: OpenedGateway): void {
    const { faults, trace } = this.machine;
    const perform = work.perform.bind(work);
    const fail = (when: string): never => {
      trace.note(this.name, `disk fails ${when}`);
      throw new Error('the disk fails');
    };
    work.perform = (change) => {
      if (faults.strikes('diskFails')) fail('before the commit');
      const result = perform(change);
      this.machine.hasWritten = true;
      if (faults.strikes('diskFailsAfterWriting')) fail('after the commit');
      return result;
    };
  }
}
