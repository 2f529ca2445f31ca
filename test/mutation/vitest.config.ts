import { defineConfig } from 'vitest/config';

/** The unit tests of lib that judge a mutant: those that take milliseconds. What starts processes is left out. */
export default defineConfig({
  test: {
    include: [
      'test/lib/{command,diagnosis,kubernetes,runner,wait}/**/*.test.ts',
      'test/lib/{disposer,intention,load-balancers,retry,template}.test.ts',
      'test/runbook/dry-run.test.ts',
    ],
    exclude: ['**/runner/{confirm,environment,lock,run,run-cells}.test.ts', '**/port-forward.test.ts'],
    pool: 'threads',
  },
});
