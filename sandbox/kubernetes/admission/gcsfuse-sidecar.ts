import type { CloudProvider } from '../cloud.ts';
import { GCSFUSE_SIDECAR } from '../kubelet/gcsfuse.ts';
import type { AdmissionPlugin } from './admission.ts';
import { onPodCreation } from './pod-plugin.ts';

const PREFIX = 'gke-gcsfuse/';
const IMAGE = 'gke.gcr.io/gcs-fuse-csi-driver-sidecar-mounter:v1.17.4-gke.2';

type Annotations = Readonly<Record<string, string>>;

/** The sidecar's default resources. */
const AMOUNTS = [
  { resource: 'cpu', amount: '250m' },
  { resource: 'ephemeral-storage', amount: '5Gi' },
  { resource: 'memory', amount: '256Mi' },
] as const;

const VOLUMES = ['tmp', 'buffer', 'cache'].map((name) => ({
  name: `gke-gcsfuse-${name}`,
  mountPath: `/gcsfuse-${name}`,
}));

/** The driver's webhook: a pod with the annotation `gke-gcsfuse/volumes: "true"` gets the sidecar that runs gcsfuse. */
export function gcsfuseSidecar(cloud: CloudProvider): AdmissionPlugin {
  return onPodCreation((spec, { metadata }) => {
    const annotations = metadata.annotations ?? {};
    if (annotations[`${PREFIX}volumes`] !== 'true' || !cloud.addon('gcsFuseCsiDriver')) return undefined;
    const present: { name: string }[] = spec.volumes ?? [];
    const missing = VOLUMES.filter(({ name }) => !present.some((volume) => volume.name === name));
    return {
      initContainers: [sidecar(annotations), ...(spec.initContainers ?? [])],
      volumes: [...missing.map(({ name }) => ({ name, emptyDir: {} })), ...present],
    };
  });
}

function sidecar(annotations: Annotations): object {
  return {
    name: GCSFUSE_SIDECAR,
    image: IMAGE,
    imagePullPolicy: 'IfNotPresent',
    args: ['--v=5'],
    env: [{ name: 'NATIVE_SIDECAR', value: 'TRUE' }],
    resources: resources(annotations),
    restartPolicy: 'Always',
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['all'] },
      readOnlyRootFilesystem: true,
      runAsGroup: 65534,
      runAsNonRoot: true,
      runAsUser: 65534,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    volumeMounts: VOLUMES,
  };
}

/** A limit of "0" is none, and the request falls back to the default; where only one of the two is set it holds for both. */
function resources(annotations: Annotations): object {
  const limits: Record<string, string> = {};
  const requests: Record<string, string> = {};
  for (const { resource, amount } of AMOUNTS) {
    const limit = annotations[`${PREFIX}${resource}-limit`];
    const request = annotations[`${PREFIX}${resource}-request`];
    requests[resource] = request ?? (limit === undefined || limit === '0' ? amount : limit);
    if (limit !== '0') limits[resource] = limit ?? request ?? amount;
  }
  return { limits, requests };
}
