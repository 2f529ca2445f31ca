import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const real = { testTimeout: 60_000, hookTimeout: 60_000 };

/** Their tests wait for processes more than they work: two a core keep the cores busy. */
const waiting = { maxWorkers: 2 * availableParallelism(), sequence: { groupOrder: 1 } };

/** What takes minutes begins first, so that nothing runs alone at the end. */
const LONGEST = [
  'e2e/interrupted',
  'e2e/step-by-step',
  'notebooks/execution/jupyter',
  'notebooks/execution/tslab',
  'runbook/faults',
  'notebooks/execution/browser',
  'e2e/walkthrough',
  'runbook/exposure',
  'clis/contract',
  'e2e/fast',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const place = LONGEST.findIndex(
        (name) => moduleId.includes(`/test/${name}`) || moduleId.includes(`/${name}.test`),
      );
      return place < 0 ? LONGEST.length : place;
    };
    const group = ({ project }: TestSpecification): number => project.config.sequence.groupOrder;
    return (await super.sort(files)).sort((a, b) => group(a) - group(b) || rank(a) - rank(b));
  }
}

/**
 * unit: in process, or against one server. e2e: the walkthrough through the real CLIs. conformance: foreign clients.
 * notebooks: executed by Jupyter, by tslab alone, and in a browser. `npm test` runs unit and e2e; `.ci/run` runs all.
 */
export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: '100%',
    sequence: { sequencer: LongestFirst },
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
          ...waiting,
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
          ...waiting,
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'conformance',
          include: ['test/conformance/**/*.test.ts'],
          ...real,
          ...waiting,
          testTimeout: 240_000,
        },
      },
    ],
  },
});
