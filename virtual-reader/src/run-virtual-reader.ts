/**
 * Joins the parts in the one order that works: the reader answers on its line before pcscd starts, for serial
 * readers are opened once; and pcscd stops before the line goes away, for libccid would spin on it.
 */
import { setTimeout as startTimeout } from 'node:timers';
import type { Logger } from 'pino';
import { ccidHeaderLength, PC_to_RDR } from './ccid/constants.ts';
import type { DisplayLanguage } from './ccid/display.ts';
import { endsOpenSequence } from './ccid/escape.ts';
import type { StartTimer } from './ccid/pin-pad.ts';
import { VirtualReaderError } from './errors.ts';
import { readPanelAssets } from './panel/assets.ts';
import { servePanel } from './panel/serve-panel.ts';
import { findPcscd, type Pcscd, startPcscd } from './pcscd/start-pcscd.ts';
import { openPseudoTerminal } from './serial/pseudo-terminal.ts';
import { SerialLink } from './serial/serial-link.ts';
import { VirtualReader } from './virtual-reader.ts';

export interface RunOptions {
  readonly dataDir: string;
  readonly cardsDir: string;
  /** 0 takes any free port. */
  readonly panelPort: number;
  readonly pinTimeoutSeconds: number;
  readonly pinHint: string;
  readonly idleText: string;
  readonly language: DisplayLanguage;
  readonly log: Logger;
}

export interface RunningReader {
  readonly panelUrl: string;
  readonly pcscSocket: string;
  readonly readerName: string;
  /** Rejects when a part ended by itself. */
  readonly ended: Promise<never>;
  stop(): Promise<void>;
}

/** libccid's own sleep of a second is in it. */
const openTimeoutMs = 15_000;

const startTimer: StartTimer = (delayMs, callback) => {
  const timer = startTimeout(callback, delayMs);
  return () => clearTimeout(timer);
};

/** @throws VirtualReaderError for whatever is missing, with a hint at what to install. */
export async function runVirtualReader(options: RunOptions): Promise<RunningReader> {
  const { log, dataDir, cardsDir } = options;
  findPcscd();
  const terminal = openPseudoTerminal();
  const opened = signal();
  const refused = new Set<string>();
  const reader = new VirtualReader({
    ...options,
    dataDir,
    cardsDir,
    startTimer,
    onSlotChange(present) {
      link.slotChanged(present);
      log.info({ card: reader.cardId }, present ? 'card inserted' : 'card removed');
    },
    onCardFileRefused(error) {
      if (refused.has(error.message)) return;
      refused.add(error.message);
      log.warn({ code: error.code }, error.message);
    },
  });
  const link = new SerialLink({
    device: reader.device,
    startTimer,
    write: (bytes) => terminal.write(bytes),
    onCommand: watchForOpening(opened.resolve),
  });
  terminal.onData((bytes) => link.receive(bytes));

  const stops: Array<() => Promise<void> | void> = [() => terminal.close()];
  const stop = onlyOnce(async () => {
    reader.device.abortPinEntry();
    for (const stopPart of stops.reverse()) await stopPart();
  });
  try {
    const assets = await readPanelAssets();
    let pcscd: Pcscd | undefined;
    const readerName = () => pcscd?.readerName ?? '';
    const { language, pinHint } = options;
    const panel = await servePanel({ reader, readerName, pinHint, assets, language }, options.panelPort);
    stops.push(() => panel.close());
    pcscd = await startPcscd({
      devicePath: terminal.slavePath,
      onLog: (line) => log.info({ part: 'pcscd' }, line),
    });
    const { socketPath, ended } = pcscd;
    stops.push(pcscd.stop);
    await Promise.race([opened.promise, ended, timeOut()]);
    log.info({ panelUrl: panel.url, device: terminal.slavePath }, 'ready');
    return { panelUrl: panel.url, pcscSocket: socketPath, readerName: readerName(), ended, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The driver is there when it polls the slot after its last opening command. */
function watchForOpening(opened: () => void): (message: Uint8Array) => void {
  let escapesDone = false;
  return (message) => {
    if (message[0] === PC_to_RDR.Escape) escapesDone ||= endsOpenSequence(message.subarray(ccidHeaderLength));
    if (message[0] === PC_to_RDR.GetSlotStatus && escapesDone) opened();
  };
}

function signal(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: () => void = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

function onlyOnce(action: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= action());
}

function timeOut(): Promise<never> {
  return new Promise((_resolve, reject) => {
    startTimeout(() => {
      const message = 'the reader driver did not open the virtual reader in time';
      reject(new VirtualReaderError('ERR_READER_START_FAILED', message));
    }, openTimeoutMs).unref();
  });
}
