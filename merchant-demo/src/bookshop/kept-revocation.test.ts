/** A shop that starts anew goes on from the newest list that it had: an older one brings nobody back. */
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { refreshRevocation } from '@ecomm/merchant';
import { type RevocationList, RevocationStatus } from '@ecomm/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  createTestWorld,
  type TestCardholder,
  type TestWorld,
  testBrand,
  testTime,
} from '../../../packages/protocol/src/testing/demo-parties.ts';
import { publishTestRevocation } from '../../../packages/protocol/src/testing/publish-revocation.ts';
import { keepRevocation, takeKeptRevocation } from './kept-revocation.ts';

let world: TestWorld;
let thief: TestCardholder;
let older: RevocationList;
let newer: RevocationList;
let directory: string;
let path: string;

beforeAll(async () => {
  world = await createTestWorld();
  thief = await world.newCardholder();
  older = await publishTestRevocation(world, { revoked: [], sequence: 1 });
  newer = await publishTestRevocation(world, { revoked: [thief.identity.certificate], sequence: 2 });
});
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ecomm-kept-'));
  path = join(directory, 'revocation.json');
});
afterEach(() => rm(directory, { recursive: true }));

/** A shop at its start; `published` is what it is told when it asks. */
async function start(published: RevocationList, at = testTime) {
  const revocation = new RevocationStatus({
    anchors: [world.root.certificate],
    brand: testBrand,
    required: false,
  });
  const fetched = async () => Response.json(published);
  const source = {
    ...{ identity: world.merchant1, revocation, url: 'https://bank.example/set/revocation', now: () => at },
    fetch: fetched as typeof fetch,
  };
  const unusable: string[] = [];
  await takeKeptRevocation(path, source, (reason) => unusable.push(reason));
  const isNews = await refreshRevocation(source);
  await keepRevocation(path, source);
  const { certificate } = thief.identity;
  const isThiefRevoked = revocation.isRevoked(certificate, world.cardholderCa.certificate, at);
  return { isNews, isThiefRevoked, unusable: unusable.length };
}

describe('a list of who is revoked', () => {
  test('that was taken before a restart is not replaced by an older one after it', async () => {
    expect(await start(newer)).toEqual({ isNews: true, isThiefRevoked: true, unusable: 0 });
    expect(await start(older)).toEqual({ isNews: false, isThiefRevoked: true, unusable: 0 });
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual(newer);
  });
  test('is for the shop alone to read, and leaves no draft', async () => {
    await start(newer);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(directory)).toEqual(['revocation.json']);
  });
  test.each([
    ['nothing', ''],
    ['half of it', '{"bci":'],
    ['something else', '{"bci":"x","crls":[]}'],
  ])('of which a crash left %s does not keep the shop from starting', async (_what, text) => {
    await writeFile(path, text);
    expect(await start(newer)).toEqual({ isNews: true, isThiefRevoked: true, unusable: 1 });
  });
  test('that somebody wrote into the file counts only with the brand’s signature', async () => {
    const elsewhere = await createTestWorld();
    const forged = await publishTestRevocation(elsewhere, { revoked: [], sequence: 99 });
    await writeFile(path, JSON.stringify(forged));
    expect(await start(newer)).toEqual({ isNews: true, isThiefRevoked: true, unusable: 1 });
  });
});
