/** A part of lib/ that is broken in small ways, and the tests that have to notice: in memory, milliseconds each. */
export interface Area {
  readonly mutate: readonly string[];
  readonly tests: readonly string[];
  /** Most of it is tables, which are read when a module is loaded: every test is run for each of their breaks. */
  readonly tables?: boolean;
}

export const AREAS: Readonly<Record<string, Area>> = {
  wait: { mutate: ['lib/wait/*.ts'], tests: ['test/lib/wait/*.test.ts'] },
  runner: {
    mutate: [
      'lib/runner/*.ts',
      // Processes, terminals and signals: test/lib/runner/run.test.ts and test/e2e judge them from outside.
      '!lib/runner/{dry-run,run,runbook-cli,script,status,step-cli,tell,version}.ts',
    ],
    tests: ['test/lib/runner/*.test.ts'],
  },
  command: { mutate: ['lib/command/**/*.ts'], tests: ['test/lib/command/*.test.ts'] },
  template: {
    mutate: ['lib/template/{blocks,parameters,placeholders,render}.ts'],
    tests: ['test/lib/template/render.test.ts'],
  },
  retry: { mutate: ['lib/retry/retry.ts'], tests: ['test/lib/retry/retry.test.ts'] },
  ownership: {
    mutate: ['lib/ownership/{cloud,intention,label,load-balancers,object,thing}.ts', 'lib/google/existing-cluster.ts'],
    tests: ['test/lib/ownership/*.test.ts', 'test/lib/google/existing-cluster.test.ts'],
  },
  diagnosis: { mutate: ['lib/diagnosis/*.ts'], tests: ['test/lib/diagnosis/*.test.ts'], tables: true },
};

/** Tests that start processes, in which nothing is broken. */
export const PROCESSES = ['**/runner/{confirm,run}.test.ts'];
