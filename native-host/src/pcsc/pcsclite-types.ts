/** The part of npm's pcsclite that the port uses; its own declarations keep these shapes to themselves. */

export type NodeCallback<T> = (error: unknown, result: T) => void;

export interface NativeReader {
  readonly name: string;
  connect(
    options: { readonly share_mode: number; readonly protocol: number },
    done: NodeCallback<number>,
  ): void;
  disconnect(disposition: number, done: (error: unknown) => void): void;
  transmit(data: Buffer, responseLength: number, protocol: number, done: NodeCallback<Buffer>): void;
  control(data: Buffer, controlCode: number, responseLength: number, done: NodeCallback<Buffer>): void;
}

/** As `reader` events bring it. */
export interface WatchedReader extends NativeReader {
  readonly constructor: new (readerName: string) => NativeReader;
  on(event: 'status', listener: (status: { readonly state: number; readonly atr?: Buffer }) => void): void;
  on(event: 'end' | 'error', listener: () => void): void;
}

export interface NativePcsclite {
  start(done: NodeCallback<Buffer>): void;
  on(event: 'reader', listener: (reader: WatchedReader) => void): void;
  on(event: 'error', listener: (error: unknown) => void): void;
}
