import { type Command, kubectl } from '../../../../lib/command/command.ts';
import { hpaActive } from '../../../../lib/kubernetes/autoscaler.ts';
import { run, until } from '../../../../lib/step/actions.ts';
import { DEPLOYMENT, HPA } from '../../../../runbook/tutorial/names.ts';
import type { OtherWay } from '../other-way.ts';

export const metricRenamed: OtherWay = {
  what: 'an autoscaler of another name on the queue replaces it',
  actions: function* ({ config: { NAMESPACE: namespace } }) {
    yield run(kubectl`delete hpa ${HPA} -n ${namespace}`);
    yield run(onQueue('by-queue', namespace));
    yield* until(hpaActive({ name: 'by-queue', namespace }));
  },
  cheats: {
    'the autoscaler is deleted': ({ config }) => [run(kubectl`delete hpa --all -n ${config.NAMESPACE}`)],
  },
};

function onQueue(name: string, namespace: string): Command {
  const metric = { name: 'prometheus.googleapis.com|vllm:num_requests_waiting|gauge' };
  const autoscaler = {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name, namespace },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: DEPLOYMENT },
      maxReplicas: 2,
      metrics: [{ type: 'Pods', pods: { metric, target: { type: 'AverageValue', averageValue: '10' } } }],
    },
  };
  return { ...kubectl`apply -f -`, input: { kind: 'text', text: JSON.stringify(autoscaler) } };
}
