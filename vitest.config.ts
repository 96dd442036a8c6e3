/**
 * Unit tests stand beside the code they test and need nothing but Node, the ledger's also PostgreSQL's programs, of which
 * they start a server of their own. Those that need pcscd or a browser have projects of their own, and `npm test` runs
 * few of their files at once (scripts/checks/stages.mjs), each in a new process: PC/SC's client keeps the first socket
 * it was given. Each file of browser journeys has a house, a daemon and a browser of its own, and waits more than it
 * computes: two of them share two cores well.
 *
 * The time limits catch what hangs; none of them is a measurement.
 */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  esbuild: { jsx: 'automatic', jsxImportSource: 'preact' },
  test: {
    // Vitest leaves one core free, which on a small machine is half of it.
    maxWorkers: '100%',
    minWorkers: 1,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          globalSetup: ['scripts/setup/postgres-for-tests.mjs'],
          include: ['packages/*/src/**/*.test.ts', '*/src/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/*.pcsc.test.ts', 'e2e/**/*.e2e.test.ts'],
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'pcsc',
          include: ['*/src/**/*.pcsc.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['e2e/**/*.e2e.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
