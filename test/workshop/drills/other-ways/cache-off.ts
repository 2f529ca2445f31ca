import { kubectl } from '../../../../lib/command/command.ts';
import { run, until } from '../../../../lib/step/actions.ts';
import type { Actions, StepContext } from '../../../../lib/step/step.ts';
import { serverReady } from '../../../../runbook/model-server/ready.ts';
import type { OtherWay } from '../other-way.ts';

export const cacheOff: OtherWay = {
  what: 'a folder of its own in the bucket',
  actions: (context) => keepIn('/data/xla', context),
  cheats: {
    'the graphs are kept in memory': (context) => keepIn('/dev/shm', context),
  },
};

function* keepIn(path: string, context: StepContext): Actions & Generator {
  yield run(kubectl`set env deployment vllm-tpu VLLM_XLA_CACHE_PATH=${path} -n ${context.config.NAMESPACE}`);
  yield* until(serverReady(context, 1, '90m'));
}
