import { gcloud } from '../lib/command/command.ts';
import { bindingExists } from '../lib/iam.ts';
import { apiServiceAvailable, deploymentReady } from '../lib/kubernetes/conditions.ts';
import { script } from '../lib/runner/script.ts';
import { apply, remove, run, type StepContext, step, until } from '../lib/step.ts';
import { ADAPTER, ADAPTER_ROLE, principal } from './names.ts';

const MANIFEST = 'custom-metrics-adapter.yaml';
const API_SERVICE = 'v1beta2.custom.metrics.k8s.io';

export const metricsAdapter = step({
  id: '08-metrics-adapter',
  title: 'Install the custom-metrics adapter',
  section: '设置自定义自动扩缩器',
  needs: ['02-credentials'],
  actions: function* ({ config }) {
    // The role first: without it the adapter ends at its start, and again, and again.
    yield run(
      gcloud`projects add-iam-policy-binding projects/${config.PROJECT_ID} --role=${ADAPTER_ROLE} --member=${member({ config })} --condition=None`,
    );
    yield apply(MANIFEST);
    yield* until(deploymentReady({ resource: 'deployment', ...ADAPTER }));
    yield* until(apiServiceAvailable(API_SERVICE));
  },
  done: ({ config }) => [
    bindingExists({ project: config.PROJECT_ID }, ADAPTER_ROLE, member({ config })),
    apiServiceAvailable(API_SERVICE),
  ],
  undo: ({ config }) => [
    remove(MANIFEST),
    run(
      gcloud`projects remove-iam-policy-binding projects/${config.PROJECT_ID} --role=${ADAPTER_ROLE} --member=${member({ config })} --condition=None`,
    ),
  ],
});

function member({ config }: StepContext): string {
  return principal(config, ADAPTER.namespace, ADAPTER.name);
}

script(import.meta, metricsAdapter);
