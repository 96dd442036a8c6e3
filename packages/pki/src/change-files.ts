/**
 * Replaces several files of a directory as one: all are written beside their places, a mark says that they are
 * complete, then each is renamed. A run that was interrupted is finished by the next, or forgotten without the mark.
 */
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { isThere, writeWhole } from './files.ts';

const stagingName = '.pki-change';
const completeMark = 'complete';

/** `contents` by path below the directory. */
export async function changeFiles(dataDir: string, contents: ReadonlyMap<string, unknown>): Promise<void> {
  const staging = join(dataDir, stagingName);
  await rm(staging, { recursive: true, force: true });
  for (const [path, content] of contents) await writeWhole(join(staging, 'files', path), content);
  await writeWhole(join(staging, completeMark), {});
  await moveIntoPlace(dataDir);
}

/** Call it before reading a tree. */
export async function finishChange(dataDir: string): Promise<void> {
  if (await isThere(join(dataDir, stagingName, completeMark))) await moveIntoPlace(dataDir);
}

async function moveIntoPlace(dataDir: string): Promise<void> {
  const files = join(dataDir, stagingName, 'files');
  for (const entry of await readdir(files, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const from = join(entry.parentPath, entry.name);
    const to = join(dataDir, relative(files, from));
    await mkdir(dirname(to), { recursive: true, mode: 0o700 });
    await rename(from, to);
  }
  await rm(join(dataDir, stagingName), { recursive: true });
}
