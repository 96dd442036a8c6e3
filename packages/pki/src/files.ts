/**
 * Reads and writes the tree's files: for their owner only, whole or not at all, and never over what is there unless
 * the operator really wants that.
 */
import { link, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PkiError } from './errors.ts';

/** No file of the tree comes near it: a publication has at most 16 lists. */
export const maxFileBytes = 4 * 1024 * 1024;

/** Undefined when it is not there. Throws ERR_PKI_FILE for what is too big or no file. */
export async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    const { size } = await stat(path);
    if (size > maxFileBytes)
      throw new PkiError('ERR_PKI_FILE', `${path} is too big`, { facts: { path, maxBytes: maxFileBytes } });
    return await readFile(path);
  } catch (cause) {
    if (cause instanceof PkiError) throw cause;
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new PkiError('ERR_PKI_FILE', `${path} can't be read`, { cause, facts: { path } });
  }
}

/** Throws ERR_PKI_FILE for what is missing or no JSON. */
export async function readJson(path: string): Promise<unknown> {
  const content = await readIfThere(path);
  if (content === undefined) throw new PkiError('ERR_PKI_FILE', `${path} is not there`, { facts: { path } });
  try {
    return JSON.parse(content.toString('utf8'));
  } catch (cause) {
    throw new PkiError('ERR_PKI_FILE', `${path} is no JSON`, { cause, facts: { path } });
  }
}

/** Replaces what is there in one step, so that a reader sees the old content or the new. 0600. */
export async function writeWhole(path: string, content: unknown): Promise<void> {
  await writeBeside(path, content);
  await rename(besideOf(path), path);
}

/** Writes a file that must not be there yet, unless `reallyOverwrite`. 0600. Throws ERR_PKI_EXISTS. */
export async function writeNew(
  path: string,
  content: unknown,
  { reallyOverwrite = false }: { readonly reallyOverwrite?: boolean } = {},
): Promise<void> {
  if (reallyOverwrite) return writeWhole(path, content);
  await assertFree(path);
  await writeBeside(path, content);
  try {
    // Unlike rename, link refuses when another made the file meanwhile.
    await link(besideOf(path), path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') throw existing(path);
    throw cause;
  } finally {
    await rm(besideOf(path));
  }
}

/** Throws ERR_PKI_EXISTS. */
export async function assertFree(path: string): Promise<void> {
  if (await isThere(path)) throw existing(path);
}

export async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** JSON, or bytes as they are. */
async function writeBeside(path: string, content: unknown): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const data = content instanceof Uint8Array ? content : `${JSON.stringify(content, undefined, 2)}\n`;
  // What an interrupted run left may have other permissions.
  await rm(besideOf(path), { force: true });
  await writeFile(besideOf(path), data, { mode: 0o600, flush: true });
}

function besideOf(path: string): string {
  return `${path}.new`;
}

function existing(path: string): PkiError {
  return new PkiError('ERR_PKI_EXISTS', `${path} is there already`, {
    facts: { path },
  });
}
