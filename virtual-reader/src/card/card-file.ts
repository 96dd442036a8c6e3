/**
 * A card file: what the issuer writes into a card at personalisation, one JSON file per card.
 *
 * The PIN is not in it, only a scrypt verifier. The card key is: these are demonstration cards.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeIdentity, fromHex, identityLength, staticSignatureLength } from '@ecomm/card';
import * as v from 'valibot';
import { VirtualReaderError } from '../errors.ts';
import { decodeBase64url } from './base64url.ts';

const fileMaximumBytes = 16_384;
const cardsMaximum = 200;

/** Also a file name, so no dots and no separators. */
export const cardIdSchema = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,62}$/));

const minorUnits = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(999_999_999_999));

function bytes(minimum: number, maximum: number) {
  return v.pipe(
    v.string(),
    v.maxLength(4096),
    v.rawTransform(({ dataset, addIssue, NEVER }) => {
      const decoded = decodeBase64url(dataset.value);
      if (decoded !== undefined && decoded.length >= minimum && decoded.length <= maximum) return decoded;
      addIssue({ message: `must be ${minimum} to ${maximum} bytes in base64url` });
      return NEVER;
    }),
  );
}

const cardFileSchema = v.pipe(
  v.strictObject({
    profile: v.literal('B0Prime-1'),
    cardId: cardIdSchema,
    label: v.pipe(v.string(), v.minLength(1), v.maxLength(60)),
    story: v.pipe(v.string(), v.maxLength(300)),
    pan: v.pipe(v.string(), v.regex(/^\d{12,19}$/)),
    panSequence: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(99)),
    start: v.pipe(v.string(), v.regex(/^\d{6}$/)),
    expiry: v.pipe(v.string(), v.regex(/^\d{6}$/)),
    holderName: v.pipe(v.string(), v.minLength(1), v.maxLength(26)),
    country: v.pipe(v.string(), v.regex(/^\d{3}$/)),
    currency: v.pipe(v.string(), v.regex(/^\d{3}$/)),
    exponent: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(9)),
    maximumMinor: minorUnits,
    ceilingMinor: minorUnits,
    camKey: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/i), v.transform(fromHex)),
    staticSignature: bytes(staticSignatureLength, staticSignatureLength),
    identityRecord: bytes(identityLength, identityLength),
    pinTryLimit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(15)),
    initialPinTriesLeft: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(15)),
    pinVerifier: v.strictObject({ salt: bytes(8, 64), hash: bytes(16, 64) }),
  }),
  v.check(
    (file) => file.initialPinTriesLeft <= file.pinTryLimit,
    'initialPinTriesLeft must not be above pinTryLimit',
  ),
  v.check((file) => identityAgrees(file), 'identityRecord must say what the fields say'),
);

export type CardFile = v.InferOutput<typeof cardFileSchema>;

export interface CardDirectory {
  readonly cards: ReadonlyMap<string, CardFile>;
  /** Files that are no card, for the log. */
  readonly refused: readonly VirtualReaderError[];
}

/** @throws VirtualReaderError `ERR_READER_CARD_FILE_INVALID`, naming the field and never its value. */
export function parseCardFile(text: string, fileName: string): CardFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalid(fileName, 'it is not JSON');
  }
  const result = v.safeParse(cardFileSchema, value);
  if (!result.success) {
    const [issue] = result.issues;
    throw invalid(fileName, `${v.getDotPath(issue) ?? 'the card'} is not as the format asks`);
  }
  if (`${result.output.cardId}.json` !== fileName)
    throw invalid(fileName, 'the file must be named <cardId>.json');
  return result.output;
}

/** All cards of a directory in the order of their labels; files that are no card do not hide the others. */
export async function readCardDirectory(cardsDir: string): Promise<CardDirectory> {
  const names = (await readdir(cardsDir)).filter((name) => name.endsWith('.json')).sort();
  const cards: CardFile[] = [];
  const refused: VirtualReaderError[] = [];
  for (const name of names.slice(0, cardsMaximum)) {
    try {
      const content = await readFile(join(cardsDir, name));
      if (content.length > fileMaximumBytes)
        throw invalid(name, `it is longer than ${fileMaximumBytes} bytes`);
      cards.push(parseCardFile(content.toString('utf8'), name));
    } catch (error) {
      refused.push(error instanceof VirtualReaderError ? error : invalid(name, 'it cannot be read', error));
    }
  }
  return { cards: new Map(cards.map((card) => [card.cardId, card])), refused };
}

/** The cryptogram binds the record's bytes; the other fields are for people and must not tell another story. */
function identityAgrees(file: {
  readonly identityRecord: Uint8Array;
  readonly pan: string;
  readonly panSequence: number;
  readonly expiry: string;
  readonly currency: string;
}): boolean {
  try {
    const identity = decodeIdentity(file.identityRecord);
    return (
      identity.pan === file.pan &&
      identity.panSequence === file.panSequence &&
      identity.expiry === file.expiry &&
      identity.currency === file.currency
    );
  } catch {
    return false;
  }
}

function invalid(fileName: string, why: string, cause?: unknown): VirtualReaderError {
  return new VirtualReaderError('ERR_READER_CARD_FILE_INVALID', `card file ${fileName} is refused: ${why}`, {
    hint: 'Have the issuer personalise the card again.',
    cause,
  });
}
