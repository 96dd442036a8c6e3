/** Secrets that the shop makes for itself at its first start and keeps in files that nobody else may read. */
import { randomBytes } from 'node:crypto';
import { link, readFile, unlink, writeFile } from 'node:fs/promises';

/** The file's text; made from 32 random bytes (base64url) when it does not exist. */
export async function readOrMakeSecret(path: string): Promise<string> {
  return (await readSecret(path)) ?? makeSecret(path);
}

async function readSecret(path: string): Promise<string | undefined> {
  try {
    const text = (await readFile(path, 'utf8')).trim();
    if (!/^[A-Za-z0-9_-]{43,}$/.test(text)) throw new Error(`${path} holds no secret of 32 bytes`);
    return text;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Written whole beside its place and then linked there: a crash leaves all of it or nothing. */
async function makeSecret(path: string): Promise<string> {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  await writeFile(draft, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  try {
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await unlink(draft);
  }
  return readOrMakeSecret(path);
}
