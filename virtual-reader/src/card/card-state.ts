/**
 * What changes in a card, kept as its EEPROM would keep it: one JSON file per card, replaced whole.
 *
 * A state counts as written only when file and directory entry are on the disk: temporary file, fsync,
 * rename, fsync of the directory. A power cut leaves the old state or the new one.
 */
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { VirtualReaderError } from '../errors.ts';

const cardStateSchema = v.strictObject({
  version: v.literal(1),
  pinTriesLeft: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(15)),
  /** CTC of the last certificate, 0 for none. */
  counter: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffff_ffff)),
  /** Amounts certified, one sum a day, oldest first. */
  spending: v.pipe(
    v.array(
      v.strictObject({
        day: v.pipe(v.number(), v.integer(), v.minValue(0)),
        amountMinor: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
      }),
    ),
    v.maxLength(7),
  ),
  /** The last certificate in hexadecimal, for GET RESULT after a tear; cleared by the next PRESENT PIN. */
  lastCertificate: v.optional(v.pipe(v.string(), v.regex(/^[0-9a-f]{28}$/))),
});

export type CardState = v.InferOutput<typeof cardStateSchema>;

export interface CardStateStore {
  readonly state: CardState;
  /** Resolves with the new state when it is durable. Changes are made one after the other. */
  commit(change: (state: CardState) => Partial<Omit<CardState, 'version'>>): Promise<CardState>;
}

export function initialState(pinTriesLeft: number): CardState {
  return { version: 1, pinTriesLeft, counter: 0, spending: [] };
}

/** @throws VirtualReaderError `ERR_READER_CARD_STATE_INVALID` rather than give a card its tries back. */
export async function readCardState(dataDir: string, cardId: string): Promise<CardState | undefined> {
  let text: string;
  try {
    text = await readFile(statePath(dataDir, cardId), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw stateInvalid(cardId, error);
  }
  try {
    return v.parse(cardStateSchema, JSON.parse(text));
  } catch (error) {
    throw stateInvalid(cardId, error);
  }
}

/** @throws VirtualReaderError `ERR_READER_CARD_STATE_INVALID` */
export async function openCardState(
  dataDir: string,
  cardId: string,
  initial: CardState,
): Promise<CardStateStore> {
  let state = (await readCardState(dataDir, cardId)) ?? initial;
  const path = statePath(dataDir, cardId);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  let writing: Promise<unknown> = Promise.resolve();
  return {
    get state() {
      return state;
    },
    commit(change) {
      const written = writing.then(async () => {
        const next = { ...state, ...change(state) };
        await replaceFile(path, `${JSON.stringify(next)}\n`);
        state = next;
        return next;
      });
      writing = written.catch(() => {});
      return written;
    },
  };
}

async function replaceFile(path: string, content: string): Promise<void> {
  const temporary = `${path}.tmp`;
  const file = await open(temporary, 'w', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  const directory = await open(dirname(path), 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

function statePath(dataDir: string, cardId: string): string {
  return join(dataDir, 'state', `${cardId}.json`);
}

function stateInvalid(cardId: string, cause: unknown): VirtualReaderError {
  return new VirtualReaderError(
    'ERR_READER_CARD_STATE_INVALID',
    `the stored state of card ${cardId} cannot be read`,
    { cause, hint: 'The card stays silent. Restore its state file, or have the issuer make a new card.' },
  );
}
