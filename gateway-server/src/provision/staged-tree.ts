/**
 * Writes a tree of files so that it is there whole or not at all, and never over what is there already.
 *
 * Everything is written beside its place, a mark says that it is complete, then each entry is renamed into place. A
 * run that was interrupted is finished, or forgotten when the mark was not yet made.
 */
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { GatewayError } from '../errors.ts';

const stagingName = '.provisioning';
const completeMark = 'complete';

export interface StagedTree {
  /** Where a program may write a file of its own. The directory exists. */
  pathOf(file: string): Promise<string>;
  writeJson(file: string, content: unknown, mode?: number): Promise<void>;
}

/**
 * Returns false, and writes nothing, when all of `entries`, the tree's top-level names, are there already. Throws
 * ERR_GATEWAY_DATA_DIR when only some are: they are not ours to overwrite.
 */
export async function writeTreeOnce(
  root: string,
  entries: readonly string[],
  write: (tree: StagedTree) => Promise<void>,
): Promise<boolean> {
  const staging = join(root, stagingName);
  if (await exists(join(staging, completeMark))) {
    await moveIntoPlace(root, staging);
    return true;
  }
  await rm(staging, { recursive: true, force: true });
  const there = await Promise.all(entries.map((entry) => exists(join(root, entry))));
  if (there.every(Boolean)) return false;
  if (there.some(Boolean))
    throw new GatewayError(
      'ERR_GATEWAY_DATA_DIR',
      `${root} holds ${entries.filter((_, index) => there[index]).join(', ')} but not a whole tree`,
    );
  await mkdir(staging, { recursive: true, mode: 0o700 });
  await write(treeIn(staging));
  await writeFile(join(staging, completeMark), '');
  await moveIntoPlace(root, staging);
  return true;
}

function treeIn(staging: string): StagedTree {
  const pathOf = async (file: string) => {
    const path = join(staging, file);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    return path;
  };
  return {
    pathOf,
    writeJson: async (file, content, mode = 0o600) =>
      writeFile(await pathOf(file), `${JSON.stringify(content, undefined, 2)}\n`, { mode, flush: true }),
  };
}

/** The mark goes last: until then the next run goes on with what is left. */
async function moveIntoPlace(root: string, staging: string): Promise<void> {
  for (const entry of await readdir(staging))
    if (entry !== completeMark) await rename(join(staging, entry), join(root, entry));
  await rm(staging, { recursive: true });
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
