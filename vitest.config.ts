import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Each test has its own folders, whatever this shell uses. */
for (const folder of ['RUNBOOK_HOME', 'SANDBOX_HOME']) delete process.env[folder];

const SWEEPS = 'test/**/*.nightly.test.ts';

/** Their tests wait for processes: with one worker more than cores, two cores were idle for a third of the time. */
const outside = {
  exclude: [...configDefaults.exclude, SWEEPS],
  maxWorkers: availableParallelism() + 2,
  sequence: { groupOrder: 1 },
};

/** What the notebooks' kernel is started with: cells load the sources through Node, not through Vite. */
const execArgv = ['--import', 'tsx', '--conditions=source'];

/** What takes minutes begins first, so that nothing runs by itself at the end. */
const LONGEST = [
  'runbook/faults-model-server',
  'runbook/faults-cluster',
  'runbook/faults-metric',
  'notebooks/execution/jupyter',
  'e2e/step-by-step',
  'workshop/drills-1',
  'workshop/drills-2',
  'workshop/drills-3',
  'runbook/doctor',
  'e2e/fast',
  'e2e/walkthrough',
  'e2e/by-hand',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const group = ({ project }: TestSpecification): number => project.config.sequence.groupOrder;
    const rank = ({ moduleId }: TestSpecification): number => {
      const place = LONGEST.findIndex((name) => moduleId.includes(`/${name}.`));
      return place < 0 ? LONGEST.length : place;
    };
    return (await super.sort(files)).sort((a, b) => group(a) - group(b) || rank(a) - rank(b));
  }
}

/**
 * unit: in process, or against one server. e2e: the walkthrough through the real CLIs. conformance: foreign clients.
 * notebooks: executed by Jupyter. nightly: sweeps over every fault, version, exposure and moment; a browser.
 * `npm test` runs unit and e2e; `.ci/run` all but nightly.
 */
export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: '100%',
    testTimeout: 60_000,
    // A limit is for what hangs: a busy machine needs several times what an idle one needs.
    hookTimeout: 480_000,
    expect: { poll: { timeout: 60_000 } },
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/{ci,corpus,docs,lib,runbook,sandbox,workshop}/**/*.test.ts', 'test/notebooks/*.test.ts'],
          // A process a file takes longer than most files.
          isolate: false,
        },
      },
      {
        extends: true,
        test: { name: 'e2e', include: ['test/e2e/**/*.test.ts'], ...outside, testTimeout: 480_000 },
      },
      {
        extends: true,
        test: {
          name: 'notebooks',
          include: ['test/notebooks/execution/**/*.test.ts'],
          ...outside,
          execArgv,
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
      {
        extends: true,
        test: { name: 'conformance', include: ['test/conformance/**/*.test.ts'], ...outside, testTimeout: 480_000 },
      },
      {
        extends: true,
        test: {
          name: 'nightly',
          include: [SWEEPS],
          ...outside,
          exclude: configDefaults.exclude,
          execArgv,
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
