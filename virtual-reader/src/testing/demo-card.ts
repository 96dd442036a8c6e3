/** A card of the profile's test vector as the issuer would write it, for tests. */
import { scryptSync } from 'node:crypto';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeIdentity } from '@ecomm/card';
import { encodeBase64url } from '../card/base64url.ts';

export interface DemoCardOptions {
  readonly cardId?: string;
  readonly pin?: string;
  readonly initialPinTriesLeft?: number;
  readonly maximumMinor?: number;
  readonly ceilingMinor?: number;
}

/** The JSON value of a card file. Its francs and its key are those of the vector. */
export function demoCardValue(options: DemoCardOptions = {}) {
  const { cardId = 'camille', pin = '4071', initialPinTriesLeft = 3 } = options;
  const { maximumMinor = 300_000, ceilingMinor = 500_000 } = options;
  const identity = {
    pan: '4970100000000006',
    panSequence: 1,
    start: '202601',
    expiry: '202912',
    currency: '250',
    country: '250',
    holderName: 'CAMILLE MARTIN',
  };
  const salt = new Uint8Array(16).fill(7);
  return {
    profile: 'B0Prime-1',
    cardId,
    label: 'Camille’s card',
    story: 'A good card, with money behind it.',
    ...identity,
    exponent: 2,
    maximumMinor,
    ceilingMinor,
    camKey: 'ecbfcb879f77523ff3df4044d73f2135',
    staticSignature: encodeBase64url(new Uint8Array(64).fill(5)),
    identityRecord: encodeBase64url(encodeIdentity(identity)),
    pinTryLimit: 3,
    initialPinTriesLeft,
    pinVerifier: {
      salt: encodeBase64url(salt),
      hash: encodeBase64url(scryptSync(pin, salt, 32, { N: 2 ** 14 })),
    },
  };
}

export interface DemoDirectories {
  readonly dataDir: string;
  readonly cardsDir: string;
}

/** A fresh pair of directories with these cards in the drawer. */
export async function makeDemoDirectories(
  cards: readonly DemoCardOptions[] = [{}],
): Promise<DemoDirectories> {
  const root = await mkdtemp(join(tmpdir(), 'ecomm-reader-'));
  const [dataDir, cardsDir] = [join(root, 'data'), join(root, 'cards')];
  await mkdir(dataDir);
  await mkdir(cardsDir);
  for (const options of cards) {
    const value = demoCardValue(options);
    await writeFile(join(cardsDir, `${value.cardId}.json`), JSON.stringify(value));
  }
  return { dataDir, cardsDir };
}
