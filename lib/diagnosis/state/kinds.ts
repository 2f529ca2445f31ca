import type { Row } from './table.ts';

/** A kind of object, known by the columns of its table, and the command that tells more about one. */
interface Kind {
  readonly kind: string;
  readonly columns: readonly string[];
  readonly describe?: (row: Row['cells']) => string;
}

/** The columns are those that kubectl 1.33 and gcloud 528 print; of Kueue and the Gateway API, those of their CRDs. */
const KINDS: readonly Kind[] = [
  { kind: 'pod', columns: ['READY', 'STATUS', 'RESTARTS'] },
  { kind: 'node', columns: ['STATUS', 'ROLES', 'VERSION'] },
  { kind: 'deployment', columns: ['READY', 'UP-TO-DATE', 'AVAILABLE'] },
  { kind: 'replicaset', columns: ['DESIRED', 'CURRENT', 'READY'] },
  { kind: 'hpa', columns: ['REFERENCE', 'TARGETS'] },
  { kind: 'pvc', columns: ['STATUS', 'VOLUME', 'ACCESS MODES'] },
  { kind: 'service', columns: ['CLUSTER-IP', 'EXTERNAL-IP'] },
  { kind: 'job', columns: ['COMPLETIONS', 'DURATION'] },
  { kind: 'gateway', columns: ['CLASS', 'PROGRAMMED'] },
  { kind: 'endpoints', columns: ['ENDPOINTS'] },
  { kind: 'secret', columns: ['TYPE', 'DATA'] },
  { kind: 'workload', columns: ['QUEUE', 'ADMITTED'] },
  { kind: 'apiservice', columns: ['SERVICE', 'AVAILABLE'] },
  { kind: 'statefulset', columns: ['READY', 'AGE'] },
  {
    kind: 'cluster',
    columns: ['MASTER_VERSION', 'STATUS'],
    describe: ({ NAME, LOCATION }) =>
      `gcloud container clusters describe ${NAME} --location=${LOCATION} --format="yaml(status,statusMessage,conditions)"`,
  },
  {
    kind: 'queued resource',
    columns: ['ACCELERATOR_TYPE', 'STATE'],
    describe: ({ NAME, ZONE }) => `gcloud compute tpus queued-resources describe ${NAME} --zone=${ZONE}`,
  },
  {
    kind: 'TPU VM',
    columns: ['ACCELERATOR_TYPE', 'STATUS'],
    describe: ({ NAME, ZONE }) => `gcloud compute tpus tpu-vm describe ${NAME} --zone=${ZONE}`,
  },
  {
    kind: 'machine',
    columns: ['MACHINE_TYPE', 'INTERNAL_IP', 'STATUS'],
    describe: ({ NAME, ZONE }) => `gcloud compute instances describe ${NAME} --zone=${ZONE}`,
  },
];

/** What a row is about, and the command that tells more; undefined for a table of another kind. */
export function objectOf({ cells }: Row): { readonly name: string; readonly describe: string } | undefined {
  const found = KINDS.find(({ columns }) => columns.every((column) => column in cells));
  const name = cells.NAME;
  if (!found || !name) return undefined;
  return {
    name: `${found.kind} ${name}`,
    describe: found.describe?.(cells) ?? kubectlDescribe(found.kind, name, cells),
  };
}

/** `kubectl get all` writes the kind into the name. */
const kubectlDescribe = (kind: string, name: string, { NAMESPACE }: Row['cells']): string =>
  `kubectl describe ${name.includes('/') ? name : `${kind} ${name}`}${NAMESPACE ? ` -n ${NAMESPACE}` : ''}`;
