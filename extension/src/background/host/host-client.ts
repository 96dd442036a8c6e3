/**
 * The client of the native host: one port, requests with ids, a time-out per action, answers checked.
 *
 * A native port dies with its worker and a host with its pipe, so the port is opened when it is needed, opened
 * again with backoff while somebody waits, and closed when nobody does.
 */
import {
  type NativeAction,
  type NativeInput,
  type NativeOutput,
  nativeProtocolVersion,
  type ReaderState,
} from '@ecomm/messages';
import { WalletError } from '../../shared/errors.ts';
import type { CardHost, PinEntryEvent } from './card-host.ts';
import { readHostMessage, readOutput } from './host-messages.ts';
import { hostProblem } from './host-problem.ts';

/** A native port as the browser has it. */
export interface NativePort {
  send(message: object): void;
  close(): void;
}

export interface NativePortEvents {
  readonly onMessage: (message: unknown) => void;
  /** The browser's words, if any; not called after `close`. */
  readonly onClosed: (reason: string | undefined) => void;
}

export interface HostClientOptions {
  readonly openPort: (events: NativePortEvents) => NativePort;
  readonly extensionId: string;
  readonly hostSeen: () => Promise<boolean>;
  readonly markHostSeen: () => Promise<void>;
  readonly onChange: () => void;
  readonly timeouts?: Partial<Record<NativeAction, number>>;
  /** Called now and then while a PIN is pending: an idle worker would take the port with it. */
  readonly keepAlive?: () => void;
}

export type HostState =
  | { readonly state: 'idle' | 'connecting' }
  | { readonly state: 'ready'; readonly version: string; readonly readers: readonly ReaderState[] }
  | { readonly state: 'problem'; readonly error: WalletError };

/** PIN entry takes up to 90 s on a pinpad; the host's own time-out should come first. */
const timeoutsMs: Record<NativeAction, number> = {
  hello: 5_000,
  listReaders: 10_000,
  readCard: 20_000,
  certify: 100_000,
  cancel: 5_000,
};

const keepAliveMs = 20_000;

interface Pending {
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: WalletError) => void;
  readonly onPinEntry: ((event: PinEntryEvent) => void) | undefined;
}

interface Connection {
  readonly port: NativePort;
  readonly ready: Promise<void>;
}

export class HostClient implements CardHost {
  readonly #options: HostClientOptions;
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;
  #connection: Connection | undefined;
  #state: HostState = { state: 'idle' };

  constructor(options: HostClientOptions) {
    this.#options = options;
  }

  get state(): HostState {
    return this.#state;
  }

  async listReaders(): Promise<readonly ReaderState[]> {
    await this.connect();
    const { readers } = await this.#request('listReaders', {});
    this.#keepReaders(readers);
    return readers;
  }

  async readCard(readerName: string) {
    await this.connect();
    return this.#request('readCard', { readerName });
  }

  async certify(input: NativeInput<'certify'>, onPinEntry: (event: PinEntryEvent) => void) {
    await this.connect();
    const beat = setInterval(() => this.#options.keepAlive?.(), keepAliveMs);
    try {
      return await this.#request('certify', input, onPinEntry);
    } finally {
      clearInterval(beat);
    }
  }

  async cancel(): Promise<void> {
    if (this.#connection !== undefined) await this.#request('cancel', {});
  }

  /** Opens the port and greets the host, unless that is done. Throws why it can't. */
  connect(): Promise<void> {
    this.#connection ??= this.#open();
    return this.#connection.ready;
  }

  /** Closes the port: the host exits at the end of its input. */
  disconnect(): void {
    this.#drop(new WalletError('ERR_HOST_CRASHED'), { state: 'idle' });
  }

  #open(): Connection {
    this.#setState({ state: 'connecting' });
    const port = this.#options.openPort({
      onMessage: (message) => this.#receive(message),
      onClosed: (reason) => void this.#closed(reason),
    });
    // The first request goes out once the connection is kept.
    const ready = Promise.resolve()
      .then(() => this.#greet())
      .catch((error: WalletError) => {
        if (this.#connection?.port === port) this.#fail(error);
        throw error;
      });
    return { port, ready };
  }

  async #greet(): Promise<void> {
    const { hostVersion, protocolVersion } = await this.#request('hello', {
      protocolVersion: nativeProtocolVersion,
    });
    if (protocolVersion !== nativeProtocolVersion)
      throw new WalletError('ERR_HOST_VERSION', {
        hostProtocol: protocolVersion,
        walletProtocol: nativeProtocolVersion,
      });
    await this.#options.markHostSeen();
    this.#setState({ state: 'ready', version: hostVersion, readers: [] });
    const { readers } = await this.#request('listReaders', {});
    this.#keepReaders(readers);
  }

  #request<A extends NativeAction>(
    action: A,
    input: NativeInput<A>,
    onPinEntry?: (event: PinEntryEvent) => void,
  ): Promise<NativeOutput<A>> {
    const id = this.#nextId;
    this.#nextId += 1;
    const limitMs = this.#options.timeouts?.[action] ?? timeoutsMs[action];
    return new Promise<NativeOutput<A>>((resolve, reject) => {
      const timer = setTimeout(() => this.#fail(new WalletError('ERR_HOST_TIMEOUT', { action })), limitMs);
      const settle = () => {
        clearTimeout(timer);
        this.#pending.delete(id);
      };
      this.#pending.set(id, {
        onPinEntry,
        reject: (error) => {
          settle();
          reject(error);
        },
        resolve: (output) => {
          settle();
          try {
            resolve(readOutput(action, output));
          } catch (error) {
            reject(this.#fail(error as WalletError));
          }
        },
      });
      this.#connection?.port.send({ id, action, input });
    });
  }

  #receive(message: unknown): void {
    try {
      const received = readHostMessage(message);
      if ('event' in received) {
        if (received.event === 'readersChanged') this.#keepReaders(received.readers);
        else this.#pending.get(received.id)?.onPinEntry?.(received);
        return;
      }
      const pending = this.#pending.get(received.id);
      if (received.ok) pending?.resolve(received.output);
      else pending?.reject(new WalletError(received.error.code, received.error.facts));
    } catch (error) {
      this.#fail(error as WalletError);
    }
  }

  async #closed(reason: string | undefined): Promise<void> {
    const connection = this.#connection;
    const greeted = this.#state.state === 'ready';
    const seen = await this.#options.hostSeen().catch(() => false);
    if (connection === this.#connection)
      this.#drop(hostProblem(reason, { seen, greeted, extensionId: this.#options.extensionId }));
  }

  /** The host can't be believed any more: every request of it ends with that error. */
  #fail(error: WalletError): WalletError {
    this.#drop(error);
    return error;
  }

  #drop(error: WalletError, state: HostState = { state: 'problem', error }): void {
    const connection = this.#connection;
    this.#connection = undefined;
    connection?.port.close();
    for (const pending of [...this.#pending.values()]) pending.reject(error);
    this.#setState(state);
  }

  #keepReaders(readers: readonly ReaderState[]): void {
    if (this.#state.state === 'ready') this.#setState({ ...this.#state, readers });
  }

  #setState(state: HostState): void {
    this.#state = state;
    this.#options.onChange();
  }
}
