/**
 * The newest list of who is revoked, kept for the next start: a shop that began with nothing would take an older list,
 * still in its time, from whoever stands between it and its bank.
 */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { type RevocationSource, takeRevocation } from '@ecomm/merchant';

type Keeper = Pick<RevocationSource, 'identity' | 'revocation' | 'now'>;

/** Takes up the list in the file; `onUnusable` hears of one that is damaged or out of date, and nothing is known then. */
export async function takeKeptRevocation(
  path: string,
  keeper: Keeper,
  onUnusable: (reason: string) => void = () => {},
): Promise<void> {
  const text = await read(path);
  if (text === undefined) return;
  try {
    await takeRevocation(keeper, JSON.parse(text));
  } catch (error) {
    onUnusable(error instanceof Error ? error.message : 'unknown');
  }
}

/** Written whole beside its place and then moved there; call it after each look for a newer one, one at a time. */
export async function keepRevocation(path: string, { revocation: { list } }: Pick<Keeper, 'revocation'>) {
  if (list === undefined) return;
  await writeFile(`${path}.new`, JSON.stringify(list), { mode: 0o600 });
  await rename(`${path}.new`, path);
}

async function read(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
