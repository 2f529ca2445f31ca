import { processRuns } from '../lib/background/condition.ts';
import { startProcess, stopProcess } from '../lib/background/start.ts';
import type { Snapshot } from '../lib/load/index.ts';
import { completions } from '../lib/load/model-server.ts';
import { script } from '../lib/runner/script.ts';
import { perform, until } from '../lib/step/actions.ts';
import { step } from '../lib/step/step.ts';
import { formatDuration } from '../lib/wait/duration.ts';
import { LOAD, LONGEST } from './load/load.ts';
import { serverAddress } from './model-server/exposure.ts';

export const load = step({
  id: '10-load',
  title: 'Start a load on the vLLM endpoint',
  section: { en: 'Create load on the vLLM endpoint', zh: '在 vLLM 端点上创建负载' },
  needs: ['07-completion'],
  outlives: true,
  temporary: true,
  actions: function* ({ config }) {
    const { url } = completions(yield* until(serverAddress({ config })), config);
    const loops = `${config.PARALLEL_PROCESSES} loops of completion requests to ${url}`;
    yield* perform(`start ${loops}`, undefined, async (session) => {
      // A running load may have another number of loops.
      await stopProcess(LOAD.name, session);
      await startProcess(LOAD, session);
      session.log.write({
        kind: 'note',
        text: `Started ${loops}, for up to ${formatDuration(LONGEST)}. To stop them: npx tsx runbook/10-load.ts --undo`,
      });
    });
  },
  done: ({ config }) => [
    processRuns<Snapshot>(LOAD.name, `load with ${config.PARALLEL_PROCESSES} loops is running`, ({ concurrency }) =>
      concurrency === config.PARALLEL_PROCESSES ? undefined : `the running load has ${concurrency} loops`,
    ),
  ],
  undo: {
    here: function* () {
      yield* perform('stop the load', undefined, async (session) => {
        const ended = await stopProcess(LOAD.name, session);
        session.log.write({ kind: 'note', text: ended ? 'Stopped the load.' : 'No load is running.' });
      });
    },
  },
});

script(import.meta, load, () => import('./steps.ts'));
