import { gcloud, kubectl } from '../lib/command/command.ts';
import { bindingExists } from '../lib/google/iam.ts';
import { apiServiceAvailable, deploymentReady } from '../lib/kubernetes/conditions.ts';
import { ownObject } from '../lib/ownership/object.ts';
import { isAnothers, isOurs } from '../lib/ownership/thing.ts';
import { script } from '../lib/runner/script.ts';
import { apply, isSo, remove, run, until } from '../lib/step/actions.ts';
import { type StepContext, step } from '../lib/step/step.ts';
import { neededByOthers } from './ownership/adapter.ts';
import { type Grant, grant, revoke } from './ownership/grants.ts';
import { manifest } from './tutorial/manifests.ts';
import { ADAPTER, principal } from './tutorial/names.ts';

const ROLE = 'roles/monitoring.viewer';
const MANIFEST = manifest('custom-metrics-adapter.yaml');
const API_SERVICE = 'v1beta2.custom.metrics.k8s.io';
const DEPLOYMENT = { resource: 'deployment', ...ADAPTER } as const;

export const metricsAdapter = step({
  id: '08-metrics-adapter',
  title: 'Install the custom-metrics adapter',
  section: { en: 'Set up the custom autoscaler', zh: '设置自定义自动扩缩器' },
  needs: ['02-credentials'],
  // 09-pod-monitoring is the second half of this section.
  actions: function* (context) {
    const { PROJECT_ID } = context.config;
    const { member } = adapterGrant(context);
    // An adapter that somebody else installed works too; leave it unchanged.
    if (!(yield* isSo(isAnothers(ownObject(DEPLOYMENT))))) {
      yield run(kubectl`create namespace custom-metrics`, { already: { kind: 'alreadyExists' } });
      // Grant the role first: without it the adapter crash-loops.
      yield* grant(
        adapterGrant(context),
        gcloud`projects add-iam-policy-binding projects/${PROJECT_ID} --role=${ROLE} --member=${member} --condition=None`,
      );
      yield apply(MANIFEST);
      yield* until(deploymentReady(DEPLOYMENT, 1, '10m', 'adapter log'));
    }
    yield* until(apiServiceAvailable(API_SERVICE, ADAPTER));
  },
  done: (context) => {
    const { owner, role, member } = adapterGrant(context);
    return [bindingExists(owner, role, member), apiServiceAvailable(API_SERVICE, ADAPTER)];
  },
  undo: {
    grants: function* (context) {
      if (yield* neededByOthers(context)) return;
      const { PROJECT_ID } = context.config;
      const { member } = adapterGrant(context);
      yield* revoke(
        adapterGrant(context),
        gcloud`projects remove-iam-policy-binding projects/${PROJECT_ID} --role=${ROLE} --member=${member} --condition=None`,
      );
    },
    inside: function* (context) {
      if (yield* neededByOthers(context)) return;
      if (yield* isSo(isOurs(ownObject(DEPLOYMENT)), true)) yield remove(MANIFEST);
    },
  },
});

export function adapterGrant({ config }: StepContext): Grant {
  return {
    owner: { project: config.PROJECT_ID },
    role: ROLE,
    member: principal(config, ADAPTER.namespace, ADAPTER.name),
    noted: { resource: 'namespace', name: ADAPTER.namespace },
  };
}

script(import.meta, metricsAdapter, () => import('./steps.ts'));
