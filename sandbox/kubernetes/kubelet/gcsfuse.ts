import type { World } from '../../core/world.ts';
import type { Iam } from '../../iam/iam.ts';
import type { Buckets } from '../../storage/buckets.ts';
import type { CloudProvider } from '../cloud.ts';
import type { KubeObject } from '../object.ts';
import { type Mount, MountError } from '../runtime.ts';
import type { FileCache } from './file-cache.ts';
import { refuseWrite } from './local-mount.ts';

export const GCSFUSE_DRIVER = 'gcsfuse.csi.storage.gke.io';
export const GCSFUSE_SIDECAR = 'gke-gcsfuse-sidecar';

export interface GcsfuseParts {
  readonly world: World;
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

/** Who a pod is to Google Cloud, by Workload Identity Federation: number first, then id. */
export function principalOf(cloud: CloudProvider, pod: KubeObject): string {
  const { project, projectNumber } = cloud;
  const account = pod.spec.serviceAccountName ?? 'default';
  const pool = `projects/${projectNumber}/locations/global/workloadIdentityPools/${project}.svc.id.goog`;
  return `principal://iam.googleapis.com/${pool}/subject/ns/${pod.metadata.namespace}/sa/${account}`;
}

/** Why the CSI driver refuses to mount the bucket, in its words; undefined when it mounts it. */
export function mountRefusal(
  { world, cloud, iam, buckets }: GcsfuseParts,
  pod: KubeObject,
  attributes: Readonly<Record<string, string>>,
): string | undefined {
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
  if (!unchecked && !buckets.get(bucket)) return rpcError('NotFound', `${failed}: storage: bucket doesn't exist`);
  const allowed = iam.allows(principalOf(cloud, pod), 'storage.objects.list', { project: cloud.project, bucket });
  if (allowed && !world.faults.active('bucket-no-permission', { bucket })) return undefined;
  // Without the driver's check, gcsfuse lists the bucket itself: GoogleCloudPlatform/gcs-fuse-csi-driver#268.
  return rpcError('PermissionDenied', `${unchecked ? GCSFUSE_FAILED : failed}: ${FORBIDDEN}`);
}

function rpcError(code: string, description: string): string {
  return `rpc error: code = ${code} desc = ${description}`;
}

/** The mounted bucket. Each write checks the pod's permissions again, because they may change. */
export function bucketMount(
  { world, cloud, iam, buckets }: GcsfuseParts,
  pod: KubeObject,
  bucket: string,
  readOnly: boolean,
  cache: FileCache,
): Mount {
  const resource = { project: cloud.project, bucket };
  const member = principalOf(cloud, pod);
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
      if (denied || !iam.allows(member, 'storage.objects.create', resource)) {
        throw new MountError('EACCES', `Permission denied: '${path}'`);
      }
      buckets.putObject(bucket, path, size);
    },
  };
}
