/** An SQLite database with the files beside it. */
import { rm } from 'node:fs/promises';

export async function removeDatabase(path: string): Promise<void> {
  for (const suffix of ['', '-wal', '-shm']) await rm(path + suffix, { force: true });
}
