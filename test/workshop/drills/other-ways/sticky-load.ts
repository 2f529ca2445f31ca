import { kubectl } from '../../../../lib/command/command.ts';
import { run, until } from '../../../../lib/step/actions.ts';
import { SERVICE } from '../../../../runbook/tutorial/names.ts';
import { bothAtWork } from '../../../../workshop/drills/list/sticky-load.ts';
import type { OtherWay } from '../other-way.ts';

export const stickyLoad: OtherWay = {
  what: 'the field is removed',
  actions: function* ({ config }) {
    const patch = [{ op: 'remove', path: '/spec/sessionAffinity' }];
    yield run(kubectl`patch service ${SERVICE} -n ${config.NAMESPACE} --type=json -p ${JSON.stringify(patch)}`);
    yield* until(bothAtWork);
  },
  cheats: {
    'the idle replica is removed': ({ config }) => [
      run(kubectl`delete hpa --all -n ${config.NAMESPACE}`),
      run(kubectl`scale deployment vllm-tpu --replicas=1 -n ${config.NAMESPACE}`),
    ],
  },
};
