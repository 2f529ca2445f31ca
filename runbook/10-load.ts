import { processRuns } from '../lib/background/condition.ts';
import { startProcess, stopProcess } from '../lib/background/start.ts';
import { shell } from '../lib/command/command.ts';
import type { Snapshot } from '../lib/load/index.ts';
import { completions } from '../lib/load/model-server.ts';
import { script } from '../lib/runner/script.ts';
import type { Session } from '../lib/session/session.ts';
import { perform, until } from '../lib/step/actions.ts';
import { step } from '../lib/step/step.ts';
import { formatDuration } from '../lib/wait/duration.ts';
import { LOAD, LONGEST, request } from './load/load.ts';
import { postsTo, serverAddress } from './model-server/exposure.ts';

export const load = step({
  id: '10-load',
  title: 'Start a load on the vLLM endpoint',
  section: { en: 'Create load on the vLLM endpoint', zh: '在 vLLM 端点上创建负载' },
  needs: ['07-completion'],
  outlives: true,
  temporary: true,
  actions: function* ({ config }) {
    const address = yield* until(serverAddress({ config }));
    const { url } = completions(address, config);
    const [to, ...how] = postsTo(address, config, request({ config }));
    const start = shell`start_load ${config.PARALLEL_PROCESSES} ${LONGEST / 1000} ${to} ${how}`;
    const loops = `${config.PARALLEL_PROCESSES} loops of completion requests to ${url}`;
    const begin = async (session: Session): Promise<void> => {
      // A running load may have another number of loops.
      await stopProcess(LOAD.name, session);
      await startProcess(LOAD, session);
      session.log.write({
        kind: 'note',
        text: `Started ${loops}, for up to ${formatDuration(LONGEST)}. To stop them: npx tsx runbook/10-load.ts --undo`,
      });
    };
    yield* perform(`start ${loops}`, undefined, begin, { kind: 'run', commands: [start] });
  },
  done: ({ config }) => [
    processRuns<Snapshot>(LOAD.name, `load with ${config.PARALLEL_PROCESSES} loops is running`, ({ concurrency }) =>
      concurrency === config.PARALLEL_PROCESSES ? undefined : `the running load has ${concurrency} loops`,
    ),
  ],
  undo: {
    here: function* () {
      const end = async (session: Session): Promise<void> => {
        const ended = await stopProcess(LOAD.name, session);
        session.log.write({ kind: 'note', text: ended ? 'Stopped the load.' : 'No load is running.' });
      };
      yield* perform('stop the load', undefined, end, { kind: 'run', commands: [shell`stop_load`] });
    },
  },
});

script(import.meta, load, () => import('./steps.ts'));
