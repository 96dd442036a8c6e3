/**
 * `enrol`: a merchant or gateway gets its first certificates with the code from the acquirer's desk, or renews those
 * that it has. Writes `identity.json`, and keeps the one before beside it.
 */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeChain, importIdentity, partyIdOf, TrustStore, validate } from '@ecomm/protocol';
import { type Command, Option } from 'commander';
import * as v from 'valibot';
import { enrolParty, type PartyToEnrol } from '../client/enrol-party.ts';
import { GatewayError } from '../errors.ts';
import type { Clock } from '../ports.ts';
import type { CommandPorts } from './enrolment-commands.ts';

interface EnrolOptions {
  readonly acquirerUrl: string;
  readonly trust: string;
  readonly dataDir: string;
  readonly type: 'merchant' | 'gateway';
  readonly bin: string;
  readonly partyId?: string;
  readonly code?: string;
}

const trustSchema = v.object({ anchors: v.array(v.string()), brand: v.string() });
const identityFile = 'identity.json';

export function addEnrolCommand(
  program: Command,
  { random, print, clock }: CommandPorts & { readonly clock: Clock },
): void {
  program
    .command('enrol')
    .description('ask the acquirer for certificates: with --code the first ones, without it to renew')
    .requiredOption('--acquirer-url <url>', 'where the acquirer’s authority answers')
    .requiredOption('--trust <file>', 'the trust.json with the brand’s root')
    .requiredOption('--data-dir <directory>', 'the party’s own, where identity.json is or will be')
    .requiredOption('--bin <digits>', 'the acquirer’s bank identification number')
    .addOption(new Option('--type <type>', 'what it is').choices(['merchant', 'gateway']).default('merchant'))
    .option('--party-id <identifier>', 'as it was registered')
    .option('--code <code>', 'from the acquirer’s desk; serves once')
    .action(async (options: EnrolOptions) => {
      const { acquirerUrl, dataDir } = options;
      const { anchors, brand } = validate(await readJson(options.trust), trustSchema);
      const trust = new TrustStore({ anchors: await decodeChain(anchors) });
      const post = (path: string, body: string, contentType: string) =>
        fetch(`${acquirerUrl}${path}`, { method: 'POST', body, headers: { 'content-type': contentType } });
      const party = await partyOf(options, brand);
      const identity = await enrolParty({ post, trust, random, at: clock() }, party);
      await keep(dataDir, identity);
      const { certificate } = await importIdentity(identity);
      print(JSON.stringify({ partyId: partyIdOf(certificate), notAfter: certificate.notAfter }));
    });
}

async function partyOf(
  { dataDir, type, bin, partyId, code }: EnrolOptions,
  brand: string,
): Promise<PartyToEnrol> {
  if (code === undefined) {
    const old = await importIdentity(await readJson(join(dataDir, identityFile)));
    return { type, bin, brand, partyId: partyIdOf(old.certificate), proof: { old } };
  }
  if (partyId === undefined)
    throw new GatewayError('ERR_GATEWAY_OPTION', 'a first enrolment needs --party-id');
  return { type, bin, brand, partyId, proof: { code } };
}

async function keep(dataDir: string, identity: object): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const path = join(dataDir, identityFile);
  const fresh = `${path}.new`;
  await writeFile(fresh, `${JSON.stringify(identity, undefined, 2)}\n`, { mode: 0o600, flush: true });
  await rename(path, join(dataDir, 'identity.previous.json')).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await rename(fresh, path);
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new GatewayError('ERR_GATEWAY_DATA_DIR', `${path} is missing or damaged`, { cause });
  }
}
