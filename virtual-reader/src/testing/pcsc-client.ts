/** A PC/SC client on pcsclite with promises, for tests. The socket must be known before the library is loaded. */
import { type EventEmitter, once } from 'node:events';
import { createRequire } from 'node:module';

type Callback<Value> = (error: Error | null | undefined, value: Value) => void;

/** The part of pcsclite that is used here; its own declarations keep these shapes to themselves. */
interface CardReader extends EventEmitter {
  readonly name: string;
  readonly SCARD_SHARE_SHARED: number;
  readonly SCARD_STATE_PRESENT: number;
  readonly SCARD_UNPOWER_CARD: number;
  connect(options: { readonly share_mode: number }, callback: Callback<number>): void;
  transmit(data: Buffer, answerLength: number, protocol: number, callback: Callback<Buffer>): void;
  control(data: Buffer, code: number, answerLength: number, callback: Callback<Buffer>): void;
  disconnect(disposition: number, callback: Callback<void>): void;
}
type PcscLite = EventEmitter & { close(): void };

export interface PcscClient {
  readonly reader: CardReader;
  /** Resolves when the reader reports a card, or none. */
  waitForCard(present: boolean): Promise<void>;
  connect(): Promise<void>;
  transmit(apduHex: string): Promise<string>;
  control(code: number, data: Uint8Array): Promise<Buffer>;
  disconnect(): Promise<void>;
  close(): void;
}

export async function openPcscClient(socket: string): Promise<PcscClient> {
  process.env.PCSCLITE_CSOCK_NAME = socket;
  const pcsc: PcscLite = createRequire(import.meta.url)('pcsclite')();
  pcsc.on('error', () => {});
  const [reader]: CardReader[] = await once(pcsc, 'reader');
  if (reader === undefined) throw new Error('internal error: no reader came with the event');
  reader.on('error', () => {});
  let state = 0;
  const watchers = new Set<() => void>();
  reader.on('status', (status: { readonly state: number }) => {
    state = status.state;
    for (const watcher of watchers) watcher();
  });
  let protocol = 0;
  return {
    reader,
    waitForCard: (present) =>
      new Promise((resolve) => {
        const check = () => {
          if (((state & reader.SCARD_STATE_PRESENT) !== 0) !== present || state === 0) return;
          watchers.delete(check);
          resolve();
        };
        watchers.add(check);
        check();
      }),
    async connect() {
      protocol = await new Promise<number>((resolve, reject) =>
        reader.connect({ share_mode: reader.SCARD_SHARE_SHARED }, (error, value) =>
          error ? reject(error) : resolve(value),
        ),
      );
    },
    transmit: (apduHex) =>
      new Promise((resolve, reject) =>
        reader.transmit(Buffer.from(apduHex, 'hex'), 258, protocol, (error, answer) =>
          error ? reject(error) : resolve(answer.toString('hex')),
        ),
      ),
    control: (code, data) =>
      new Promise((resolve, reject) =>
        reader.control(Buffer.from(data), code, 258, (error, answer) =>
          error ? reject(error) : resolve(answer),
        ),
      ),
    disconnect: () =>
      new Promise((resolve, reject) =>
        reader.disconnect(reader.SCARD_UNPOWER_CARD, (error) => (error ? reject(error) : resolve())),
      ),
    close: () => pcsc.close(),
  };
}
