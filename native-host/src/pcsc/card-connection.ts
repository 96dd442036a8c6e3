/**
 * Opens the card in a reader for one piece of work, and closes it however the work ends.
 *
 * Others may use the reader too, so a connection lasts no longer than the work; one that is refused because
 * somebody else has the card is tried again for about two seconds.
 */
import { type CardChannel, decodeCommandApdu, encodeCommandApdu } from '@ecomm/card';
import { HostError } from '../errors.ts';
import { errorForPcscCode } from './error-for-pcsc-code.ts';
import { type PcscConnection, PcscError, type PcscPort, type PcscShareMode, pcscCodes } from './pcsc-port.ts';

export interface CardAccess {
  readonly pcsc: PcscPort;
  readonly sleep: (durationMs: number) => Promise<void>;
  readonly findLikelyHolder: () => Promise<string | undefined>;
}

export interface OpenCard {
  readonly connection: PcscConnection;
  readonly channel: CardChannel;
  /** From now on the card must forget what it was told when the work ends. */
  resetAtEnd(): void;
}

const retryDelaysMs = [100, 200, 400, 600, 700];
/** pcscd looks at a slot every 400 ms: so long may it take until a pulled card is known to be gone. */
const removalPollMs = 100;
const removalPolls = 10;

/**
 * @param modes in order of preference: the next one is tried when somebody shares the card.
 * @throws HostError what PC/SC failed with; whatever `work` throws.
 */
export async function withCard<T>(
  access: CardAccess,
  readerName: string,
  modes: readonly PcscShareMode[],
  work: (card: OpenCard) => Promise<T>,
): Promise<T> {
  const connection = await connectPatiently(access, readerName, modes);
  let disposition: 'leave' | 'reset' = 'leave';
  const card: OpenCard = {
    connection,
    channel: channelOver(connection),
    resetAtEnd() {
      disposition = 'reset';
    },
  };
  try {
    return await work(card);
  } catch (error) {
    throw await explained(access, readerName, error);
  } finally {
    // A card that was pulled can't be let go properly, and the work's own outcome is the news.
    await connection.disconnect(disposition).catch(() => {});
  }
}

/** PC/SC's error in the house's words; any other error as it is. */
export async function explained(access: CardAccess, readerName: string, error: unknown): Promise<unknown> {
  if (!(error instanceof PcscError)) return error;
  const hostError = errorForPcscCode(error, { readerName });
  if (hostError.code === 'ERR_READER_IN_USE') {
    const holder = (await access.findLikelyHolder()) ?? '';
    return new HostError('ERR_READER_IN_USE', { readerName, holder }, { cause: error });
  }
  // A driver says "not transacted" for a failed reader and for a card or a reader pulled in mid-sentence.
  return hostError.code === 'ERR_READER_FAILED'
    ? ((await whatWentAway(access, readerName)) ?? hostError)
    : hostError;
}

async function whatWentAway(access: CardAccess, readerName: string): Promise<HostError | undefined> {
  for (let poll = 0; poll < removalPolls; poll++) {
    const readers = await access.pcsc.list().catch(() => undefined);
    if (readers === undefined) return new HostError('ERR_PCSC_UNAVAILABLE');
    const reader = readers.find((candidate) => candidate.readerName === readerName);
    if (reader === undefined) return new HostError('ERR_READER_GONE', { readerName });
    if (reader.card === 'absent') return new HostError('ERR_CARD_REMOVED', { readerName });
    await access.sleep(removalPollMs);
  }
  return undefined;
}

async function connectPatiently(
  access: CardAccess,
  readerName: string,
  modes: readonly PcscShareMode[],
): Promise<PcscConnection> {
  for (const [attempt, delayMs] of [...retryDelaysMs, undefined].entries()) {
    // Somebody's quick look at the reader is no reason to give up the best mode yet.
    for (const mode of attempt === 0 ? modes.slice(0, 1) : modes) {
      try {
        return await access.pcsc.connect(readerName, mode);
      } catch (error) {
        const inUse = error instanceof PcscError && error.pcscCode === pcscCodes.SCARD_E_SHARING_VIOLATION;
        const lastAttempt = delayMs === undefined && mode === modes.at(-1);
        if (!inUse || lastAttempt) throw await explained(access, readerName, error);
      }
    }
    await access.sleep(delayMs ?? 0);
  }
  throw new Error('internal error: the last attempt neither connected nor failed');
}

/**
 * Over T=0 a command travels in one of two forms only (ISO 7816-3, 12.2): without Le when it has data, and with
 * P3 = 00 when it has neither.
 */
function channelOver(connection: PcscConnection): CardChannel {
  if (connection.protocol !== 0) return connection;
  return {
    async transmit(apdu) {
      const { ne, ...command } = decodeCommandApdu(apdu);
      if (command.data !== undefined) return await connection.transmit(encodeCommandApdu(command));
      return await connection.transmit(ne === undefined ? Uint8Array.of(...apdu, 0x00) : apdu);
    },
  };
}
