/**
 * Vitest's global set-up: a place for the PostgreSQL server that the tests of one run share. The first test that needs
 * it starts it there; it goes at the end of the run.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stopPostgres } from './postgres-server.mjs';

/** @param {{ provide(key: string, value: string): void }} project */
export function setup({ provide }) {
  const folder = mkdtempSync(join(tmpdir(), 'ecomm-postgres-'));
  // The server may run as another user, who must reach its own folder inside.
  chmodSync(folder, 0o755);
  provide('postgresFolder', folder);
  return () => {
    stopPostgres(join(folder, 'server'));
    rmSync(folder, { recursive: true });
  };
}
