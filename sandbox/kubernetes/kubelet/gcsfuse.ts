import type { World } from '../../core/world.ts';
import type { Iam } from '../../iam/iam.ts';
import type { Buckets } from '../../storage/buckets.ts';
import type { CloudProvider } from '../cloud.ts';
import { identityOf, NO_TOKEN } from '../identity.ts';
import type { KubeObject, ObjectStore } from '../object.ts';
import { type Mount, MountError } from '../runtime.ts';
import type { FileCache } from './file-cache.ts';
import { refuseWrite } from './local-mount.ts';

export const GCSFUSE_DRIVER = 'gcsfuse.csi.storage.gke.io';
export const GCSFUSE_SIDECAR = 'gke-gcsfuse-sidecar';

export interface GcsfuseParts {
  readonly world: World;
  readonly store: ObjectStore;
  readonly cloud: CloudProvider;
  readonly iam: Iam;
  readonly buckets: Buckets;
}

/** Mounts every bucket that the pod may see: the driver then has no single one to check. */
const ALL_BUCKETS = '_';

const FORBIDDEN =
  "googleapi: Error 403: Caller does not have storage.objects.list access to the Google Cloud Storage bucket. Permission 'storage.objects.list' denied on resource (or it may not exist)., forbidden";
const GCSFUSE_FAILED =
  'the sidecar container failed with error: Error while mounting gcsfuse: mountWithArgs: mountWithStorageHandle: fs.NewServer: create file system: SetUpBucket: Error in iterating through objects';

/**
 * The driver asks for a token for 30 s, and its event does not say why it got none: SetupService in its
 * pkg/cloud_provider/storage/storage.go, gcs-fuse-csi-driver#56.
 */
const NO_SERVICE =
  'failed to prepare storage service: storage service manager failed to setup service: context deadline exceeded';

/** Why the CSI driver refuses to mount the bucket, in its words; undefined when it mounts it. */
export function mountRefusal(
  parts: GcsfuseParts,
  pod: KubeObject,
  attributes: Readonly<Record<string, string>>,
): string | undefined {
  const { world, cloud, buckets } = parts;
  const bucket = attributes.bucketName ?? '';
  if (!cloud.addon('gcsFuseCsiDriver')) {
    return `kubernetes.io/csi: mounter.SetUpAt failed to get CSI client: driver name ${GCSFUSE_DRIVER} not found in the list of registered CSI drivers`;
  }
  const containers: { name: string }[] = [...(pod.spec.initContainers ?? []), ...pod.spec.containers];
  if (!containers.some(({ name }) => name === GCSFUSE_SIDECAR)) {
    return rpcError('FailedPrecondition', 'failed to find the sidecar container in Pod spec');
  }
  if (bucket === ALL_BUCKETS) return undefined;
  const failed = `failed to get GCS bucket "${bucket}"`;
  const unchecked = attributes.skipCSIBucketAccessCheck === 'true';
  const identity = identityOf(parts, pod);
  if (!identity.hasToken()) {
    if (!unchecked) return rpcError('Unauthenticated', NO_SERVICE);
    // Without the driver's check, gcsfuse asks the node's metadata server.
    const url = `https://storage.googleapis.com/storage/v1/b/${bucket}/o?alt=json&maxResults=1&prettyPrint=false&projection=full`;
    return rpcError('PermissionDenied', `${GCSFUSE_FAILED}: Get "${url}": ${NO_TOKEN}`);
  }
  if (!unchecked && !buckets.get(bucket)) return rpcError('NotFound', `${failed}: storage: bucket doesn't exist`);
  const allowed = identity.may('storage.objects.list', { project: cloud.project, bucket });
  if (allowed && !world.faults.active('bucket-no-permission', { bucket })) return undefined;
  // Without the driver's check, gcsfuse lists the bucket itself: GoogleCloudPlatform/gcs-fuse-csi-driver#268.
  return rpcError('PermissionDenied', `${unchecked ? GCSFUSE_FAILED : failed}: ${FORBIDDEN}`);
}

function rpcError(code: string, description: string): string {
  return `rpc error: code = ${code} desc = ${description}`;
}

/** The mounted bucket. Each write checks the pod's permissions again, because they may change. */
export function bucketMount(
  parts: GcsfuseParts,
  pod: KubeObject,
  bucket: string,
  readOnly: boolean,
  cache: FileCache,
): Mount {
  const { world, cloud, buckets } = parts;
  const resource = { project: cloud.project, bucket };
  const identity = identityOf(parts, pod);
  return {
    kind: 'bucket',
    bucket,
    readOnly,
    exists: (path) => buckets.objects(bucket, path).some(({ name }) => name === path || name.startsWith(`${path}/`)),
    list: (prefix) => buckets.objects(bucket, prefix).map(({ name, ...file }) => ({ path: name, ...file })),
    read(path) {
      const size = buckets.objects(bucket, path).find(({ name }) => name === path)?.size ?? 0;
      cache.keep(path, size);
    },
    write(path, size) {
      cache.mustLive(path);
      if (readOnly) refuseWrite(path);
      const denied = world.faults.active('bucket-no-permission', { bucket });
      if (denied || !identity.may('storage.objects.create', resource)) {
        throw new MountError('EACCES', `Permission denied: '${path}'`);
      }
      buckets.putObject(bucket, path, size);
    },
  };
}
