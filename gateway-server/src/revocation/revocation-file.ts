/** The brand's published revocation list in the data directory: `pki publish` writes it, all parties fetch it. */
import { readFile } from 'node:fs/promises';

/** Its JSON as published, undefined when nothing has been published here. */
export async function readRevocationFile(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
