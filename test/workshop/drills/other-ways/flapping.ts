import { kubectl } from '../../../../lib/command/command.ts';
import { run, until } from '../../../../lib/step/actions.ts';
import { HPA } from '../../../../runbook/tutorial/names.ts';
import { replicasHeld } from '../../../../workshop/drills/list/flapping.ts';
import { merge } from '../../../../workshop/drills/world/replicas.ts';
import type { OtherWay } from '../other-way.ts';

export const flapping: OtherWay = {
  what: 'the autoscaler follows the running requests',
  actions: function* (context) {
    const metric = { name: 'prometheus.googleapis.com|vllm:num_requests_running|gauge' };
    const target = { type: 'AverageValue', averageValue: '100' };
    yield run(merge('hpa', HPA, context, { spec: { metrics: [{ type: 'Pods', pods: { metric, target } }] } }));
    yield* until(replicasHeld);
  },
  cheats: {
    'only the window is longer': function* (context) {
      const scaleDown = { stabilizationWindowSeconds: 900 };
      yield run(merge('hpa', HPA, context, { spec: { behavior: { scaleDown } } }));
      yield* until(replicasHeld);
    },
    'the autoscaler is replaced by two fixed replicas': ({ config }) => [
      run(kubectl`delete hpa --all -n ${config.NAMESPACE}`),
      run(kubectl`scale deployment vllm-tpu --replicas=2 -n ${config.NAMESPACE}`),
    ],
  },
};
