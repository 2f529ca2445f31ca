import type { KubeObject, ObjectStore } from '../object.ts';
import { claimNames, volumeOf } from '../persistent-volumes.ts';
import type { Mount } from '../runtime.ts';
import { checkDisks } from './disks.ts';
import { fileCache, type Sidecar } from './file-cache.ts';
import { bucketMount, GCSFUSE_DRIVER, type GcsfuseParts, mountRefusal } from './gcsfuse.ts';
import { localMount, readOnlyView } from './local-mount.ts';
import type { PodRecords } from './pod-record.ts';
import { mountError } from './volume-error.ts';
import { type Choice, type SOURCES, sourceProblem } from './volume-sources.ts';

export interface VolumeParts extends GcsfuseParts {
  readonly records: PodRecords;
  /** What is on the disks of claims, by the volume's uid: it outlives the pods. A restart of the sandbox empties them. */
  readonly disks: Map<string, Mount>;
}

interface ProjectedSource {
  readonly secret?: { readonly name: string } & Choice;
  readonly configMap?: { readonly name: string } & Choice;
}

interface Volume {
  readonly name: string;
  readonly emptyDir?: { readonly medium?: string };
  readonly secret?: { readonly secretName: string } & Choice;
  readonly configMap?: { readonly name: string } & Choice;
  readonly projected?: { readonly sources?: readonly ProjectedSource[] };
  readonly csi?: {
    readonly driver: string;
    readonly readOnly?: boolean;
    readonly volumeAttributes?: Readonly<Record<string, string>>;
  };
  /** The uid of a persistent volume that is no bucket. */
  readonly disk?: string;
}

/** The pod's volumes; those of claims as the persistent volumes behind them. */
function volumesOf(store: ObjectStore, pod: KubeObject): readonly Volume[] {
  const claims = claimNames(pod);
  return ((pod.spec.volumes ?? []) as readonly Volume[]).map((volume) => {
    const claim = claims.get(volume.name);
    const persistent = claim === undefined ? undefined : volumeOf(store, pod.metadata.namespace, claim);
    return persistent ? ofPersistent(volume.name, persistent) : volume;
  });
}

/** A bucket's name is the handle: GKE's page "Mount Cloud Storage buckets as persistent volumes". */
function ofPersistent(name: string, { metadata, spec }: KubeObject): Volume {
  const { csi, mountOptions = [] } = spec;
  if (csi?.driver !== GCSFUSE_DRIVER) return { name, disk: metadata.uid };
  const options = [csi.volumeAttributes?.mountOptions, ...mountOptions].filter(Boolean).join(',');
  const volumeAttributes = { ...csi.volumeAttributes, bucketName: csi.volumeHandle, mountOptions: options };
  return { name, csi: { ...csi, volumeAttributes } };
}

/** Whether the pod mounts a bucket, which takes its time. */
export function mountsBucket(store: ObjectStore, pod: KubeObject): boolean {
  return volumesOf(store, pod).some(({ csi }) => csi?.driver === GCSFUSE_DRIVER);
}

/** @throws VolumeError for the first volume that cannot be mounted */
export function checkVolumes(parts: VolumeParts, pod: KubeObject): void {
  checkDisks(parts, pod);
  for (const { name, secret, configMap, projected, csi } of volumesOf(parts.store, pod)) {
    const check = (kind: keyof typeof SOURCES, key: string, choice: Choice): void => {
      const problem = sourceProblem(parts.store, pod.metadata.namespace, kind, key, choice);
      if (problem !== undefined) throw mountError(name, problem);
    };
    if (secret) check('secret', secret.secretName, secret);
    if (configMap) check('configmap', configMap.name, configMap);
    for (const source of projected?.sources ?? []) {
      if (source.secret) check('secret', source.secret.name, source.secret);
      const { configMap: map } = source;
      // Assumed: the authority's certificate is in every namespace in time.
      if (map && map.name !== 'kube-root-ca.crt') check('configmap', map.name, map);
    }
    const refusal = csi?.driver === GCSFUSE_DRIVER && mountRefusal(parts, pod, csi.volumeAttributes ?? {});
    if (refusal) throw mountError(name, refusal);
  }
}

/** What the driver says when it mounts again after the kernel has killed the sidecar: its docs/troubleshooting.md. */
export function sidecarKilled(store: ObjectStore, pod: KubeObject): string {
  const volume = volumesOf(store, pod).find(({ csi }) => csi?.driver === GCSFUSE_DRIVER)?.name ?? '';
  const cause =
    'rpc error: code = ResourceExhausted desc = the sidecar container terminated due to OOMKilled, exit code: 137';
  return mountError(volume, cause).message;
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
    const volume = volumesOf(this.#parts.store, this.#pod).find((each) => each.name === name);
    const mount = this.#make(volume ?? { name });
    this.#mounts.set(name, mount);
    return mount;
  }

  #make({ emptyDir, secret, configMap, csi, disk }: Volume): Mount {
    const { clock } = this.#parts.world;
    if (disk !== undefined) return this.#disk(disk);
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

  #disk(uid: string): Mount {
    const { disks, world } = this.#parts;
    const mount = disks.get(uid) ?? localMount(world.clock, 'empty', false);
    disks.set(uid, mount);
    return mount;
  }

  #keys(resource: string, name: string): Map<string, number> {
    const data: Record<string, string> =
      this.#parts.store.get(resource, this.#pod.metadata.namespace, name)?.data ?? {};
    return new Map(Object.entries(data).map(([key, value]) => [key, value.length]));
  }
}
