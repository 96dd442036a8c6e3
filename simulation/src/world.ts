/**
 * What every run starts from, made once in each process: the keys and certificates of all parties, two enrolled wallets, and
 * the gateway's database as it was then. The paper's own two clients and two merchants, in francs.
 */
import { copyFileSync, mkdirSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createNetwork, type Enrolment, type Setup, setupOf, startEnrolment } from '@ecomm/extension/wallet';
import { type GatewayKeys, openGateway, provision, readGatewayKeys } from '@ecomm/gateway-server';
import { openSqliteEngine } from '@ecomm/intermediary-server';
import { openDatabase } from '@ecomm/merchant-demo';
import { type Identity, importIdentity, TrustStore } from '@ecomm/protocol';
import { MemoryStore } from '../../extension/src/testing/memory-store.ts';
import { TestCard } from '../../gateway-server/src/testing/test-card.ts';
import { takeCryptoInTurn } from './machine/crypto-in-turn.ts';
import { beginsAt } from './machine/machine.ts';
import { Seeded } from './machine/seeded.ts';
import { CardReader } from './parties/card-reader.ts';

export const gatewayHost = 'gateway.example';
export const intermediaryHost = 'intermediary.example';
export const hostOf = (merchantId: string) => `${merchantId.toLowerCase()}.example`;
export const intermediaryId = 'INTERMEDIARY-1';
export const brand = 'CB-demo';
export const currency = 'FRF';

export interface Holder {
  readonly cardId: string;
  readonly card: TestCard['file'];
  /** The card's transaction counter after the enrolment. */
  readonly counter: number;
  readonly enrolment: Enrolment;
}

export interface World {
  readonly directory: string;
  readonly gatewayKeys: GatewayKeys;
  readonly intermediary: Identity;
  readonly gatewayChain: readonly string[];
  readonly merchants: readonly Identity[];
  readonly holders: readonly Holder[];
  /** The wallet's configuration, its trust as of a worker that has just started. */
  newSetup(): Setup;
  /** A directory of its own for one run, with the gateway's data as after the enrolments. */
  newRunDirectory(): string;
  remove(): Promise<void>;
}

const runFiles = [
  'gateway/gateway.sqlite',
  'gateway/operator-token',
  'intermediary.sqlite',
  'M1.sqlite',
  'M2.sqlite',
];

/** `at` is seconds since 1970. Files are in memory where the system has a file system there. */
export async function makeWorld(): Promise<World> {
  takeCryptoInTurn();
  const at = beginsAt;
  const directory = await makeDirectory();
  const random = new Seeded('world').bytes;
  await provision({ dataDir: directory, profile: 'paper', pin: '1998', random, at });
  const gatewayKeys = await readGatewayKeys(join(directory, 'gateway'));
  const identity = async (...path: string[]) =>
    importIdentity(await readJson(directory, ...path, 'identity.json'));
  const intermediary = await identity('intermediary');
  const trust = trustOf(intermediary);
  // What is known of certificates stays from run to run: it is the same in each.
  const newSetup = () => ({ ...setupOf(configuration, intermediary.anchors), trust });
  const holders = await enrolHolders(directory, gatewayKeys, newSetup);
  await openSqliteEngine(join(directory, 'intermediary.sqlite'), at).close();
  for (const merchantId of ['M1', 'M2']) openDatabase(join(directory, `${merchantId}.sqlite`)).close();
  let runCount = 0;
  return {
    directory,
    gatewayKeys,
    intermediary,
    gatewayChain: (await readJson(directory, 'intermediary', 'gateway-chain.json')) as string[],
    merchants: [await identity('merchants', 'M1'), await identity('merchants', 'M2')],
    holders,
    newSetup,
    newRunDirectory() {
      runCount += 1;
      const runDirectory = join(directory, `run-${runCount}`);
      mkdirSync(join(runDirectory, 'gateway'), { recursive: true });
      for (const file of runFiles) copyFileSync(join(directory, file), join(runDirectory, file));
      return runDirectory;
    },
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

/** A trust store of one party that lives as long as the process: chains are validated once. */
export function trustOf({ anchors }: Identity): TrustStore {
  return new TrustStore({ anchors });
}

const configuration = {
  brand,
  issuers: [{ name: 'Banque Un', bins: ['497010'], enrolUrl: `https://${gatewayHost}/set` }],
  intermediary: { id: intermediaryId, url: `https://${intermediaryHost}` },
  ranges: { [currency]: { least: 100, most: 5000 } },
  revocationRequired: false,
};

async function enrolHolders(
  directory: string,
  keys: GatewayKeys,
  newSetup: () => Setup,
): Promise<readonly Holder[]> {
  const quiet = () => {};
  const random = new Seeded('enrolment').bytes;
  const clock = () => beginsAt;
  const gateway = await openGateway(join(directory, 'gateway'), keys, {
    ...{ clock, random },
    log: { info: quiet, warn: quiet, error: quiet },
  });
  const holders: Holder[] = [];
  for (const cardId of ['c1', 'c2']) {
    const card = await TestCard.read(join(directory, 'cards', `${cardId}.json`));
    const setup = newSetup();
    const enrolment = await startEnrolment(
      {
        setup: async () => setup,
        store: new MemoryStore(),
        network: createNetwork(async (input, init = {}) => {
          const { signal: _signal, ...plain } = init;
          return gateway.app.fetch(new Request(String(input), plain));
        }),
        host: new CardReader(card),
        now: clock,
        random,
        language: 'fr',
      },
      { report: quiet, lastTryAccepted: false, signal: new AbortController().signal },
    );
    holders.push({ cardId, card: card.file, counter: card.counter, enrolment });
  }
  gateway.close();
  return holders;
}

async function makeDirectory(): Promise<string> {
  const inMemory = await mkdtemp('/dev/shm/ecomm-simulation-').catch(() => undefined);
  return inMemory ?? mkdtemp(join(tmpdir(), 'ecomm-simulation-'));
}

async function readJson(...path: string[]): Promise<unknown> {
  return JSON.parse(await readFile(join(...path), 'utf8'));
}
