import { gcloud, kubectl } from '../lib/command/command.ts';
import { bindingExists } from '../lib/google/iam.ts';
import { apiServiceAvailable, deploymentReady } from '../lib/kubernetes/conditions.ts';
import { othersOfOurs } from '../lib/kubernetes/namespaces.ts';
import { isForeign, isOurs } from '../lib/kubernetes/ownership.ts';
import { script } from '../lib/runner/script.ts';
import { apply, isSo, remove, run, type StepContext, step, until } from '../lib/step/step.ts';
import { type Grant, grant, revoke } from './ownership/grants.ts';
import { ADAPTER, ADAPTER_ROLE, principal } from './tutorial/names.ts';

const MANIFEST = 'custom-metrics-adapter.yaml';
const API_SERVICE = 'v1beta2.custom.metrics.k8s.io';
const DEPLOYMENT = { resource: 'deployment', ...ADAPTER } as const;

export const metricsAdapter = step({
  id: '08-metrics-adapter',
  title: 'Install the custom-metrics adapter',
  section: '设置自定义自动扩缩器',
  needs: ['02-credentials'],
  actions: function* ({ config }) {
    // An adapter that somebody else installed serves as well, and stays theirs.
    if (!(yield* isSo(isForeign(DEPLOYMENT)))) {
      yield run(kubectl`create namespace ${ADAPTER.namespace}`, { already: { kind: 'alreadyExists' } });
      // The role first: without it the adapter ends at its start, and again, and again.
      yield* grant(adapterGrant({ config }));
      yield apply(MANIFEST);
      yield* until(deploymentReady(DEPLOYMENT, 1, '10m', 'adapter log'));
    }
    yield* until(apiServiceAvailable(API_SERVICE, ADAPTER));
  },
  done: (context) => {
    const { owner, role, member } = adapterGrant(context);
    return [bindingExists(owner, role, member), apiServiceAvailable(API_SERVICE, ADAPTER)];
  },
  undo: function* ({ config }) {
    // A cluster has one adapter: the last learner takes it away.
    const others = othersOfOurs([config.NAMESPACE, ADAPTER.namespace]);
    if (config.CLUSTER === 'existing' && (yield* isSo(others))) return;
    // The binding was made before the adapter was.
    yield* revoke(adapterGrant({ config }));
    if (yield* isSo(isOurs(DEPLOYMENT), true)) yield remove(MANIFEST);
  },
});

export function adapterGrant({ config }: StepContext): Grant {
  const member = principal(config, ADAPTER.namespace, ADAPTER.name);
  return {
    owner: { project: config.PROJECT_ID },
    role: ADAPTER_ROLE,
    member,
    noted: { resource: 'namespace', name: ADAPTER.namespace },
    command: (verb) =>
      gcloud`projects ${verb}-iam-policy-binding projects/${config.PROJECT_ID} --role=${ADAPTER_ROLE} --member=${member} --condition=None`,
  };
}

script(import.meta, metricsAdapter, () => import('./steps.ts'));
