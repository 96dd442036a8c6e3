/**
 * Starts the reader in a process of its own: libccid and the reader must never wait on the same event loop.
 *
 * The channel between the two processes carries nothing; its end tells the reader that its starter is gone.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as v from 'valibot';
import { VirtualReaderError, virtualReaderErrorCodes } from './errors.ts';

export interface StartVirtualReaderOptions {
  readonly dataDir: string;
  readonly cardsDir: string;
  /** Default 0: any free one. */
  readonly panelPort?: number;
  readonly pinTimeoutSeconds?: number;
  readonly pinHint?: string;
  readonly idleText?: string;
  readonly language?: 'en' | 'fr';
  /** Each line of the process's log; without it the log is dropped. */
  readonly onLog?: (line: string) => void;
}

export interface StartedVirtualReader {
  /** Ends with a slash. */
  readonly panelUrl: string;
  /** For PCSCLITE_CSOCK_NAME, before the client library is first used. */
  readonly pcscSocket: string;
  /** As SCardListReaders names it. */
  readonly readerName: string;
  stop(): Promise<void>;
}

/** Resolved from here, so that the working directory does not matter. */
const typescriptLoader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

const stopTimeoutMs = 10_000;

const firstLineSchema = v.variant('ready', [
  v.object({ ready: v.literal(true), panelUrl: v.string(), pcscSocket: v.string(), readerName: v.string() }),
  v.object({
    ready: v.literal(false),
    code: v.picklist(virtualReaderErrorCodes),
    message: v.string(),
    hint: v.optional(v.string()),
  }),
]);

/** @throws VirtualReaderError with the code that the process gave, `ERR_READER_START_FAILED` if it gave none. */
export async function startVirtualReader(options: StartVirtualReaderOptions): Promise<StartedVirtualReader> {
  const main = fileURLToPath(new URL('./main.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', typescriptLoader, main, ...commandLine(options)], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const killWithUs = () => void child.kill('SIGTERM');
  process.once('exit', killWithUs);
  child.once('exit', () => process.removeListener('exit', killWithUs));
  if (child.stderr !== null) createInterface(child.stderr).on('line', (line) => options.onLog?.(line));
  const first = v.safeParse(firstLineSchema, parseJson(await firstLine(child)));
  if (!first.success || !first.output.ready) {
    child.kill('SIGTERM');
    if (!first.success || first.output.ready) throw startFailed('it ended without a word');
    const { code, message, hint } = first.output;
    throw new VirtualReaderError(code, message, hint === undefined ? {} : { hint });
  }
  const { panelUrl, pcscSocket, readerName } = first.output;
  return { panelUrl, pcscSocket, readerName, stop: () => stopChild(child) };
}

function commandLine(options: StartVirtualReaderOptions): string[] {
  const { dataDir, cardsDir, panelPort = 0, pinTimeoutSeconds, pinHint, idleText, language } = options;
  const named = {
    '--data-dir': dataDir,
    '--cards-dir': cardsDir,
    '--panel-port': panelPort,
    '--pin-timeout-seconds': pinTimeoutSeconds,
    '--pin-hint': pinHint,
    '--idle-text': idleText,
    '--language': language,
  };
  return Object.entries(named).flatMap(([name, value]) => (value === undefined ? [] : [name, String(value)]));
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw startFailed('it has no output');
  const lines = createInterface(child.stdout);
  const ended = once(lines, 'close').then(() => ['']);
  const [line] = await Promise.race([once(lines, 'line'), ended]);
  return String(line);
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
  await exited;
  clearTimeout(timer);
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function startFailed(why: string): VirtualReaderError {
  return new VirtualReaderError('ERR_READER_START_FAILED', `the virtual reader did not start: ${why}`);
}
