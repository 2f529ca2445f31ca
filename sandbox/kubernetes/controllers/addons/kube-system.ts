import { loadData } from '../../../core/data.ts';
import type { NewObject } from '../../object.ts';
import type { AddonObject } from './addons.ts';

/** A row of `data/kube-system.yaml`. */
interface Row {
  readonly name: string;
  readonly on: 'all' | 'tpu' | number;
  readonly containers: readonly string[];
  readonly addon?: string;
}

const NAMESPACE = 'kube-system';
const EVERY_TAINT = [
  { operator: 'Exists', effect: 'NoExecute' },
  { operator: 'Exists', effect: 'NoSchedule' },
];
const ON_TPU = {
  nodeAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [{ matchExpressions: [{ key: 'cloud.google.com/gke-tpu-accelerator', operator: 'Exists' }] }],
    },
  },
};

/** GKE's own Deployments and DaemonSets. */
export const kubeSystem = (): readonly AddonObject[] =>
  loadData<readonly Row[]>('kube-system').map((row) => ({
    object: typeof row.on === 'number' ? deployment(row, row.on) : daemonSet(row),
    isWanted: (cloud) => cloud.addon('kubeSystem') && (row.addon === undefined || cloud.addon(row.addon)),
  }));

function deployment(row: Row, replicas: number): NewObject {
  return object('Deployment', row, {
    replicas,
    revisionHistoryLimit: 10,
    progressDeadlineSeconds: 600,
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
    ...template(row, { ...podSpec(row), priorityClassName: 'system-cluster-critical' }),
  });
}

function daemonSet(row: Row): NewObject {
  return object('DaemonSet', row, {
    revisionHistoryLimit: 10,
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
    ...template(row, {
      ...podSpec(row),
      priorityClassName: 'system-node-critical',
      tolerations: EVERY_TAINT,
      ...(row.on === 'tpu' && { affinity: ON_TPU }),
    }),
  });
}

const object = (kind: string, { name }: Row, spec: object): NewObject => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { namespace: NAMESPACE, name, labels: { 'k8s-app': name } },
  spec,
});

const template = ({ name }: Row, spec: object): object => ({
  selector: { matchLabels: { 'k8s-app': name } },
  template: { metadata: { labels: { 'k8s-app': name } }, spec },
});

const podSpec = ({ name, containers }: Row): object => ({
  restartPolicy: 'Always',
  containers: containers.map((container) => ({ name: container, image: `gke.gcr.io/${name}/${container}:gke.0` })),
});
