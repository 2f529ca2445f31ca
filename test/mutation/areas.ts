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
  template: { mutate: ['lib/template.ts', 'lib/template/*.ts'], tests: ['test/lib/template.test.ts'] },
  retry: { mutate: ['lib/retry.ts'], tests: ['test/lib/retry.test.ts'] },
  ownership: {
    mutate: ['lib/{bucket-ownership,existing-cluster,intention,load-balancers}.ts', 'lib/kubernetes/ownership.ts'],
    tests: [
      'test/lib/{bucket-ownership,existing-cluster,intention,load-balancers}.test.ts',
      'test/lib/kubernetes/ownership.test.ts',
    ],
  },
  diagnosis: { mutate: ['lib/diagnosis/*.ts'], tests: ['test/lib/diagnosis/*.test.ts'], tables: true },
};

/** Tests that start processes, in which nothing is broken. */
export const PROCESSES = ['**/runner/{confirm,run}.test.ts'];
