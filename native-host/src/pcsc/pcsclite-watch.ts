/**
 * Watches PC/SC through pcsclite: which readers there are, and the state of each.
 *
 * A watch ends when the daemon goes away; whoever made it starts another one.
 */
import { createRequire } from 'node:module';
import { PcscError, pcscCodes } from './pcsc-port.ts';
import type { NativePcsclite, NodeCallback, WatchedReader } from './pcsclite-types.ts';

export interface WatchedState {
  readonly native: WatchedReader;
  /** SCARD_STATE bits (winscard.h). */
  state: number;
  atr: Uint8Array | undefined;
}

export interface PcscliteWatch {
  readonly readers: ReadonlyMap<string, WatchedState>;
  /** Settled when the first list and the state of each of its readers are known. */
  readonly ready: Promise<void>;
}

/**
 * @param onChange after every change of any reader.
 * @param onEnd once, when the daemon is gone.
 * @throws PcscError when the daemon can't be reached, or when pcsclite was never built on this machine.
 */
export function watchPcsclite(onChange: () => void, onEnd: () => void): PcscliteWatch {
  const pcsclite = openPcsclite();
  const readers = new Map<string, WatchedState>();
  const firstStates: Promise<void>[] = [];
  pcsclite.on('reader', (native) => {
    firstStates.push(new Promise((resolve) => watchReader(native, readers, onChange, resolve)));
  });
  const ready = new Promise<void>((resolve, reject) => {
    onFirstList(pcsclite, () => void Promise.all(firstStates).then(() => resolve()));
    pcsclite.on('error', (error) => reject(pcscErrorOf(error)));
  });
  ready.catch(() => {});
  let ended = false;
  pcsclite.on('error', () => {
    if (!ended) onEnd();
    ended = true;
  });
  return { readers, ready };
}

function watchReader(
  native: WatchedReader,
  readers: Map<string, WatchedState>,
  onChange: () => void,
  onFirstState: () => void,
): void {
  const watched: WatchedState = { native, state: 0, atr: undefined };
  readers.set(native.name, watched);
  native.on('status', ({ state, atr }) => {
    watched.state = state;
    watched.atr = atr === undefined ? undefined : new Uint8Array(atr);
    onFirstState();
    onChange();
  });
  const gone = (): void => {
    if (readers.get(native.name) === watched) readers.delete(native.name);
    onFirstState();
    onChange();
  };
  native.on('end', gone);
  native.on('error', gone);
}

function openPcsclite(): NativePcsclite {
  try {
    return createRequire(import.meta.url)('pcsclite')();
  } catch (error) {
    throw pcscErrorOf(error);
  }
}

/** pcsclite does not tell when it has listed the readers; but it asks its own object, where this listens in. */
function onFirstList(pcsclite: NativePcsclite, listed: () => void): void {
  const { start } = pcsclite;
  pcsclite.start = (done: NodeCallback<Buffer>) => {
    start.call(pcsclite, (error, data) => {
      done(error, data);
      if (!error) listed();
    });
  };
}

/** pcsclite puts the return code at the end of its message: `SCardConnect error: … (0x8010000b)`. */
export function pcscErrorOf(error: unknown): PcscError {
  const digits = /\(0x([0-9a-f]+)\)/i.exec(error instanceof Error ? error.message : '')?.[1];
  const pcscCode =
    digits === undefined ? pcscCodes.SCARD_E_NO_SERVICE : Number.parseInt(digits.slice(-8), 16);
  return new PcscError(pcscCode, { cause: error });
}
