/**
 * A provisioned house for tests: real files, real keys, real SQLite, the gateway's application in process, and a clock
 * that stands until it is moved.
 */
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Identity, importIdentity, type SealRecipient, TrustStore } from '@ecomm/protocol';
import { afterAll } from 'vitest';
import type { GatewaySettings } from '../data-directory.ts';
import { type GatewayKeys, type OpenedGateway, openGateway, readGatewayKeys } from '../open-gateway.ts';
import type { Ports } from '../ports.ts';
import { type ProfileName, profiles } from '../provision/profiles.ts';
import { provision } from '../provision/provision.ts';
import { TestCard } from './test-card.ts';

/** 2026-11-23T12:00:00Z. */
export const testTime = 1_795_435_200;
export const testPin = '4711';
export const testRandom = (byteCount: number) => crypto.getRandomValues(new Uint8Array(byteCount));

export interface LoggedEvent {
  readonly event: string;
  readonly facts: Record<string, unknown>;
}

/** What wallets and merchants see of a house, in process or behind a port. */
export interface House {
  readonly intermediary: Identity;
  readonly trust: TrustStore;
  /** The gateway's key-exchange certificate. */
  readonly gateway: SealRecipient;
  readonly clock: { at: number };
  card(cardId: string): Promise<TestCard>;
  post(path: string, body: string, contentType?: string): Promise<Response>;
}

export interface TestHouse extends House {
  /** The key-exchange certificate of the acquirer that reads no chips. */
  readonly gatewayAbroad: SealRecipient;
  readonly directory: string;
  readonly opened: OpenedGateway;
  readonly merchants: ReadonlyMap<string, Identity>;
  readonly events: LoggedEvent[];
  operator(path: string, body?: object): Promise<Response>;
  /** The same files in a program started anew, with other settings when they are given. */
  reopen(settings?: Partial<GatewaySettings>): Promise<void>;
  remove(): Promise<void>;
}

export async function createTestHouse(
  profile: ProfileName = 'demo',
  policy?: GatewayKeys['settings']['policy'],
): Promise<TestHouse> {
  const { template, keys: usualKeys, intermediary, merchants, trust } = await templateOf(profile);
  const settings = { ...usualKeys.settings, ...(policy === undefined ? {} : { policy }) };
  const keys = { ...usualKeys, settings };
  const directory = await mkdtemp(join(tmpdir(), 'ecomm-gateway-'));
  await cp(template, directory, { recursive: true });
  const events: LoggedEvent[] = [];
  const clock = { at: testTime };
  const note = (facts: object, event: string) => void events.push({ event, facts: { ...facts } });
  const log = { info: note, warn: note, error: note };
  const ports: Ports = { clock: () => clock.at, random: testRandom, log };
  let opened = await openGateway(join(directory, 'gateway'), keys, ports);
  const { thumb, publicKey } = opened.gateway.self;
  const abroad = opened.gateway.identities[1]?.self ?? { thumb, publicKey };
  const token = await readFile(join(directory, 'gateway', 'operator-token'), 'utf8');
  return {
    directory,
    get opened() {
      return opened;
    },
    intermediary,
    merchants,
    trust,
    gateway: { thumb, publicKey },
    gatewayAbroad: abroad,
    events,
    clock,
    card: (cardId) => TestCard.read(join(directory, 'cards', `${cardId}.json`)),
    post: async (path, body, contentType = 'application/json') =>
      opened.app.request(path, { method: 'POST', body, headers: { 'content-type': contentType } }),
    operator: async (path, body) =>
      opened.app.request(path, {
        headers: { authorization: `Bearer ${token.trim()}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      }),
    reopen: async (settings = {}) => {
      opened.close();
      const changed = { ...keys, settings: { ...keys.settings, ...settings } };
      opened = await openGateway(join(directory, 'gateway'), changed, ports);
    },
    remove: async () => {
      opened.close();
      await rm(directory, { recursive: true });
    },
  };
}

interface Template {
  readonly template: string;
  readonly keys: GatewayKeys;
  readonly intermediary: Identity;
  readonly merchants: ReadonlyMap<string, Identity>;
  readonly trust: TrustStore;
}

const templates = new Map<ProfileName, Promise<Template>>();

afterAll(async () => {
  for (const { template } of await Promise.all(templates.values())) await rm(template, { recursive: true });
  templates.clear();
});

/** Growing a tree and reading its certificates takes half a second: once for each profile. */
function templateOf(profile: ProfileName): Promise<Template> {
  const known = templates.get(profile) ?? provisionTemplate(profile);
  templates.set(profile, known);
  return known;
}

async function provisionTemplate(profile: ProfileName): Promise<Template> {
  const template = await mkdtemp(join(tmpdir(), 'ecomm-gateway-template-'));
  await provision({ dataDir: template, profile, pin: testPin, random: testRandom, at: testTime });
  const intermediary = await readIdentity(template, 'intermediary');
  const merchants = new Map<string, Identity>();
  for (const { merchantId } of profiles[profile].merchants)
    merchants.set(merchantId, await readIdentity(template, 'merchants', merchantId));
  const keys = await readGatewayKeys(join(template, 'gateway'));
  const trust = new TrustStore({ anchors: intermediary.anchors });
  return { template, keys, intermediary, merchants, trust };
}

export async function readIdentity(...path: string[]): Promise<Identity> {
  return importIdentity(JSON.parse(await readFile(join(...path, 'identity.json'), 'utf8')));
}
