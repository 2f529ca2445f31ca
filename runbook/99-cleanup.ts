import { clusterGone, hasLabel } from '../lib/cluster.ts';
import { gcloud, kubectl } from '../lib/command/command.ts';
import { RunbookError } from '../lib/errors.ts';
import { bindingExists } from '../lib/iam.ts';
import { inventory } from '../lib/inventory.ts';
import { script } from '../lib/runner/script.ts';
import { type Actions, perform, run, type StepContext, step, until } from '../lib/step.ts';
import { bucket } from '../lib/storage.ts';
import { ADAPTER, ADAPTER_ROLE, BUCKET_ROLE, LABEL, principal, SERVICE } from './names.ts';

/** Whose a thing is that has one of our names. */
type Owner = 'ours' | 'foreign' | 'nobody';

export const cleanup = step({
  id: '99-cleanup',
  title: 'Delete everything that this runbook made, and prove that nothing billable is left',
  section: '清理',
  readOnly: true,
  actions: function* (context) {
    yield* deleteCluster(context);
    yield* removeBindings(context);
    yield* deleteBucket(context);
    yield* until(clusterGone(context.config.CLUSTER_NAME, { unless: LABEL }));
    yield* proveNothingIsLeft(context);
  },
  done: ({ config }) => [clusterGone(config.CLUSTER_NAME)],
});

function* deleteCluster({ config }: StepContext): Actions & Generator {
  const { CLUSTER_NAME, CONTROL_PLANE_LOCATION, NAMESPACE } = config;
  const owner = yield* perform<Owner>(`whose is the cluster ${CLUSTER_NAME}?`, 'ours', async ({ cluster }) => {
    const found = await cluster.cluster(CLUSTER_NAME);
    if (!found || found.status === 'STOPPING') return 'nobody';
    return hasLabel(found, LABEL) ? 'ours' : 'foreign';
  });
  if (owner === 'foreign') yield* leaveAlone(`the cluster ${CLUSTER_NAME}`);
  if (owner !== 'ours') return;
  // Deleting a cluster leaves the load balancers of its Services behind, and they are billed.
  yield run(gcloud`container clusters get-credentials ${CLUSTER_NAME} --location=${CONTROL_PLANE_LOCATION}`);
  yield run(kubectl`delete service ${SERVICE} -n ${NAMESPACE} --ignore-not-found`);
  yield run(gcloud`container clusters delete ${CLUSTER_NAME} --location=${CONTROL_PLANE_LOCATION} --quiet --async`);
}

function* removeBindings({ config }: StepContext): Actions & Generator {
  const { PROJECT_ID, NAMESPACE, KSA_NAME } = config;
  const bindings = [
    { role: ADAPTER_ROLE, member: principal(config, ADAPTER.namespace, ADAPTER.name), expected: true },
    { role: BUCKET_ROLE, member: principal(config, NAMESPACE, KSA_NAME), expected: config.IAM_SCOPE === 'project' },
  ];
  for (const { role, member, expected } of bindings) {
    const bound = yield* perform(`is ${role} granted on the project?`, expected, async (session) => {
      const look = await bindingExists({ project: PROJECT_ID }, role, member).look(session, session.signal);
      return look.state === 'met';
    });
    if (bound)
      yield run(
        gcloud`projects remove-iam-policy-binding ${PROJECT_ID} --role=${role} --member=${member} --condition=None`,
      );
  }
}

function* deleteBucket({ config }: StepContext): Actions & Generator {
  const { GSBUCKET } = config;
  const owner = yield* perform<Owner>(`whose is the bucket ${GSBUCKET}?`, 'ours', async (session) => {
    const found = await bucket(GSBUCKET, session);
    if (!found) return 'nobody';
    return found.labels?.[LABEL.key] === LABEL.value ? 'ours' : 'foreign';
  });
  if (owner === 'foreign') yield* leaveAlone(`the bucket ${GSBUCKET}`);
  if (owner === 'ours') yield run(gcloud`storage rm --recursive gs://${GSBUCKET}`);
}

function* leaveAlone(what: string): Actions & Generator {
  yield* perform(`leave ${what} alone`, undefined, async ({ log }) => {
    log.write({
      kind: 'warning',
      text: `${what} was not made by this runbook (no label ${LABEL.key}=${LABEL.value}): left alone.`,
    });
  });
}

function* proveNothingIsLeft({ config }: StepContext): Actions & Generator {
  const what = 'take the inventory: clusters, buckets, disks and load balancers of this runbook';
  yield* perform(what, undefined, async (session) => {
    const left = await inventory(session, {
      label: LABEL,
      cluster: config.CLUSTER_NAME,
      service: `${config.NAMESPACE}/${SERVICE}`,
    });
    session.report.fact('left', left);
    if (left.length === 0) {
      return session.log.write({
        kind: 'note',
        text: '✓ No cluster, bucket, disk or load balancer of this runbook is left.',
      });
    }
    throw new RunbookError('LEFT_OVER', 'Something billable is left', {
      evidence: left,
      remedy: 'Run 99-cleanup again, or delete it by hand.',
    });
  });
}

script(import.meta, cleanup);
