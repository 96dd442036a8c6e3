/** Gateway and intermediary as real processes on real files, and one merchant and several wallets in this process. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openGateway, provision, readGatewayKeys } from '@ecomm/gateway-server';
import { openLedgerStore } from '@ecomm/intermediary-server';
import { type Identity, importIdentity } from '@ecomm/protocol';
import { TestCard } from '../../../gateway-server/src/testing/test-card.ts';
import { checkAlways } from '../invariants/check-always.ts';
import { checkEnd } from '../invariants/check-end.ts';
import { WalletRecord } from '../invariants/wallet-record.ts';
import { CardReader } from '../parties/card-reader.ts';
import { LoadMerchant } from './load-merchant.ts';
import { LoadWallet } from './load-wallet.ts';
import { ProgramProcess } from './program-process.ts';
import { now, random } from './real-ports.ts';

const walletCount = 6;
/** So small that there are new ones all the time. */
const topUp = 'EUR=60';

export interface House {
  readonly gateway: ProgramProcess;
  readonly intermediary: ProgramProcess;
  readonly merchant: LoadMerchant;
  readonly wallets: readonly LoadWallet[];
  readonly record: WalletRecord;
  /** HTTP status of the close of the running period. */
  closePeriod(): Promise<number>;
  /** Stops both programs, and compares what all of them have. */
  compare(): Promise<Comparison>;
  remove(): Promise<void>;
}

export interface Comparison {
  /** What does not hold, in words. */
  readonly wrong: readonly string[];
  readonly payments: number;
  readonly lost: number;
  readonly doubled: number;
  readonly balanced: boolean;
}

/** `database`: `postgres://…`; SQLite in a file without it. */
export async function openHouse(database?: string): Promise<House> {
  const directory = await mkdtemp(join(tmpdir(), 'ecomm-crash-'));
  await provision({ dataDir: directory, profile: 'demo', pin: '1998', random, at: now() });
  const dataDir = join(directory, 'intermediary');
  const gateway = new ProgramProcess('gateway', [
    ...['gateway-server/src/main.ts', 'serve', '--data-dir', join(directory, 'gateway')],
  ]);
  await gateway.start();
  const intermediary = new ProgramProcess('intermediary', [
    ...['intermediary-server/src/main.ts', 'serve', '--data-dir', dataDir, '--gateway-url', gateway.url],
    ...['--top-up', topUp, '--requests-per-second', '10000'],
    ...(database === undefined ? [] : ['--database', database]),
  ]);
  await intermediary.start();
  const identity = await readIdentity(directory, 'merchants', 'QUOTIDIEN');
  const merchant = new LoadMerchant(identity, intermediary.url);
  const record = new WalletRecord();
  // One card in several wallets: each has a key, a certificate and an Open To Buy of its own.
  const reader = new CardReader(await TestCard.read(join(directory, 'cards', 'camille.json')));
  const wallets: LoadWallet[] = [];
  const urls = { gateway: gateway.url, intermediary: intermediary.url };
  for (let count = 1; count <= walletCount; count += 1)
    wallets.push(
      await LoadWallet.enrol({
        ...{ name: `wallet ${count}`, identity, urls, merchant, reader },
        onSaved: (purchase) => void record.note(`wallet ${count}`, purchase),
      }),
    );
  return {
    ...{ gateway, intermediary, merchant, wallets, record },
    async closePeriod() {
      const token = (await readFile(join(dataDir, 'operator-token'), 'utf8')).trim();
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const init = { method: 'POST', body: '{}', headers };
      const answer = await fetch(`${intermediary.url}/operator/close`, init).catch(() => undefined);
      return answer?.status ?? 503;
    },
    async compare() {
      await Promise.all([intermediary.stop(), gateway.stop()]);
      return compare({
        directory,
        ledger: database ?? join(dataDir, 'intermediary.sqlite'),
        merchant,
        wallets,
        record,
      });
    },
    async remove() {
      await Promise.all([intermediary.kill(), gateway.kill()]);
      await rm(directory, { recursive: true });
    },
  };
}

async function compare({
  directory,
  ledger,
  ...load
}: Pick<House, 'merchant' | 'wallets' | 'record'> & {
  directory: string;
  ledger: string;
}): Promise<Comparison> {
  const quiet = () => {};
  const keys = await readGatewayKeys(join(directory, 'gateway'));
  const log = { info: quiet, warn: quiet, error: quiet };
  const gateway = await openGateway(join(directory, 'gateway'), keys, { clock: now, random, log });
  const store = await openLedgerStore(ledger, now());
  const { merchant, wallets, record } = load;
  const observed = { gateway, intermediary: { store }, merchants: [merchant], wallets, record };
  const wrong = [...(await checkAlways(observed)), ...(await checkEnd(observed))];
  const state = await store.readState();
  const receiptIds = new Set(state.purchases.map(({ receiptId }) => receiptId));
  const tags = new Set(state.purchases.map(({ deliveryTag }) => deliveryTag));
  gateway.close();
  await store.close();
  return {
    wrong,
    payments: state.purchases.length,
    lost: [...record.receipts.keys()].filter((receiptId) => !receiptIds.has(receiptId)).length,
    doubled: state.purchases.length - tags.size,
    balanced: wrong.length === 0,
  };
}

async function readIdentity(...path: string[]): Promise<Identity> {
  return importIdentity(JSON.parse(await readFile(join(...path, 'identity.json'), 'utf8')));
}
