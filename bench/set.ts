/**
 * Regular payments over HTTP: merchant, gateway and issuer share one core, the load is on another, against a ceiling
 * in the same run: one core that does nothing but the same cryptography.
 *
 * Last line: {"purchasesPerSecond","cryptoCeilingPerSecond","ratio","signaturesPerPurchase",
 * "verificationsPerPurchase","pinToReceiptP50Ms","balanced"}.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { placeOrder } from '../e2e/src/journeys/bookshop.ts';
import { enrol } from '../e2e/src/journeys/enrol.ts';
import { checkOut, clickPayOrder, openOrderSheet, waitForArrival } from '../e2e/src/journeys/pay-order.ts';
import { callOperator, disagreements, readBooks } from '../e2e/src/world/books.ts';
import { delay, ReaderPanel } from '../e2e/src/world/reader-panel.ts';
import { fetchInitiation, type SetPurchaseWish } from '../e2e/src/world/script-set-purchase.ts';
import { ScriptWallet } from '../e2e/src/world/script-wallet.ts';
import { drawPin } from '../e2e/src/world/secret-search.ts';
import { SoftwareCard } from '../e2e/src/world/software-card.ts';
import { shopOf, startWorld, type World } from '../e2e/src/world/start-world.ts';
import { openWalletBrowser } from '../e2e/src/world/wallet-browser.ts';
import { openStore } from '../gateway-server/src/store/open-store.ts';
import { pinToCore } from './support/pin-to-core.ts';
import { round } from './support/round.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    purchases: { type: 'string', default: '400' },
    receipts: { type: 'string', default: '7' },
  },
});
const purchases = Number(values.purchases);
const receipts = Number(values.receipts);
/** Until the compiler has seen the code: a server runs for months. */
const warmUps = 1500;
/** One purchase at a time for each: a bank takes a card's counters in their order. */
const cardIds = ['camille', 'lowfunds', 'blocked', 'stolen'] as const;
/** Enough for every book, and no more than the ceiling of seven days. */
const fundsMinor = 50_000_000;
const [serverCore, loadCore] = [0, 1];

const say = (line: string) => process.stderr.write(`${line}\n`);
const support = (name: string) => fileURLToPath(new URL(`./support/${name}`, import.meta.url));
const directory = await mkdtemp(join(tmpdir(), 'ecomm-bench-'));
const countsFile = join(directory, 'crypto-counts');
const pin = drawPin();
process.env.NODE_OPTIONS = `--import ${pathToFileURL(support('count-crypto.mjs')).href}`;
process.env.ECOMM_CRYPTO_COUNTS = countsFile;
const world = await startWorld({
  dataDir: join(directory, 'house'),
  profile: 'demo',
  pin,
  withReader: true,
  withBookshops: true,
});
delete process.env.NODE_OPTIONS;
for (const cardId of cardIds) {
  fund(world, cardId, fundsMinor);
  await callOperator(world.gateway.url, join(world.dataDir, 'gateway'), `/operator/cards/${cardId}/status`, {
    status: 'active',
  });
  await callOperator(world.gateway.url, join(world.dataDir, 'gateway'), `/operator/cards/${cardId}/ceiling`, {
    ceilingMinor: fundsMinor,
  });
}

try {
  const pinToReceiptP50Ms = await timeReceipts(world);
  const servers = [world.gateway, shopOf(world, 'LIBRAIRIE')];
  const isPinned =
    servers.every(({ pid }) => pid !== undefined && pinToCore(pid, serverCore)) &&
    pinToCore(process.pid, loadCore);
  if (!isPinned) say('note: processes could not be kept on cores of their own; figures are not per core');
  const throughput = await timePurchases(world);
  const perPurchase = throughput.perPurchase;
  say('Measuring the ceiling: the same cryptography and nothing else');
  const cryptoCeilingPerSecond = measureCeiling(perPurchase);
  const problems = disagreements(await readBooks(world));
  for (const problem of problems) say(`not balanced: ${problem}`);
  const { purchasesPerSecond } = throughput;
  const figures = {
    purchasesPerSecond: round(purchasesPerSecond),
    cryptoCeilingPerSecond: round(cryptoCeilingPerSecond),
    ratio: round(purchasesPerSecond / cryptoCeilingPerSecond),
    signaturesPerPurchase: Math.round((perPurchase.sign ?? 0) + (perPurchase['node:sign'] ?? 0)),
    verificationsPerPurchase: Math.round((perPurchase.verify ?? 0) + (perPurchase['node:verify'] ?? 0)),
    pinToReceiptP50Ms: Math.round(pinToReceiptP50Ms),
    balanced: problems.length === 0,
  };
  if (!values.json) say(`operations a purchase: ${JSON.stringify(perPurchase)}`);
  process.stdout.write(`${JSON.stringify(figures)}\n`);
} finally {
  await world.stop();
  await rm(directory, { recursive: true, force: true });
}

