import type { KubeObject } from '../../object.ts';
import { claimNames, DISK_DRIVER, isDelayed, SELECTED_NODE } from '../../persistent-volumes.ts';
import type { ControlPlane } from '../context.ts';
import { type Controller, itself, splitKey } from '../controller.ts';
import type { EventType } from '../events.ts';
import { hasEnded } from '../pods.ts';
import { isReservedFor, volumeFor } from './matching.ts';
import { provisioned } from './provisioned.ts';

const PROTECTION = 'kubernetes.io/pvc-protection';
/** kube-controller-manager's `--pvclaimbinder-sync-period` (ms): an unbound claim is looked at, and spoken of, again. */
const RESYNC = 15_000;
/** The plugin that the driver took over: CSI migration. */
const IN_TREE = 'kubernetes.io/gce-pd';

/** Binds claims to volumes, and has Compute Engine's disks made for those that find none. */
export function persistentVolumes(plane: ControlPlane): Controller {
  const { store, cloud } = plane;
  const record = plane.events.recorder('persistentvolume-controller');
  const provisioner = plane.events.recorder(DISK_DRIVER);
  const remark = plane.events.recorder('sandbox');

  const change = (claim: KubeObject, alter: (draft: KubeObject) => void): KubeObject =>
    store.modify('persistentvolumeclaims', claim.metadata.namespace, claim.metadata.name, alter);

  function bind(claim: KubeObject, volume: KubeObject): void {
    const { namespace, name, uid } = claim.metadata;
    const bound = store.modify('persistentvolumes', undefined, volume.metadata.name, (draft) => {
      const own = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name, uid };
      draft.spec.claimRef = { ...draft.spec.claimRef, ...own };
      draft.status = { ...draft.status, phase: 'Bound' };
    });
    change(claim, (draft) => {
      draft.metadata.annotations = { ...draft.metadata.annotations, 'pv.kubernetes.io/bind-completed': 'yes' };
      draft.spec.volumeName = bound.metadata.name;
      draft.status = { accessModes: bound.spec.accessModes, capacity: bound.spec.capacity, phase: 'Bound' };
    });
  }

  /** The zone of the node that the scheduler has chosen, or of any one for a class that does not wait. */
  function zoneOf(claim: KubeObject): string | undefined {
    const chosen = claim.metadata.annotations?.[SELECTED_NODE];
    const node = chosen ? store.get('nodes', undefined, chosen) : store.list('nodes')[0];
    return node?.metadata.labels?.['topology.kubernetes.io/zone'];
  }

  function provision(claim: KubeObject, storageClass: KubeObject): void {
    const driver = storageClass.provisioner === IN_TREE ? DISK_DRIVER : storageClass.provisioner;
    if (driver !== DISK_DRIVER) {
      remark(claim, 'Warning', 'NotSimulated', `[sandbox] Not simulated: volumes of the provisioner ${driver}`);
      return;
    }
    const zone = zoneOf(claim);
    if (zone === undefined) return;
    const { namespace, name } = claim.metadata;
    provisioner(
      claim,
      'Normal',
      'Provisioning',
      `External provisioner is provisioning volume for claim "${namespace}/${name}"`,
    );
    const volume = store.create(
      'persistentvolumes',
      provisioned(claim, storageClass, { project: cloud.project, zone }),
    );
    provisioner(claim, 'Normal', 'ProvisioningSucceeded', `Successfully provisioned volume ${volume.metadata.name}`);
    bind(claim, volume);
  }

  /** Why a claim stays unbound, in the words of pkg/controller/volume/persistentvolume; undefined when it may get a volume. */
  function obstacle(claim: KubeObject): [EventType, string, string] | undefined {
    const name: string = claim.spec.storageClassName ?? '';
    if (name === '') {
      return ['Normal', 'FailedBinding', 'no persistent volumes available for this claim and no storage class is set'];
    }
    if (!store.get('storageclasses', undefined, name)) {
      return ['Warning', 'ProvisioningFailed', `storageclass.storage.k8s.io "${name}" not found`];
    }
    if (!isDelayed(store, claim) || claim.metadata.annotations?.[SELECTED_NODE]) return undefined;
    const waiting = users(claim).find(({ spec }) => spec.nodeName === undefined);
    return waiting
      ? ['Normal', 'WaitForPodScheduled', `waiting for pod ${waiting.metadata.name} to be scheduled`]
      : ['Normal', 'WaitForFirstConsumer', 'waiting for first consumer to be created before binding'];
  }

  /** The pods that use a claim. */
  function users({ metadata }: KubeObject): KubeObject[] {
    const pods = store.list('pods', { namespace: metadata.namespace });
    return pods.filter((pod) => !hasEnded(pod) && [...claimNames(pod).values()].includes(metadata.name));
  }

  function find(claim: KubeObject): void {
    const { spec } = claim;
    const volumes = store.list('persistentvolumes');
    const free = volumeFor(claim, volumes);
    const prebound = spec.volumeName || (free && isReservedFor(free, claim));
    const obstructed = obstacle(claim);
    if (
      free &&
      (prebound || obstructed === undefined || (spec.storageClassName ?? '') === '' || !isDelayed(store, claim))
    ) {
      bind(claim, free);
      return;
    }
    if (spec.volumeName) {
      const taken = volumes.some(({ metadata }) => metadata.name === spec.volumeName);
      if (taken)
        record(claim, 'Warning', 'FailedBinding', `volume "${spec.volumeName}" already bound to a different claim.`);
      return;
    }
    if (obstructed) record(claim, ...obstructed);
    else provision(claim, store.get('storageclasses', undefined, spec.storageClassName)!);
  }

  /** A claim that is gone leaves its volume released, or deleted with its disk. */
  function release(namespace: string | undefined, name: string, uid: string | undefined): void {
    for (const { metadata, spec } of store.list('persistentvolumes')) {
      const owner = spec.claimRef ?? {};
      if (owner.uid === undefined || owner.uid === uid || owner.namespace !== namespace || owner.name !== name)
        continue;
      if (spec.persistentVolumeReclaimPolicy === 'Delete') store.delete('persistentvolumes', undefined, metadata.name);
      else
        store.modify('persistentvolumes', undefined, metadata.name, (draft) => {
          draft.status = { ...draft.status, phase: 'Released' };
        });
    }
  }

  return {
    name: 'persistent-volume',
    watches: {
      persistentvolumeclaims: itself,
      persistentvolumes: ({ spec }) =>
        spec.claimRef
          ? [`${spec.claimRef.namespace}/${spec.claimRef.name}`]
          : store.list('persistentvolumeclaims').filter(isUnbound).flatMap(itself),
      pods: (pod) => [...claimNames(pod).values()].map((name) => `${pod.metadata.namespace}/${name}`),
      storageclasses: () => store.list('persistentvolumeclaims').filter(isUnbound).flatMap(itself),
    },
    reconcile(key, requeueAfter) {
      const [namespace, name] = splitKey(key);
      const claim = store.get('persistentvolumeclaims', namespace, name);
      release(namespace, name, claim?.metadata.uid);
      if (!claim) return;
      if (claim.metadata.deletionTimestamp !== undefined) {
        if (users(claim).length > 0) return;
        change(claim, ({ metadata }) => {
          metadata.finalizers = (metadata.finalizers ?? []).filter((each) => each !== PROTECTION);
        });
        return;
      }
      if (!isUnbound(claim)) return;
      find(claim);
      const now = store.get('persistentvolumeclaims', namespace, name);
      if (now && isUnbound(now)) requeueAfter(RESYNC);
    },
  };
}

const isUnbound = ({ status }: KubeObject): boolean => status?.phase !== 'Bound';
