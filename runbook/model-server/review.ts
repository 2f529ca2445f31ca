import { parseAllDocuments } from 'yaml';
import { RunbookError } from '../../lib/errors/runbook-error.ts';
import { type KubernetesObject, list } from '../../lib/kubernetes/objects.ts';
import type { Session } from '../../lib/session/session.ts';
import { perform } from '../../lib/step/actions.ts';
import type { Action } from '../../lib/step/step.ts';
import { type Manifest, nameOf, rendered } from '../../lib/template/manifest.ts';

/** A first start downloads and compiles; a shorter budget of the probes ends in a loop of restarts (s). */
const LEAST_BUDGET = 20 * 60;
const TPU_LABELS = ['cloud.google.com/gke-tpu-accelerator', 'cloud.google.com/gke-tpu-topology'];

// biome-ignore lint/suspicious/noExplicitAny: parts of a manifest that a person wrote
type Part = any;

/** A pod template, its pod, and all documents of the manifest. */
interface Reviewed {
  readonly template: Part;
  readonly pod: Part;
  readonly all: readonly KubernetesObject[];
}

const sidecar = ({ template, pod }: Reviewed): readonly string[] => {
  const mounts = (pod.volumes ?? []).some((volume: Part) => volume.csi?.driver === 'gcsfuse.csi.storage.gke.io');
  const annotated = String(template.metadata?.annotations?.['gke-gcsfuse/volumes']) === 'true';
  return mounts && !annotated
    ? [
        'The pod mounts a bucket without the annotation gke-gcsfuse/volumes: "true": it gets no sidecar and cannot start',
      ]
    : [];
};

const tpuLabels = ({ pod }: Reviewed): readonly string[] => {
  if (!containers(pod).some(({ resources }) => resources?.limits?.['google.com/tpu'] !== undefined)) return [];
  const missing = TPU_LABELS.filter((label) => pod.nodeSelector?.[label] === undefined);
  return missing.map((label) => `The pod requests TPU chips without the nodeSelector ${label}: GKE refuses the pod`);
};

const probes = ({ pod }: Reviewed): readonly string[] =>
  containers(pod)
    .filter(({ livenessProbe }) => livenessProbe)
    .map(({ name, startupProbe, livenessProbe }) => ({ name, budget: budgetOf(startupProbe ?? livenessProbe) }))
    .filter(({ budget }) => budget < LEAST_BUDGET)
    .map(
      ({ name, budget }) =>
        `The probes restart container ${name} after ${budget} s: a first start takes longer than ${LEAST_BUDGET} s`,
    );

const ports = ({ pod, all }: Reviewed): readonly string[] => {
  const names = new Set(containers(pod).flatMap(({ ports: own = [] }) => own.map(({ name }: Part) => name)));
  return all
    .filter(({ kind }) => kind === 'Service')
    .flatMap(({ spec }) => (spec?.ports ?? []) as readonly Part[])
    .filter(({ targetPort }) => typeof targetPort === 'string' && !names.has(targetPort))
    .map(
      ({ targetPort }) => `The Service sends requests to port ${targetPort}: no container has a port with this name`,
    );
};

const CHECKS = [sidecar, tpuLabels, probes, ports];

/** What keeps the manifest from working, as far as its text tells. */
export function review(documents: readonly KubernetesObject[]): readonly string[] {
  const templates = documents.filter(({ kind }) => kind === 'Deployment').map(({ spec }) => spec?.template);
  return templates.flatMap((template) =>
    CHECKS.flatMap((check) => check({ template, pod: template.spec, all: documents })),
  );
}

/** Fails before the manifest is applied if it cannot work, or if it refers to a Secret or key that does not exist. */
export function* reviewed(action: Action) {
  const manifest = action as Manifest;
  yield* perform(`check ${nameOf(manifest)}`, undefined, async (session) => {
    const documents = parseAllDocuments(await rendered(manifest)).map((one) => one.toJS() as KubernetesObject);
    const problems = review(documents);
    const missing = await missingKeys(documents, manifest.namespace, session);
    if (problems.length + missing.length === 0) return;
    const remedies = [
      ...(problems.length > 0 ? [`Correct manifests/${nameOf(manifest)}, then run the step again.`] : []),
      ...(missing.length > 0 ? ['Create the Secret with the key: npx tsx runbook/03-secret.ts'] : []),
    ];
    throw new RunbookError('TEMPLATE', `${nameOf(manifest)} cannot work`, {
      evidence: [...problems, ...missing],
      remedy: remedies.join('\n    '),
    });
  });
}

async function missingKeys(documents: readonly KubernetesObject[], namespace: string | undefined, session: Session) {
  const references = documents
    .flatMap(({ spec }) => containers(spec?.template?.spec ?? {}))
    .flatMap(({ env = [] }) => env.flatMap(({ valueFrom }: Part) => valueFrom?.secretKeyRef ?? []))
    .filter(({ optional }: Part) => optional !== true) as readonly { readonly name: string; readonly key: string }[];
  const secrets = new Map<string, KubernetesObject | undefined>();
  for (const { name } of references) {
    if (secrets.has(name)) continue;
    const [secret] = await list({ resource: 'secret', name, ...(namespace && { namespace }) }, session, session.signal);
    secrets.set(name, secret);
  }
  return references.flatMap(({ name, key }) => {
    const secret = secrets.get(name);
    if (!secret) return [`The Secret ${name} does not exist`];
    return key in (secret.data ?? {})
      ? []
      : [`The Secret ${name} has no key ${key}; it has ${Object.keys(secret.data ?? {}).join(', ')}`];
  });
}

const containers = (pod: Part): readonly Part[] => [...(pod.initContainers ?? []), ...(pod.containers ?? [])];

/** Seconds until the probe gives up. Kubernetes' defaults: 3 failures, each 10 s. */
function budgetOf({ initialDelaySeconds = 0, periodSeconds = 10, failureThreshold = 3 }: Part = {}): number {
  return initialDelaySeconds + periodSeconds * failureThreshold;
}
