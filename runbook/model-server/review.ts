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

/** What the manifest of a model server lacks. Each finding names the field. */
const CHECKS: readonly ((pod: Part, template: Part, all: readonly KubernetesObject[]) => readonly string[])[] = [
  (pod, template) =>
    (pod.volumes ?? []).some((volume: Part) => volume.csi?.driver === 'gcsfuse.csi.storage.gke.io') &&
    String(template.metadata?.annotations?.['gke-gcsfuse/volumes']) !== 'true'
      ? [
          'The pod mounts a bucket without the annotation gke-gcsfuse/volumes: "true", so it gets no sidecar and never starts',
        ]
      : [],
  (pod) =>
    containers(pod).some(({ resources }) => resources?.limits?.['google.com/tpu'] !== undefined)
      ? TPU_LABELS.filter((label) => pod.nodeSelector?.[label] === undefined).map(
          (label) => `The pod asks for TPU chips without the nodeSelector ${label}, which GKE refuses`,
        )
      : [],
  (pod) =>
    containers(pod).flatMap(({ name, startupProbe, livenessProbe }) => {
      const budget = budgetOf(startupProbe ?? livenessProbe);
      return livenessProbe && budget < LEAST_BUDGET
        ? [
            `The probes of container ${name} give it ${budget} s to start; a first start takes longer than ${LEAST_BUDGET} s`,
          ]
        : [];
    }),
  (pod, _, all) => {
    const names = new Set(containers(pod).flatMap(({ ports = [] }) => ports.map(({ name }: Part) => name)));
    const services = all.filter(({ kind }) => kind === 'Service').flatMap(({ spec }) => spec?.ports ?? []);
    return services
      .map(({ targetPort }: Part) => targetPort)
      .filter((port: unknown) => typeof port === 'string' && !names.has(port))
      .map((port: string) => `The Service sends to port ${port}; no container has a port of this name`);
  },
];

/** What keeps the manifest from working, as far as its text tells. */
export function review(documents: readonly KubernetesObject[]): readonly string[] {
  const templates = documents.filter(({ kind }) => kind === 'Deployment').map(({ spec }) => spec?.template);
  return templates.flatMap((template) => CHECKS.flatMap((check) => check(template.spec, template, documents)));
}

/** Before it is applied: what the manifest lacks, and the Secrets and keys that it refers to and that do not exist. */
export function* reviewed(action: Action) {
  const manifest = action as Manifest;
  yield* perform(`check ${nameOf(manifest)}`, undefined, async (session) => {
    const documents = parseAllDocuments(await rendered(manifest)).map((one) => one.toJS() as KubernetesObject);
    const lacking = [...review(documents), ...(await missingKeys(documents, manifest.namespace, session))];
    if (lacking.length === 0) return;
    throw new RunbookError('TEMPLATE', `${nameOf(manifest)} cannot work`, {
      evidence: lacking,
      remedy: `Correct manifests/${nameOf(manifest)}, then run the step again. For a Secret: npx tsx runbook/03-secret.ts`,
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
