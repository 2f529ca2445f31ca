import { type ApiRequest, type Route, route } from '../core/http.ts';
import { isObject, jsonBody } from '../core/json-body.ts';
import { LegacyApiError } from '../core/legacy-error.ts';
import { InvalidPolicy, readBindings } from '../iam/binding.ts';
import { ConcurrentPolicyChange, type Policy } from '../iam/policies.ts';
import type { BucketRecord } from './bucket-service.ts';
import { page } from './paging.ts';
import { refuseInert, refusePublic } from './refusals.ts';
import { bucketResource } from './resources.ts';
import type { Storage } from './routes.ts';

/** The bucket fields that a client may set; other fields are ignored, as in Cloud Storage. */
const SETTINGS = [
  'acl',
  'autoclass',
  'billing',
  'cors',
  'customPlacementConfig',
  'defaultEventBasedHold',
  'encryption',
  'hierarchicalNamespace',
  'iamConfiguration',
  'labels',
  'lifecycle',
  'logging',
  'retentionPolicy',
  'rpo',
  'softDeletePolicy',
  'storageClass',
  'versioning',
  'website',
] as const;

export function bucketRoutes({ buckets, policies, accounts, roles, projects, world }: Storage): Route[] {
  const projectOf = (request: ApiRequest) => {
    const name = request.query.get('project');
    if (!name) throw new LegacyApiError(400, 'required', 'Required parameter: project');
    const project = projects.find(name);
    if (!project) throw new LegacyApiError(400, 'invalid', `Unknown project id: ${name}`);
    return project;
  };
  const bucketOf = (request: ApiRequest): BucketRecord => {
    const bucket = buckets.require(request.params.bucket!);
    const expected = request.query.get('ifMetagenerationMatch');
    if (expected !== null && expected !== String(bucket.metageneration)) throw preconditionFailed();
    return bucket;
  };
  const policyResource = (bucket: string, policy: Policy) => ({
    kind: 'storage#policy',
    resourceId: `projects/_/buckets/${bucket}`,
    ...policy,
  });

  const setPolicy = (request: ApiRequest) => {
    const { name, settings } = bucketOf(request);
    const body = jsonBody(request);
    try {
      const bindings = readBindings(body.bindings, roles, accounts);
      refusePublic(bindings, settings);
      const policy = policies.set(`buckets/${name}`, bindings, {
        ...(typeof body.etag === 'string' && { etag: body.etag }),
        ...(typeof body.version === 'number' && { version: body.version }),
      });
      return { body: policyResource(name, policy) };
    } catch (error) {
      if (error instanceof ConcurrentPolicyChange) throw preconditionFailed();
      if (error instanceof InvalidPolicy) throw new LegacyApiError(400, 'invalid', error.message);
      throw error;
    }
  };

  return [
    route('GET', '/b', (request) => {
      const found = buckets.list(projectOf(request).projectId, request.query.get('prefix') ?? '');
      const { items, ...more } = page(found, request.query);
      return { body: { kind: 'storage#buckets', ...more, items: items.map(bucketResource) } };
    }),
    route('POST', '/b', (request) => {
      const project = projectOf(request);
      const body = jsonBody(request);
      return { body: bucketResource(buckets.create(project, body.name, body.location, settings(body))) };
    }),
    route('GET', '/b/{bucket}', (request) => ({ body: bucketResource(bucketOf(request)) })),
    route('PATCH', '/b/{bucket}', (request) => {
      return { body: bucketResource(buckets.patch(bucketOf(request).name, settings(jsonBody(request)))) };
    }),
    route('DELETE', '/b/{bucket}', (request) => {
      buckets.delete(bucketOf(request).name);
      return { status: 204 };
    }),
    route('GET', '/b/{bucket}/iam', (request) => {
      const { name } = bucketOf(request);
      return { body: policyResource(name, policies.get(`buckets/${name}`)) };
    }),
    route('PUT', '/b/{bucket}/iam', setPolicy),
    route('GET', '/b/{bucket}/iam/testPermissions', (request) => {
      bucketOf(request);
      const asked = request.query.getAll('permissions');
      const permissions = asked.filter((permission) => !world.faults.active('permission-denied', { permission }));
      return { body: { kind: 'storage#testIamPermissionsResponse', permissions } };
    }),
    route('GET', '/b/{bucket}/storageLayout', (request) => {
      const { name: bucket, location, locationType, settings } = bucketOf(request);
      const hierarchicalNamespace = settings.hierarchicalNamespace ?? { enabled: false };
      return { body: { kind: 'storage#storageLayout', bucket, location, locationType, hierarchicalNamespace } };
    }),
    route('GET', '/b/{bucket}/managedFolders', (request) => {
      bucketOf(request);
      return { body: { kind: 'storage#managedFolders', items: [] } };
    }),
    route('GET', '/b/{bucket}/folders', (request) => {
      bucketOf(request);
      return { body: { kind: 'storage#folders', items: [] } };
    }),
    route('GET', '/b/{bucket}/anywhereCaches', (request) => {
      bucketOf(request);
      return { body: { kind: 'storage#anywhereCaches', items: [] } };
    }),
  ];
}

function settings(body: unknown): Record<string, unknown> {
  if (!isObject(body)) return {};
  refuseInert(body);
  return Object.fromEntries(SETTINGS.filter((name) => Object.hasOwn(body, name)).map((name) => [name, body[name]]));
}

function preconditionFailed(): LegacyApiError {
  return new LegacyApiError(412, 'conditionNotMet', 'At least one of the pre-conditions you specified did not hold.');
}