/** More money on the account: an entry of the issuer's own ledger, so that its books still balance. */
function fund({ dataDir }: World, cardId: string, amountMinor: number): void {
  const store = openStore(join(dataDir, 'gateway', 'gateway.sqlite'));
  const card = store.issuer.findCardById(cardId);
  if (card === undefined) throw new Error(`no card ${cardId}`);
  const { accountId } = card;
  const entry = { accountId, debit: 'funding', credit: 'available', amountMinor, rrn: null } as const;
  store.work.perform(() => store.issuer.post({ ...entry, postedAt: Math.floor(Date.now() / 1000) }));
  store.close();
}

/** Orders are placed before the clock starts: the shop's pages are not what is measured. */
async function timePurchases(world: World) {
  const cards = cardIds.map((cardId) => SoftwareCard.read(join(world.dataDir, 'cards', `${cardId}.json`)));
  const wallets = await Promise.all(
    cards.map(async (card) => ScriptWallet.enrol(world, (await card).countingFrom(100_000))),
  );
  say(`Placing ${purchases + warmUps} orders`);
  const wishes: SetPurchaseWish[] = [];
  for (let count = 0; count < purchases + warmUps; count += 1) {
    const { shopUrl, initiationPath } = await placeOrder(world, { slug: 'candide' });
    wishes.push(await fetchInitiation(shopUrl, initiationPath));
  }
  const buyAll = async (some: SetPurchaseWish[]) => {
    const left = [...some];
    await Promise.all(
      wallets.map(async (wallet) => {
        for (let wish = left.pop(); wish !== undefined; wish = left.pop()) {
          const { completionCode, authStatus } = await (await wallet.prepareSetPurchase(wish)).send();
          if (completionCode !== 'authorizationPerformed')
            throw new Error(`a purchase was refused: ${authStatus?.authCode ?? completionCode}`);
        }
      }),
    );
  };
  await buyAll(wishes.splice(0, warmUps));
  say(`Buying ${purchases} times, ${wallets.length} at once`);
  const before = await readCounts(world);
  const from = performance.now();
  await buyAll(wishes);
  const tookSeconds = (performance.now() - from) / 1000;
  const after = await readCounts(world);
  const perPurchase = Object.fromEntries(
    Object.entries(after).map(([name, count]) => [name, round((count - (before[name] ?? 0)) / purchases)]),
  );
  return { purchasesPerSecond: purchases / tookSeconds, perPurchase };
}

/** What cryptography gateway and shop have asked for so far, added up. */
async function readCounts(world: World): Promise<Record<string, number>> {
  await rm(countsFile, { force: true });
  const pids = [world.gateway, shopOf(world, 'LIBRAIRIE')].map(({ pid }) => pid ?? 0);
  for (const pid of pids) process.kill(pid, 'SIGUSR2');
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const lines = (await readFile(countsFile, 'utf8').catch(() => '')).trim().split('\n').filter(Boolean);
    if (lines.length === pids.length) {
      const totals: Record<string, number> = {};
      for (const line of lines)
        for (const [name, count] of Object.entries(JSON.parse(line).counts as Record<string, number>))
          totals[name] = (totals[name] ?? 0) + count;
      return totals;
    }
    await delay(20);
  }
  throw new Error('the servers did not tell their counts');
}

function measureCeiling(perPurchase: Readonly<Record<string, number>>): number {
  const command = [
    process.execPath,
    '--import',
    'tsx',
    support('crypto-ceiling.ts'),
    JSON.stringify(perPurchase),
  ];
  const pinned = spawnSync('taskset', ['-c', String(serverCore), ...command], { encoding: 'utf8' });
  const [file = '', ...args] = command;
  const run = pinned.status === 0 ? pinned : spawnSync(file, args, { encoding: 'utf8' });
  return Number(run.stdout);
}

/** In real Chromium with reader and card: from OK on the keypad to the shop's page with the authorization. */
async function timeReceipts(world: World): Promise<number> {
  const wallet = await openWalletBrowser(world, {
    directory: join(directory, 'browser'),
    headless: true,
    language: 'en',
  });
  try {
    const panel = new ReaderPanel(world.panelUrl);
    await enrol(wallet, panel, { cardId: 'camille', pin });
    const tab = await wallet.context.newPage();
    const took: number[] = [];
    say(`Paying ${receipts} orders with card and PIN in a real browser`);
    for (let count = 0; count < receipts; count += 1) {
      await checkOut(tab, shopOf(world, 'LIBRAIRIE').url, { slug: 'candide' });
      const sheet = await openOrderSheet(wallet, tab);
      await clickPayOrder(wallet, sheet);
      await panel.enterPin(pin);
      const from = Date.now();
      await waitForArrival(tab, 'success');
      took.push(Date.now() - from);
    }
    return median(took);
  } finally {
    await wallet.close();
  }
}

function median(measured: readonly number[]): number {
  return measured.toSorted((left, right) => left - right)[Math.floor(measured.length / 2)] ?? Number.NaN;
}
