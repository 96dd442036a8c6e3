/**
 * Starts the virtual reader and its pcscd, prints one JSON line when they are ready, stops them on SIGTERM.
 *
 * Standard output carries that line alone; logs go to standard error and hold neither keys nor APDUs.
 */
import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import pino from 'pino';
import { VirtualReaderError } from './errors.ts';
import { type RunningReader, runVirtualReader } from './run-virtual-reader.ts';

interface Arguments {
  readonly dataDir: string;
  readonly cardsDir: string;
  readonly panelPort: number;
  readonly pinTimeoutSeconds: number;
  readonly pinHint: string;
  readonly idleText: string;
  readonly language: 'en' | 'fr';
}

const integer = (minimum: number, maximum: number) => (text: string) => {
  const value = Number(text);
  if (/^\d{1,5}$/.test(text) && value >= minimum && value <= maximum) return value;
  throw new InvalidArgumentError(`a whole number from ${minimum} to ${maximum} is needed`);
};

const program = new Command('virtual-reader')
  .description('A CCID PIN pad reader and bank cards in software, driven by the real pcscd and libccid.')
  .requiredOption('--data-dir <directory>', 'where the state of the cards is kept')
  .requiredOption('--cards-dir <directory>', 'where the issuer puts the cards, one JSON file each')
  .option('--panel-port <port>', 'port of the front panel on 127.0.0.1; 0 for any', integer(0, 65_535), 0)
  .option(
    '--pin-timeout-seconds <seconds>',
    'the longest that the reader waits for a PIN',
    integer(1, 80),
    60,
  )
  .option(
    '--pin-hint <text>',
    'says on the panel where a PIN is to be had',
    'Whoever issued a card tells its PIN.',
  )
  .option('--idle-text <text>', 'first line of the display at rest', 'eComm')
  .addOption(
    new Option('--language <language>', 'of the display at rest').choices(['en', 'fr']).default('en'),
  )
  .exitOverride();

const log = pino({ name: 'virtual-reader', base: null }, pino.destination({ dest: 2, sync: true }));

try {
  const options = readArguments();
  const [dataDir, cardsDir] = [resolve(options.dataDir), resolve(options.cardsDir)];
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  await mkdir(cardsDir, { recursive: true, mode: 0o700 });
  const running = await runVirtualReader({ ...options, dataDir, cardsDir, log });
  stopOnSignal(running);
  running.ended.catch((error) => fail(error, running));
  const { panelUrl, pcscSocket, readerName } = running;
  process.stdout.write(`${JSON.stringify({ ready: true, panelUrl, pcscSocket, readerName })}\n`);
} catch (error) {
  await fail(error);
}

function readArguments(): Arguments {
  try {
    return program.parse().opts<Arguments>();
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) process.exit(0);
    throw new VirtualReaderError('ERR_READER_OPTION_INVALID', error.message.replace(/^error: /, ''), {
      cause: error,
    });
  }
}

function stopOnSignal(running: RunningReader): void {
  const stop = () => void running.stop().then(() => process.exit(0));
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  // Started with a channel: without its starter nobody would stop it.
  process.once('disconnect', stop);
}

async function fail(error: unknown, running?: RunningReader): Promise<void> {
  const known = error instanceof VirtualReaderError;
  const code = known ? error.code : 'ERR_READER_START_FAILED';
  const message = error instanceof Error ? error.message : 'unknown failure';
  const hint = known ? error.hint : undefined;
  log.fatal({ code, hint }, message);
  if (running === undefined)
    process.stdout.write(`${JSON.stringify({ ready: false, code, message, hint })}\n`);
  await running?.stop();
  process.exit(1);
}
