/** The desk's commands and a merchant's, as people run them: the real programs, on a real port. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { importIdentity } from '@ecomm/protocol';
import { serve } from '@hono/node-server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openGateway, readGatewayKeys } from '../open-gateway.ts';
import { provision } from '../provision/provision.ts';
import { testPin, testRandom } from '../testing/test-house.ts';

const startFile = fileURLToPath(new URL('../main.ts', import.meta.url));
const timeoutMs = 60_000;

let directory = '';
let url = '';
const closing: (() => void)[] = [];
const now = () => Math.floor(Date.now() / 1000);

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ecomm-desk-'));
  await provision({ dataDir: directory, profile: 'demo', pin: testPin, random: testRandom, at: now() });
  const quiet = { info: () => {}, warn: () => {}, error: () => {} };
  const keys = await readGatewayKeys(inHouse('gateway'));
  const opened = await openGateway(inHouse('gateway'), keys, { clock: now, random: testRandom, log: quiet });
  url = await new Promise<string>((resolve) => {
    const server = serve({ fetch: opened.app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
      resolve(`http://127.0.0.1:${port}`),
    );
    closing.push(() => server.close(), opened.close);
  });
}, timeoutMs);
afterAll(async () => {
  for (const close of closing) close();
  await rm(directory, { recursive: true });
});

const run = async (...args: string[]) => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', startFile, ...args]);
  return stdout.trim() === '' ? undefined : JSON.parse(stdout);
};
const failing = async (...args: string[]): Promise<string> =>
  run(...args).then(
    () => '',
    (error: { stderr: string }) => error.stderr,
  );
const inHouse = (...path: string[]) => join(directory, ...path);
const desk = () => ['--data-dir', inHouse('gateway')];
const registered = (partyId: string) =>
  run('register-merchant', ...desk(), '--party-id', partyId, '--name', 'Le Fleuriste', '--city', 'Lyon');
const enrolArgs = (dataDir: string) => [
  ...['enrol', '--acquirer-url', url, '--trust', inHouse('wallet', 'trust.json'), '--bin', '497011'],
  ...['--data-dir', dataDir],
];
const identityIn = async (dataDir: string) =>
  importIdentity(JSON.parse(await readFile(join(dataDir, 'identity.json'), 'utf8')));

describe('a card', { timeout: timeoutMs }, () => {
  const reporting = (cardId: string, status: string) => [
    ...['report-card', cardId, status, ...desk(), '--gateway-url', url],
  ];
  test('that is reported stolen is so from then on', async () => {
    expect(await run(...reporting('camille', 'stolen'))).toEqual({
      ...{ cardId: 'camille', status: 'stolen', revoked: 0 },
    });
  });
  test('that the bank does not know is refused in the gateway’s words', async () => {
    expect(await failing(...reporting('nobody', 'stolen'))).toMatch(/ERR_GATEWAY_NOT_FOUND/);
  });
  test('is not reported where no gateway answers', async () => {
    const nowhere = ['report-card', 'camille', 'stolen', ...desk(), '--gateway-url', 'http://127.0.0.1:1'];
    expect(await failing(...nowhere)).toMatch(/no gateway answers/);
  });
});

describe('a merchant', { timeout: timeoutMs }, () => {
  test('is registered, enrols with the code, and renews without', async () => {
    const { code } = await registered('FLEURISTE');
    const dataDir = inHouse('merchants', 'FLEURISTE');
    await run(...enrolArgs(dataDir), '--party-id', 'FLEURISTE', '--code', code);
    const first = await identityIn(dataDir);
    expect(first).toMatchObject({ partyId: 'FLEURISTE', certificate: { commonName: 'Le Fleuriste' } });
    expect((await stat(join(dataDir, 'identity.json'))).mode & 0o777).toBe(0o600);
    await run(...enrolArgs(dataDir));
    const second = await identityIn(dataDir);
    expect(second.certificate.subject).toBe(first.certificate.subject);
    expect(second.certificate.thumb).not.toBe(first.certificate.thumb);
  });

  test('with a wrong code gets nothing and no file', async () => {
    await registered('AUTRE');
    const dataDir = inHouse('merchants', 'AUTRE');
    expect(await failing(...enrolArgs(dataDir), '--party-id', 'AUTRE', '--code', 'guess')).toMatch(
      /rejectedByCA/,
    );
    await expect(stat(join(dataDir, 'identity.json'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('that has nothing to renew, or no name, is told so', async () => {
    const dataDir = inHouse('merchants', 'NOBODY');
    expect(await failing(...enrolArgs(dataDir))).toMatch(/ERR_GATEWAY_DATA_DIR/);
    expect(await failing(...enrolArgs(dataDir), '--code', 'x')).toMatch(/ERR_GATEWAY_OPTION/);
  });
});

describe('the desk', { timeout: timeoutMs }, () => {
  test('lists no request where none waits, and decides none', async () => {
    expect(await run('pended', ...desk())).toBeUndefined();
    expect(await failing('approve', 'x', ...desk())).toMatch(/ERR_GATEWAY_NOT_FOUND/);
    expect(await failing('reject', 'x', ...desk())).toMatch(/ERR_GATEWAY_NOT_FOUND/);
  });

  test('makes no database in a directory that is not the gateway’s', async () => {
    expect(await failing('pended', '--data-dir', inHouse('cards'))).toMatch(/ERR_GATEWAY_DATA_DIR/);
    await expect(stat(inHouse('cards', 'gateway.sqlite'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('publishes what an operator revoked', async () => {
    const file = inHouse('merchants', 'LIBRAIRIE', 'identity.json');
    expect((await run('pki', 'revoke', file, '--data-dir', directory)).revoked).toHaveLength(2);
    expect(await run('pki', 'publish', '--data-dir', directory)).toEqual({ sequence: 2, revoked: 2 });
  });

  test('revokes no file that is no identity', async () => {
    const file = inHouse('notes.json');
    await writeFile(file, '{}');
    expect(await failing('pki', 'revoke', file, '--data-dir', directory)).toMatch(/ERR_MESSAGE_MALFORMED/);
  });
});
