/**
 * Vitest's global set-up: a place for the PostgreSQL server that the tests of one run share. The first test that needs
 * it starts it there; it goes at the end of the run. That of a run which was killed goes at the start of the next.
 */
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stopPostgres } from './postgres-server.mjs';

const prefix = 'ecomm-postgres-';

/** @param {{ provide(key: string, value: string): void }} project */
export function setup({ provide }) {
  removeAbandoned();
  const folder = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
  // The server may run as another user, who must reach its own folder inside.
  chmodSync(folder, 0o755);
  provide('postgresFolder', folder);
  return () => remove(folder);
}

/** Folders are named after the process of their run. */
function removeAbandoned() {
  for (const name of readdirSync(tmpdir())) {
    const [, pid] = /^ecomm-postgres-([0-9]+)-/.exec(name) ?? [];
    if (pid === undefined || isAlive(Number(pid))) continue;
    try {
      remove(join(tmpdir(), name));
    } catch {
      // Somebody else's, or its server died too: no reason not to test.
    }
  }
}

/** @param {string} folder */
function remove(folder) {
  stopPostgres(join(folder, 'server'));
  rmSync(folder, { recursive: true, force: true });
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, and is somebody else's.
    return /** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH';
  }
}
