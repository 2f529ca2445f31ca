import { defineConfig } from 'vitest/config';

const real = { testTimeout: 60_000, hookTimeout: 60_000 };

/**
 * unit: in process, or against one server. e2e: the walkthrough through the real CLIs. conformance: foreign clients.
 * notebooks: executed by Jupyter, by tslab alone, and in a browser. `npm test` runs unit and e2e.
 */
export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: '100%',
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/{ci,lib,runbook,sandbox}/**/*.test.ts', 'test/notebooks/*.test.ts'],
          ...real,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 240_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'notebooks',
          include: ['test/notebooks/execution/**/*.test.ts'],
          // What the kernel is started with: cells load the sources through Node, not through Vite.
          execArgv: ['--import', 'tsx', '--conditions=source'],
          // They wait more than they work.
          maxWorkers: 3,
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
      {
        extends: true,
        test: { name: 'conformance', include: ['test/conformance/**/*.test.ts'], ...real, testTimeout: 240_000 },
      },
    ],
  },
});
