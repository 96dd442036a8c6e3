import { defineConfig } from 'vitest/config';

/** Unit tests stand beside the code they test; those that need pcscd or a browser have projects of their own. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.ts', '*/src/**/*.test.{ts,tsx}'],
          exclude: ['**/node_modules/**', '**/*.pcsc.test.ts', 'e2e/**'],
        },
      },
      {
        test: {
          name: 'pcsc',
          include: ['*/src/**/*.pcsc.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['e2e/**/*.e2e.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
