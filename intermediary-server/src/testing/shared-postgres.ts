/** The PostgreSQL server of this run of the tests: started by the first that asks for it, shared by all files. */
import { access, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';
import { startPostgres } from '../../../scripts/setup/postgres-server.mjs';

declare module 'vitest' {
  export interface ProvidedContext {
    postgresFolder: string;
  }
}

const lookEveryMs = 50;

/**
 * The URL of a database `postgres` whose user may create others. `ECOMM_TEST_DATABASE_URL` names a server that runs
 * already. Throws, with what to do, where no server can be had: these tests are never left out.
 */
export async function sharedPostgres(): Promise<string> {
  const { ECOMM_TEST_DATABASE_URL: given } = process.env;
  if (given !== undefined && given !== '') return given;
  const folder = inject('postgresFolder');
  const answer = join(folder, 'answer.json');
  // Made by one of those who come at the same time.
  const isFirst = await mkdir(join(folder, 'server')).then(
    () => true,
    () => false,
  );
  if (isFirst) {
    await writeFile(`${answer}.new`, JSON.stringify(start(join(folder, 'server'))));
    await rename(`${answer}.new`, answer);
  }
  while (!(await isThere(answer))) await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  const { url, error } = JSON.parse(await readFile(answer, 'utf8')) as { url?: string; error?: string };
  if (url === undefined) throw new Error(error);
  return url;
}

function start(folder: string): { url: string } | { error: string } {
  try {
    return { url: startPostgres(folder) };
  } catch (error) {
    const { message, hint = '' } = error as Error & { hint?: string };
    return { error: `${message}\nhint: ${hint}` };
  }
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
