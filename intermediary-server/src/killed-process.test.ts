/** The real server as a real process on a real file, killed between commit and answer, and started again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createIdentity } from '@ecomm/protocol';
import { type ServerType, serve } from '@hono/node-server';
import { Hono } from 'hono';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createTestWorld,
  type TestWorld,
  testBrand,
  testRandom,
} from '../../packages/protocol/src/testing/demo-parties.ts';
import type { GatewayPath } from './gateway/gateway-link.ts';
import type { OperatorState } from './operator/read-state.ts';
import { FakeGateway } from './testing/fake-gateway.ts';
import { type Post, TestMerchant, type TestParties, TestWallet } from './testing/test-wallet.ts';

const startFile = fileURLToPath(new URL('./testing/serve-and-die.ts', import.meta.url));
const clock = () => Math.floor(Date.now() / 1000);

let directory: string;
let world: TestWorld;
let gateway: FakeGateway;
let gatewayServer: ServerType;
let gatewayUrl: string;
let merchant: TestMerchant;
let parties: TestParties;
let url = '';

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'intermediary-'));
  world = await createTestWorld(clock());
  gateway = new FakeGateway(world.gateway, world.newTrust(), clock);
  const app = new Hono();
  app.post('/set/*', async (context) => {
    const reply = await gateway.send(context.req.path as GatewayPath, await context.req.text());
    return reply.status === 'answered' ? context.body(reply.body) : context.json({}, 503);
  });
  gatewayUrl = await new Promise((resolve) => {
    gatewayServer = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
      resolve(`http://127.0.0.1:${port}`),
    );
  });
  const party = {
    partyId: 'INTERMEDIARY-1',
    type: 'merchant' as const,
    subject: { country: 'FR', brand: testBrand, commonName: 'eComm', unit: 'Banque Deux' },
    merchantData: {
      ...{
        merchantId: 'INTERMEDIARY-1',
        acquirerBin: '497011',
        name: 'eComm',
        city: 'Paris',
        country: '250',
      },
    },
    isIntermediary: true,
  };
  const identity = await createIdentity(world.merchantCa, party, { random: testRandom, at: clock() });
  await writeFile(join(directory, 'identity.json'), JSON.stringify(identity));
  await writeFile(join(directory, 'gateway-chain.json'), JSON.stringify(world.gateway.keyExchangeChain));
  const post: Post = async (path, type, body) => {
    const response = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': type },
      body,
    });
    return { status: response.status, body: await response.text() };
  };
  parties = { post, clock, trust: world.newTrust() };
  merchant = new TestMerchant(world.merchant1, parties);
});
afterAll(async () => {
  gatewayServer.close();
  await rm(directory, { recursive: true });
});

/** Starts the server; it dies after the named operation. */
async function start(fatal = 'never'): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', startFile, directory, gatewayUrl, fatal], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ECOMM_LOG_LEVEL: 'silent' },
  });
  const [line] = await once(child.stdout.setEncoding('utf8'), 'data');
  const ready = JSON.parse(line);
  expect(ready).toEqual({ ready: true, url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:[0-9]+$/) });
  url = ready.url;
  return child;
}

async function end(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  expect(await exited).toEqual([0, null]);
}

async function state(): Promise<OperatorState> {
  const token = (await readFile(join(directory, 'operator-token'), 'utf8')).trim();
  const response = await fetch(`${url}/operator/state`, { headers: { authorization: `Bearer ${token}` } });
  return (await response.json()) as OperatorState;
}

test('the intermediary killed between debit and answer gives the same answer after its restart, and one debit', async () => {
  const wallet = new TestWallet(await world.newCardholder(), parties);
  const first = await start('commitTopUp');
  const payment = await wallet.prepare(merchant, merchant.makeOffer(100, 'EUR'));
  const { private: secret } = await wallet.pay(payment);
  if (secret.topUp === undefined) throw new Error('no top-up was offered');
  const purchase = await wallet.initiate(secret.topUp);
  const died = once(first, 'exit');
  await expect(wallet.sendPReq(purchase)).rejects.toThrow();
  expect(await died).toEqual([null, 'SIGKILL']);

  const second = await start('commitPayment');
  expect((await wallet.complete(purchase)).completionCode).toBe('authorizationPerformed');
  expect((await wallet.pay(payment)).signed.code).toBe('approved');
  const next = await wallet.prepare(merchant, merchant.makeOffer(50, 'EUR'));
  const diedAgain = once(second, 'exit');
  await expect(wallet.send(next)).rejects.toThrow();
  expect(await diedAgain).toEqual([null, 'SIGKILL']);

  const third = await start();
  const answer = await wallet.send(next);
  expect((await wallet.open(next, answer.body)).signed.code).toBe('approved');
  expect(await wallet.send(next)).toEqual(answer);
  const { otbs, purchases, balanced } = await state();
  expect(otbs).toMatchObject([{ limitMinor: 2000, spentMinor: 150, state: 'open' }]);
  expect(purchases).toHaveLength(2);
  expect(balanced).toBe(true);
  expect(gateway.authorizations.size).toBe(1);
  await end(third);
}, 60_000);

test('the operator’s token is made once and readable by its owner alone', async () => {
  const path = join(directory, 'operator-token');
  const token = await readFile(path, 'utf8');
  const child = await start();
  expect(await readFile(path, 'utf8')).toBe(token);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  await end(child);
}, 60_000);

test.each([
  ['a data directory without an identity', [], 'identity.json is missing'],
  ['a public address that no wallet would use', ['--public-url', 'http://shop.example'], '--public-url'],
  ['a top-up of no currency', ['--top-up', 'XXX=1'], 'EUR=2000'],
  ['a database that is no address', ['--database', 'mysql://root:sesame@localhost/x'], 'postgres://user'],
  ['a gateway that is no address', ['--gateway-url', 'gateway'], 'URL'],
])(
  '%s is refused with what to do',
  async (_what, more, says) => {
    const empty = await mkdtemp(join(tmpdir(), 'intermediary-'));
    const main = fileURLToPath(new URL('./main.ts', import.meta.url));
    const args = ['serve', '--data-dir', empty, '--gateway-url', gatewayUrl, '--port', '0', ...more];
    const child = spawn(process.execPath, ['--import', 'tsx', main, ...args]);
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const [code] = await once(child, 'exit');
    expect(code).toBe(1);
    expect(said).toContain(says);
    expect(said).not.toContain('sesame');
    await rm(empty, { recursive: true });
  },
  60_000,
);
