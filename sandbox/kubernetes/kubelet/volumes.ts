import type { KubeObject } from '../object.ts';
import type { Mount } from '../runtime.ts';
import { fileCache, type Sidecar } from './file-cache.ts';
import { bucketMount, GCSFUSE_DRIVER, type GcsfuseParts, mountRefusal } from './gcsfuse.ts';
import { localMount, readOnlyView } from './local-mount.ts';

export type VolumeParts = GcsfuseParts;

/** A volume that cannot be mounted now: the kubelet's `FailedMount`, tried again later. */
export class VolumeError extends Error {
  readonly code = 'FailedMount';

  constructor(volume: string, cause: string) {
    super(`MountVolume.SetUp failed for volume "${volume}" : ${cause}`);
  }
}

interface Volume {
  readonly name: string;
  readonly emptyDir?: { readonly medium?: string };
  readonly secret?: { readonly secretName: string; readonly optional?: boolean };
  readonly configMap?: { readonly name: string; readonly optional?: boolean };
  readonly csi?: {
    readonly driver: string;
    readonly readOnly?: boolean;
    readonly volumeAttributes?: Readonly<Record<string, string>>;
  };
}

const volumesOf = (pod: KubeObject): readonly Volume[] => pod.spec.volumes ?? [];

/** Whether the pod mounts a bucket, which takes its time. */
export function mountsBucket(pod: KubeObject): boolean {
  return volumesOf(pod).some(({ csi }) => csi?.driver === GCSFUSE_DRIVER);
}

/** @throws VolumeError for the first volume that cannot be mounted */
export function checkVolumes(parts: VolumeParts, pod: KubeObject): void {
  for (const { name, secret, configMap, csi } of volumesOf(pod)) {
    const { namespace } = pod.metadata;
    const missing = (resource: string, kind: string, key: string, optional?: boolean): void => {
      if (optional || parts.store.get(resource, namespace, key)) return;
      throw new VolumeError(name, `${kind} "${key}" not found`);
    };
    if (secret) missing('secrets', 'secret', secret.secretName, secret.optional);
    if (configMap) missing('configmaps', 'configmap', configMap.name, configMap.optional);
    const refusal = csi?.driver === GCSFUSE_DRIVER && mountRefusal(parts, pod, csi.volumeAttributes ?? {});
    if (refusal) throw new VolumeError(name, refusal);
  }
}

/** What the driver says when it mounts again after the kernel has killed the sidecar: its docs/troubleshooting.md. */
export function sidecarKilled(pod: KubeObject): string {
  const volume = volumesOf(pod).find(({ csi }) => csi?.driver === GCSFUSE_DRIVER)?.name ?? '';
  const cause =
    'rpc error: code = ResourceExhausted desc = the sidecar container terminated due to OOMKilled, exit code: 137';
  return new VolumeError(volume, cause).message;
}

/** The pod's volumes by name, each made once and shared by its containers. */
export class PodVolumes {
  readonly #parts: VolumeParts;
  readonly #pod: KubeObject;
  readonly #sidecar: Sidecar;
  readonly #mounts = new Map<string, Mount>();

  constructor(parts: VolumeParts, pod: KubeObject, sidecar: Sidecar) {
    this.#parts = parts;
    this.#pod = pod;
    this.#sidecar = sidecar;
  }

  /** A container's volumes, by mount path. */
  mountsFor(container: {
    readonly volumeMounts?: readonly { name: string; mountPath: string; readOnly?: boolean }[];
  }): Record<string, Mount> {
    const seen = (container.volumeMounts ?? []).map(({ name, mountPath, readOnly }) => {
      const mount = this.#mount(name);
      return [mountPath, readOnly ? readOnlyView(mount) : mount] as const;
    });
    return Object.fromEntries(seen);
  }

  #mount(name: string): Mount {
    const known = this.#mounts.get(name);
    if (known) return known;
    const volume = volumesOf(this.#pod).find((each) => each.name === name);
    const mount = this.#make(volume ?? { name });
    this.#mounts.set(name, mount);
    return mount;
  }

  #make({ emptyDir, secret, configMap, csi }: Volume): Mount {
    const { clock } = this.#parts.world;
    if (csi?.driver === GCSFUSE_DRIVER) {
      const attributes = csi.volumeAttributes ?? {};
      const { bucketName = '', mountOptions = '' } = attributes;
      const readOnly = csi.readOnly === true || mountOptions.split(',').includes('ro');
      const cache = fileCache(this.#pod, attributes, this.#sidecar);
      return bucketMount(this.#parts, this.#pod, bucketName, readOnly, cache);
    }
    if (secret) return localMount(clock, 'secret', true, this.#keys('secrets', secret.secretName));
    if (configMap) return localMount(clock, 'secret', true, this.#keys('configmaps', configMap.name));
    return localMount(clock, emptyDir?.medium === 'Memory' ? 'memory' : 'empty', false);
  }

  #keys(resource: string, name: string): Map<string, number> {
    const data: Record<string, string> =
      this.#parts.store.get(resource, this.#pod.metadata.namespace, name)?.data ?? {};
    return new Map(Object.entries(data).map(([key, value]) => [key, value.length]));
  }
}
