/**
 * The network between the parties: every request and every answer takes its time, and may be lost, come late, come out of
 * order or come twice. It is given to the parties as their `fetch`.
 */
import type { Life, Machine } from './machine.ts';

/** A server's program while it runs. */
export interface Server {
  readonly life: Life;
  serve(request: Request): Promise<Response>;
}

export interface Address {
  readonly name: string;
  /** Undefined while it is down. */
  readonly server: () => Server | undefined;
  /** Nothing reaches it, and nothing says so. */
  readonly isSilent?: () => boolean;
}

export interface Client {
  readonly name: string;
  readonly life: Life;
  /** How long it waits for an answer. */
  readonly timeoutMs: number;
}

interface Message {
  readonly number: number;
  readonly url: string;
  readonly init: RequestInit;
  readonly to: Address;
}

/** Milliseconds that a message is on its way: usually, and when it is late. */
const usualMs = [1, 80] as const;
const lateMs = [500, 30_000] as const;
/** A copy may come long after everybody has forgotten. */
const copyMs = [0, 120_000] as const;

export class Network {
  readonly #machine: Machine;
  readonly #addresses = new Map<string, Address>();
  #count = 0;

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  listen(host: string, address: Address): void {
    this.#addresses.set(host, address);
  }

  fetchOf(client: Client): typeof fetch {
    return (input, init = {}) => {
      const url = String(input);
      const { host, pathname } = new URL(url);
      const to = this.#addresses.get(host);
      if (to === undefined) return Promise.reject(new TypeError(`nobody is called ${host}`));
      this.#count += 1;
      const message = { number: this.#count, url, init, to };
      this.#note(client, message, `${init.method ?? 'GET'} ${pathname}`);
      return this.#exchange(client, message);
    };
  }

  #exchange(client: Client, message: Message): Promise<Response> {
    const { faults, scheduler } = this.#machine;
    return new Promise((resolve, reject) => {
      const giveUp = () => reject(new TypeError('no answer'));
      const callOff = client.life.later(client.timeoutMs, giveUp);
      const answered = (end: () => void) => {
        callOff();
        if (client.life.isAlive) end();
      };
      const deliver = () => this.#deliver(client, message, (end) => answered(() => end(resolve, reject)));
      if (faults.strikes('requestTwice')) scheduler.later(this.#machine.chance.between(...copyMs), deliver);
      if (faults.strikes('requestLost')) this.#note(client, message, 'is lost');
      else scheduler.later(this.#delayMs(), deliver);
    });
  }

  #deliver(client: Client, message: Message, answer: (end: Answering) => void): void {
    const { faults, scheduler } = this.#machine;
    const { to, url, init } = message;
    const server = to.server();
    if (to.isSilent?.() === true) {
      this.#note(client, message, 'meets silence');
      return;
    }
    if (server === undefined || faults.strikes('connectionReset')) {
      this.#note(client, message, server === undefined ? 'finds nobody' : 'is cut off');
      scheduler.later(this.#delayMs(), () =>
        answer((_resolve, reject) => reject(new TypeError('connection refused'))),
      );
      return;
    }
    const { signal: _signal, ...plain } = init;
    void this.#serve(server, new Request(url, plain)).then(({ status, headers, text }) => {
      if (!server.life.isAlive) return;
      this.#note(client, message, `is answered ${status}${sayWhat(text)}`);
      if (faults.strikes('answerLost')) return this.#note(client, message, 'has its answer lost');
      scheduler.later(this.#delayMs(), () =>
        answer((resolve) => resolve(new Response(text === '' ? null : text, { status, headers }))),
      );
    });
  }

  async #serve(server: Server, request: Request) {
    const response = await server.life.guard(server.serve(request));
    const { status, headers } = response;
    return { status, headers: [...headers] as [string, string][], text: await response.text() };
  }

  #delayMs(): number {
    const { chance, faults } = this.#machine;
    return faults.strikes('messageLate') ? chance.between(...lateMs) : chance.between(...usualMs);
  }

  #note({ name }: Client, { number, to }: Message, what: string): void {
    this.#machine.trace.note(name, `→ ${to.name} #${number} ${what}`);
  }
}

type Answering = (resolve: (response: Response) => void, reject: (error: Error) => void) => void;

/** The code of a refusal, or of a payment's answer. */
function sayWhat(text: string): string {
  try {
    const { code, res } = JSON.parse(text) as { code?: string; res?: string };
    if (code !== undefined) return ` ${code}`;
    if (res === undefined) return '';
    const payload = Buffer.from(res.split('.')[1] ?? '', 'base64url').toString();
    return ` ${(JSON.parse(payload) as { code: string }).code}`;
  } catch {
    return '';
  }
}
