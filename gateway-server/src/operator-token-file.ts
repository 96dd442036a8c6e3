/** The operator's token: made at the first start, readable by nobody else, the same ever after. */
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { encodeBase64Url, type Random } from '@ecomm/protocol';
import { GatewayError } from './errors.ts';

const tokenBytes = 32;
/** Anything shorter was not made here, and could be guessed. */
const tokenMinLength = 32;

export async function readOperatorToken(path: string, random: Random): Promise<string> {
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
  throw new GatewayError('ERR_GATEWAY_DATA_DIR', `${path} holds no token; remove it and start again`);
}
