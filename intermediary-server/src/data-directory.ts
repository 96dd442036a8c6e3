/** What lies in the intermediary's data directory, `D/intermediary` of a provisioned tree. */
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeBase64Url, type Identity, importIdentity, type Random, validate } from '@ecomm/protocol';
import * as v from 'valibot';
import { IntermediaryError } from './errors.ts';

export const intermediaryFiles = {
  /** The intermediary's keys. 0600. */
  identity: 'identity.json',
  /** The gateway's key-exchange chain: nothing secret. */
  gatewayChain: 'gateway-chain.json',
  database: 'intermediary.sqlite',
  operatorToken: 'operator-token',
  metricsToken: 'metrics-token',
} as const;

const chainSchema = v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(4));
const tokenBytes = 32;
/** Anything shorter was not made here, and could be guessed. */
const tokenMinLength = 32;

export interface IntermediaryFiles {
  readonly identity: Identity;
  readonly gatewayChain: readonly string[];
}

/** Throws ERR_INTERMEDIARY_DATA_DIR naming the file that is missing or damaged. */
export async function readIntermediaryFiles(directory: string): Promise<IntermediaryFiles> {
  const read = async <T>(file: string, take: (content: unknown) => T | Promise<T>): Promise<T> => {
    try {
      return await take(JSON.parse(await readFile(join(directory, file), 'utf8')));
    } catch (cause) {
      throw new IntermediaryError(
        'ERR_INTERMEDIARY_DATA_DIR',
        `${join(directory, file)} is missing or damaged; provision a tree and give its "intermediary" directory`,
        { cause },
      );
    }
  };
  return {
    identity: await read(intermediaryFiles.identity, importIdentity),
    gatewayChain: await read(intermediaryFiles.gatewayChain, (content) => validate(content, chainSchema)),
  };
}

/** The operator's token. */
export function readOperatorToken(directory: string, random: Random): Promise<string> {
  return readOrMakeToken(join(directory, intermediaryFiles.operatorToken), random);
}

/** Who has it may read the figures, and nothing else. */
export function readMetricsToken(directory: string, random: Random): Promise<string> {
  return readOrMakeToken(join(directory, intermediaryFiles.metricsToken), random);
}

/** Made at the first start, readable by nobody else, the same ever after. */
async function readOrMakeToken(path: string, random: Random): Promise<string> {
  const known = await readToken(path);
  if (known !== undefined) return known;
  const fresh = `${path}.${encodeBase64Url(random(6))}`;
  await writeFile(fresh, `${encodeBase64Url(random(tokenBytes))}\n`, { mode: 0o600, flag: 'wx' });
  // A link is made whole or not at all, and never over an existing file: of two first starts one token stays.
  await link(fresh, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await rm(fresh);
  return (await readToken(path)) ?? refuse(path);
}

async function readToken(path: string): Promise<string | undefined> {
  try {
    const token = (await readFile(path, 'utf8')).trim();
    return token.length < tokenMinLength ? refuse(path) : token;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function refuse(path: string): never {
  throw new IntermediaryError(
    'ERR_INTERMEDIARY_DATA_DIR',
    `${path} holds no token; remove it and start again`,
  );
}
