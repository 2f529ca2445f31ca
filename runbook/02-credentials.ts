import { gcloud } from '../lib/command/command.ts';
import { exists } from '../lib/kubernetes/conditions.ts';
import { script } from '../lib/runner/script.ts';
import { run } from '../lib/step/actions.ts';
import { step } from '../lib/step/step.ts';

export const credentials = step({
  id: '02-credentials',
  title: 'Configure kubectl in a separate kubeconfig',
  section: { en: 'Configure kubectl to communicate with your cluster', zh: '配置 kubectl 以与您的集群通信' },
  needs: ['01-cluster'],
  actions: ({ config }) => [
    run(gcloud`container clusters get-credentials ${config.CLUSTER_NAME} --location=${config.CONTROL_PLANE_LOCATION}`),
  ],
  done: () => [exists({ resource: 'namespace', name: 'default' })],
});

script(import.meta, credentials, () => import('./steps.ts'));
