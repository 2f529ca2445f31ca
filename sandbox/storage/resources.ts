import type { BucketRecord, ObjectRecord } from './bucket-service.ts';

const API = 'https://www.googleapis.com/storage/v1';

/** A bucket as `storage#bucket`. */
export function bucketResource(bucket: BucketRecord) {
  const { name, settings, metageneration } = bucket;
  return {
    kind: 'storage#bucket',
    selfLink: `${API}/b/${name}`,
    id: name,
    name,
    projectNumber: bucket.projectNumber,
    generation: String(Math.floor(bucket.created) * 1000),
    metageneration: String(metageneration),
    location: bucket.location,
    locationType: bucket.locationType,
    storageClass: 'STANDARD',
    etag: bucketEtag(bucket),
    timeCreated: time(bucket.created),
    updated: time(bucket.updated),
    softDeletePolicy: { retentionDurationSeconds: '604800', effectiveTime: time(bucket.created) },
    ...settings,
    iamConfiguration: iamConfiguration(bucket),
  };
}

/** Uniform access and public access prevention, with what Cloud Storage adds. */
function iamConfiguration({ settings, created }: BucketRecord) {
  const asked = (settings.iamConfiguration ?? {}) as Record<string, { enabled?: boolean } | undefined>;
  const enabled = asked.uniformBucketLevelAccess?.enabled === true;
  const access = enabled ? { enabled, lockedTime: time(created + 90 * 86_400_000) } : { enabled };
  return {
    publicAccessPrevention: 'inherited',
    ...asked,
    bucketPolicyOnly: access,
    uniformBucketLevelAccess: access,
  };
}

/** An object as `storage#object`. */
export function objectResource(bucket: string, object: ObjectRecord) {
  const { name, generation, size, createdAt } = object;
  return {
    kind: 'storage#object',
    id: `${bucket}/${name}/${generation}`,
    selfLink: `${API}/b/${bucket}/o/${encodeURIComponent(name)}`,
    mediaLink: `${API.replace('/storage', '/download/storage')}/b/${bucket}/o/${encodeURIComponent(name)}?alt=media`,
    name,
    bucket,
    generation,
    metageneration: '1',
    contentType: object.contentType ?? 'application/octet-stream',
    storageClass: 'STANDARD',
    size: String(size),
    ...(object.md5Hash && { md5Hash: object.md5Hash }),
    ...(object.crc32c && { crc32c: object.crc32c }),
    etag: 'CAE=',
    timeCreated: time(createdAt),
    updated: time(createdAt),
    timeStorageClassUpdated: time(createdAt),
    timeFinalized: time(createdAt),
  };
}

function bucketEtag({ metageneration }: BucketRecord): string {
  return Buffer.from([8, metageneration & 127]).toString('base64');
}

function time(at: number): string {
  return new Date(at).toISOString();
}
