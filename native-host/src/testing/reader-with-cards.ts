/** The virtual reader with cards made on the spot, each with a PIN that is drawn at random; for tests. */
import { randomBytes, randomInt, scryptSync } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeIdentity, toHex } from '@ecomm/card';
import { type StartedVirtualReader, startVirtualReader } from '@ecomm/virtual-reader';

export const testIdentity = {
  pan: '4970100000000006',
  panSequence: 1,
  start: '202601',
  expiry: '203512',
  holderName: 'CLAIRE MARTIN',
  country: '250',
  currency: '978',
} as const;

export interface TestCard {
  readonly cardId: string;
  readonly pin: string;
  /** 16 bytes, hex. */
  readonly camKey: string;
}

export interface ReaderWithCards {
  readonly readerName: string;
  /** Environment that leads a host to this reader. */
  readonly environment: Readonly<Record<string, string>>;
  /** Every PIN that was drawn, and every wrong one that was keyed. */
  readonly secrets: readonly string[];
  readonly log: () => string;
  /** A new card with three tries, not yet in the slot. */
  makeCard(): Promise<TestCard>;
  /** Resolves when pcscd has seen the card: it looks every 400 ms, and powers what it sees. */
  insert(card: TestCard): Promise<void>;
  remove(): Promise<void>;
  press(...keys: readonly string[]): Promise<void>;
  /** Waits until the reader asks for a PIN, then keys this one. */
  keyPin(digits: string): Promise<void>;
  /** Another PIN than the card's; remembered as a secret. */
  wrongPin(card: TestCard): string;
  /** Resolves when the keypad asks, or no longer asks. */
  asking(active: boolean): Promise<void>;
  stop(): Promise<void>;
}

export async function startReaderWithCards(pinTimeoutSeconds = 60): Promise<ReaderWithCards> {
  const directory = await mkdtemp(join(tmpdir(), 'ecomm-host-test-'));
  const [dataDir, cardsDir] = [join(directory, 'data'), join(directory, 'cards')];
  await mkdir(dataDir);
  await mkdir(cardsDir);
  const lines: string[] = [];
  const secrets: string[] = [];
  const reader = await startVirtualReader({
    dataDir,
    cardsDir,
    pinTimeoutSeconds,
    onLog: (line) => lines.push(line),
  });
  const asking = (active: boolean) => until(reader, ({ pinEntry }) => pinEntry.active === active);
  const press = async (...keys: readonly string[]) => {
    for (const key of keys) await post(reader, 'key', { key });
  };
  return {
    readerName: reader.readerName,
    // No configuration of the user's, and no socket but this one.
    environment: { ECOMM_PCSC_SOCKET: reader.pcscSocket, XDG_CONFIG_HOME: directory, LANG: 'en_GB.UTF-8' },
    secrets,
    log: () => lines.join('\n'),
    async makeCard() {
      const card = {
        cardId: `card-${toHex(randomBytes(4))}`,
        pin: drawPin(),
        camKey: toHex(randomBytes(16)),
      };
      secrets.push(card.pin);
      await writeFile(join(cardsDir, `${card.cardId}.json`), JSON.stringify(cardFile(card)));
      return card;
    },
    async insert({ cardId }) {
      await post(reader, 'insert', { cardId });
      await until(reader, (state) => state.cardPowered);
    },
    remove: () => post(reader, 'remove', {}),
    press,
    async keyPin(digits) {
      await asking(true);
      await press(...digits, 'ok');
    },
    wrongPin(card) {
      const digits = [...card.pin].map((digit) => String((Number(digit) + 1) % 10)).join('');
      secrets.push(digits);
      return digits;
    },
    asking,
    async stop() {
      await reader.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Long enough to be found nowhere by accident. */
function drawPin(): string {
  return String(randomInt(10_000_000, 100_000_000));
}

function cardFile({ cardId, pin, camKey }: TestCard): object {
  const salt = randomBytes(16);
  return {
    profile: 'B0Prime-1',
    cardId,
    label: 'Test card',
    story: 'Made for one test.',
    ...testIdentity,
    exponent: 2,
    maximumMinor: 100_000,
    ceilingMinor: 200_000,
    camKey,
    staticSignature: randomBytes(64).toString('base64url'),
    identityRecord: Buffer.from(encodeIdentity(testIdentity)).toString('base64url'),
    pinTryLimit: 3,
    initialPinTriesLeft: 3,
    pinVerifier: {
      salt: salt.toString('base64url'),
      hash: scryptSync(pin, salt, 32, { N: 2 ** 14, r: 8, p: 1 }).toString('base64url'),
    },
  };
}

async function post(reader: StartedVirtualReader, action: string, body: object): Promise<void> {
  const response = await fetch(new URL(`api/${action}`, reader.panelUrl), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`the panel refused to ${action}: ${response.status}`);
}

interface PanelState {
  readonly cardPowered: boolean;
  readonly pinEntry: { readonly active: boolean };
}

async function until(reader: StartedVirtualReader, predicate: (state: PanelState) => boolean): Promise<void> {
  for (;;) {
    const state = await (await fetch(new URL('api/state', reader.panelUrl))).json();
    if (predicate(state)) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
