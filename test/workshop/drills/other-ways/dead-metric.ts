import { kubectl } from '../../../../lib/command/command.ts';
import { hpaActive } from '../../../../lib/kubernetes/autoscaler.ts';
import { run, until } from '../../../../lib/step/actions.ts';
import type { StepContext } from '../../../../lib/step/step.ts';
import { HPA } from '../../../../runbook/tutorial/names.ts';
import { merge } from '../../../../workshop/drills/world/replicas.ts';
import type { OtherWay } from '../other-way.ts';

export const deadMetric: OtherWay = {
  what: 'the autoscaler follows a metric that is kept',
  actions: function* (context) {
    yield run(
      follow(context, {
        type: 'Pods',
        pods: {
          metric: { name: 'prometheus.googleapis.com|vllm:num_requests_running|gauge' },
          target: { type: 'AverageValue', averageValue: '100' },
        },
      }),
    );
    yield* until(hpaActive({ name: HPA, namespace: context.config.NAMESPACE }));
  },
  cheats: {
    'the autoscaler is deleted': ({ config }) => [run(kubectl`delete hpa --all -n ${config.NAMESPACE}`)],
    'the autoscaler follows the CPU': (context) => [
      run(
        follow(context, {
          type: 'Resource',
          resource: { name: 'cpu', target: { type: 'AverageValue', averageValue: '4' } },
        }),
      ),
    ],
  },
};

const follow = (context: StepContext, metric: object) => merge('hpa', HPA, context, { spec: { metrics: [metric] } });
