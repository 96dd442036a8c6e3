/**
 * A process of its own, kept on the server's core by whoever starts it: the same payments without HTTP (`engine`), or
 * nothing but their cryptography (`ceiling`). Prints one JSON line.
 *
 * Usage: engine.ts engine DATA_DIR DATABASE MESSAGES WARM_UPS  |  engine.ts ceiling VERIFICATIONS
 */
import { readFile } from 'node:fs/promises';
import { readIntermediaryFiles } from '../../../intermediary-server/src/data-directory.ts';
import { createIntermediary } from '../../../intermediary-server/src/intermediary.ts';
import { receiveRequest } from '../../../intermediary-server/src/payment/receive-request.ts';
import { defaultPolicy } from '../../../intermediary-server/src/policy.ts';
import { openLedgerStore } from '../../../intermediary-server/src/store/open-ledger-store.ts';
import { runAll } from './run-all.ts';

const atOnce = 32;
const [mode, ...args] = process.argv.slice(2);
const figures = mode === 'engine' ? await runEngine(args) : await runCeiling(Number(args[0]));
process.stdout.write(`${JSON.stringify(figures)}\n`);
process.exit(0);

async function runEngine([dataDir = '', database = '', messagesFile = '', warmUps = '']: string[]) {
  const messages = (await readFile(messagesFile, 'utf8')).trim().split('\n');
  const clock = () => Math.floor(Date.now() / 1000);
  const quiet = () => {};
  const store = await openLedgerStore(database, clock());
  const intermediary = await createIntermediary({
    clock,
    random: (byteCount) => crypto.getRandomValues(new Uint8Array(byteCount)),
    log: { info: quiet, warn: quiet, error: quiet },
    sleep: async () => {},
    ...(await readIntermediaryFiles(dataDir)),
    gateway: { post: () => Promise.reject(new Error('no gateway is needed')) } as never,
    store,
    policy: { ...defaultPolicy, requestsPerSecond: 1e6, requestBurst: 1e6 },
    publicUrl: () => 'http://127.0.0.1:1',
  });
  const pay = async (message: string) => {
    const answer = await receiveRequest(intermediary, message);
    if (!isApproved(answer)) throw new Error(`not approved: ${answer}`);
  };
  await runAll(messages.slice(0, Number(warmUps)), atOnce, pay);
  const measured = messages.slice(Number(warmUps));
  const cpu = process.cpuUsage();
  const from = performance.now();
  await runAll(measured, atOnce, pay);
  const tookMs = performance.now() - from;
  const { user, system } = process.cpuUsage(cpu);
  await store.close();
  return { perSecond: (1000 * measured.length) / tookMs, cpuMicros: (user + system) / measured.length };
}

/** As many verifications, and one signature, as a payment needs. */
async function runCeiling(verifications: number) {
  const es256 = { name: 'ECDSA', hash: 'SHA-256' };
  const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, [
    'sign',
    'verify',
  ]);
  // As long as what is signed in a payment.
  const bytes = crypto.getRandomValues(new Uint8Array(2048));
  const signature = await crypto.subtle.sign(es256, keys.privateKey, bytes);
  const once = async () => {
    for (let count = 0; count < verifications; count += 1)
      await crypto.subtle.verify(es256, keys.publicKey, signature, bytes);
    await crypto.subtle.sign(es256, keys.privateKey, bytes);
  };
  const runs = Array.from({ length: 6000 }, () => once);
  await runAll(runs.slice(0, 500), atOnce, (run) => run());
  const from = performance.now();
  await runAll(runs, atOnce, (run) => run());
  return { perSecond: (1000 * runs.length) / (performance.now() - from) };
}

/** The signed half is base64url: its `code` is looked for in the payload. */
function isApproved(answer: string): boolean {
  const [, payload = ''] = (JSON.parse(answer) as { res: string }).res.split('.');
  return Buffer.from(payload, 'base64url').includes('"code":"approved"');
}
