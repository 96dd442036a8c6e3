/**
 * The PC/SC port over npm's pcsclite, which speaks to pcscd, to macOS's own service or to Windows' winscard.
 *
 * Its objects are kept apart by use. Those that watch have a native lock that the event loop takes, so a PIN
 * pending on one of them would stop this whole program. Those that connect are never watched and never let go:
 * pcsclite's destructor joins a thread that such an object never had.
 */
import {
  type PcscConnection,
  PcscError,
  type PcscPort,
  type PcscReader,
  type PcscShareMode,
  pcscCodes,
} from './pcsc-port.ts';
import type { NativeReader, NodeCallback } from './pcsclite-types.ts';
import { type PcscliteWatch, pcscErrorOf, watchPcsclite } from './pcsclite-watch.ts';

/** winscard.h */
const shareModes: Readonly<Record<PcscShareMode, number>> = { exclusive: 1, shared: 2, direct: 3 };
const dispositions = { leave: 0, reset: 1 } as const;
const protocols = { undefined: 0, t0: 1, t1: 2 } as const;
const states = { present: 0x20, mute: 0x200 } as const;

/** The longest extended answer with its status word. */
const responseLengthMaximum = 65_538;
const controlLengthMaximum = 512;
const restartDelayMs = 2_000;

/** Of all ports, and longer than they last: collected with its port, a reader would wait for that thread for ever, or crash. */
const kept = new Set<unknown>();

export class PcsclitePort implements PcscPort {
  #watch: PcscliteWatch | undefined;
  #restart: NodeJS.Timeout | undefined;
  #pendingCalls = 0;
  readonly #listeners: (() => void)[] = [];
  readonly #idle = new Map<string, NativeReader[]>();
  readonly #ownExclusive = new Set<string>();

  get pendingCalls(): number {
    return this.#pendingCalls;
  }

  watch(listener: () => void): void {
    this.#listeners.push(listener);
  }

  async list(): Promise<readonly PcscReader[]> {
    const { readers, ready } = this.#watching();
    await ready;
    return [...readers].map(([readerName, { state, atr }]) => {
      const mute = (state & states.mute) !== 0;
      const card = mute ? 'mute' : (state & states.present) !== 0 ? 'present' : 'absent';
      return {
        readerName,
        card,
        heldByUs: this.#ownExclusive.has(readerName),
        ...(card === 'present' && atr !== undefined && atr.length > 0 ? { atr } : {}),
      };
    });
  }

  async connect(readerName: string, mode: PcscShareMode): Promise<PcscConnection> {
    const { readers, ready } = this.#watching();
    await ready;
    const watched = readers.get(readerName);
    if (watched === undefined) throw new PcscError(pcscCodes.SCARD_E_UNKNOWN_READER);
    const reader = this.#idle.get(readerName)?.pop() ?? new watched.native.constructor(readerName);
    kept.add(reader);
    const protocol = mode === 'direct' ? protocols.undefined : protocols.t0 | protocols.t1;
    const options = { share_mode: shareModes[mode], protocol };
    let active: number;
    try {
      active = await this.#call<number>((done) => reader.connect(options, done));
    } catch (error) {
      this.#release(readerName, reader, error);
      throw error;
    }
    if (mode === 'exclusive') this.#ownExclusive.add(readerName);
    return {
      protocol: mode === 'direct' ? undefined : active === protocols.t0 ? 0 : 1,
      transmit: (command) => this.#transmit(reader, active, command),
      control: (controlCode, data) => this.#control(reader, controlCode, data),
      disconnect: (disposition) => this.#disconnect(readerName, reader, disposition),
    };
  }

  async #transmit(reader: NativeReader, protocol: number, command: Uint8Array): Promise<Uint8Array> {
    const data = Buffer.from(command);
    return await this.#call<Buffer>((done) => reader.transmit(data, responseLengthMaximum, protocol, done));
  }

  async #control(reader: NativeReader, controlCode: number, data: Uint8Array): Promise<Uint8Array> {
    // pcsclite passes on the address and forgets the object, and a PIN takes long enough for a collection.
    const buffer = Buffer.from(data);
    kept.add(buffer);
    try {
      return await this.#call<Buffer>((done) =>
        reader.control(buffer, controlCode, controlLengthMaximum, done),
      );
    } finally {
      kept.delete(buffer);
    }
  }

  async #disconnect(readerName: string, reader: NativeReader, disposition: 'leave' | 'reset'): Promise<void> {
    try {
      await this.#call<undefined>((done) => {
        reader.disconnect(dispositions[disposition], (error) => done(error, undefined));
      });
      this.#release(readerName, reader);
    } finally {
      this.#ownExclusive.delete(readerName);
    }
  }

  /** An object whose daemon went away holds a dead context: it is kept, but not used again. */
  #release(readerName: string, reader: NativeReader, error?: unknown): void {
    const dead: readonly number[] = [
      pcscCodes.SCARD_E_NO_SERVICE,
      pcscCodes.SCARD_F_COMM_ERROR,
      pcscCodes.SCARD_E_INVALID_HANDLE,
      pcscCodes.SCARD_E_SERVICE_STOPPED,
    ];
    if (error instanceof PcscError && dead.includes(error.pcscCode)) return;
    this.#idle.set(readerName, [...(this.#idle.get(readerName) ?? []), reader]);
  }

  async #call<T>(start: (done: NodeCallback<T>) => void): Promise<T> {
    this.#pendingCalls++;
    try {
      return await new Promise<T>((resolve, reject) => {
        start((error, result) => (error ? reject(pcscErrorOf(error)) : resolve(result)));
      });
    } finally {
      this.#pendingCalls--;
    }
  }

  #watching(): PcscliteWatch {
    try {
      this.#watch ??= watchPcsclite(
        () => this.#changed(),
        () => this.#ended(),
      );
      return this.#watch;
    } catch (error) {
      this.#scheduleRestart();
      throw error;
    }
  }

  /** Who listens learns that the readers are gone, and again when the daemon is back. */
  #ended(): void {
    this.#watch = undefined;
    this.#idle.clear();
    this.#changed();
    this.#scheduleRestart();
  }

  #scheduleRestart(): void {
    if (this.#listeners.length === 0 || this.#restart !== undefined) return;
    this.#restart = setTimeout(() => {
      this.#restart = undefined;
      try {
        this.#watching().ready.then(
          () => this.#changed(),
          () => {},
        );
      } catch {
        // #watching has scheduled the next attempt.
      }
    }, restartDelayMs).unref();
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
