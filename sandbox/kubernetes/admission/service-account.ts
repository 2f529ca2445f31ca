import { Random } from '../../core/random.ts';
import type { World } from '../../core/world.ts';
import type { ObjectStore } from '../object.ts';
import type { AdmissionPlugin } from './admission.ts';
import { forbidden } from './forbidden.ts';
import { onPodCreation, type PodSpec } from './pod-plugin.ts';

const TOKEN_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';

/** Gives a pod its service account, which has to exist, and mounts the account's token. */
export function serviceAccount({ world, store }: { world: World; store: ObjectStore }): AdmissionPlugin {
  return onPodCreation((spec, pod, { namespace }) => {
    const name: string = spec.serviceAccountName || 'default';
    const account = store.get('serviceaccounts', namespace, name);
    if (!account) {
      const cause = `error looking up service account ${namespace}/${name}: serviceaccount "${name}" not found`;
      throw forbidden('pods', pod, cause);
    }
    const wanted = spec.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true;
    const suffix = Random.of(world.seed, `token/${namespace}/${store.resourceVersion}`).string(5);
    return {
      serviceAccountName: name,
      serviceAccount: name,
      ...(wanted && mountToken(spec, `kube-api-access-${suffix}`)),
    };
  });
}

function mountToken(spec: PodSpec, volume: string): object {
  const mount = { name: volume, mountPath: TOKEN_PATH, readOnly: true };
  const mounted = (container: PodSpec): PodSpec => {
    const mounts: { mountPath: string }[] = container.volumeMounts ?? [];
    if (mounts.some(({ mountPath }) => mountPath === TOKEN_PATH)) return container;
    return { ...container, volumeMounts: [...mounts, mount] };
  };
  return {
    containers: spec.containers.map(mounted),
    ...(spec.initContainers && { initContainers: spec.initContainers.map(mounted) }),
    volumes: [...(spec.volumes ?? []), tokenVolume(volume)],
  };
}

function tokenVolume(name: string): object {
  const namespaceFile = { path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } };
  return {
    name,
    projected: {
      defaultMode: 420,
      sources: [
        { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
        { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
        { downwardAPI: { items: [namespaceFile] } },
      ],
    },
  };
}
