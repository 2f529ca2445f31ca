import type { Random } from '../../../../sandbox/core/random.ts';
import { bytes, deep, type Json, json, mutated, pick, text } from './values.ts';

export interface FuzzRequest {
  readonly server: 'google' | 'kubernetes';
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | undefined;
}

const PROJECT = 'projects/vllm-tpu-sandbox';
const POLICY: Json = { policy: { bindings: [{ role: 'roles/viewer', members: ['user:a@b.c'] }], etag: 'BwX=' } };

/** Paths of every service, with a body that it takes. What would end the sandbox or switch a fault on is not among them. */
const GOOGLE: readonly (readonly [path: string, body?: Json])[] = [
  [`/container/v1/${PROJECT}/locations/us-east5/clusters`, { cluster: { name: 'x', initialNodeCount: 1 } }],
  [
    `/container/v1/${PROJECT}/locations/us-east5/clusters/c/nodePools`,
    { nodePool: { name: 'p', initialNodeCount: 1 } },
  ],
  [`/container/v1/${PROJECT}/locations/us-east5/serverConfig`],
  [`/container/v1/${PROJECT}/locations/-/operations`],
  [`/storage/v1/b?project=vllm-tpu-sandbox`, { name: 'fuzz', labels: { a: 'b' }, location: 'US' }],
  ['/storage/v1/b/fuzz', { labels: { a: 'b' } }],
  ['/storage/v1/b/fuzz/iam', { bindings: [{ role: 'roles/storage.admin', members: ['user:a@b.c'] }] }],
  ['/storage/v1/b/fuzz/o?prefix=a&delimiter=/'],
  ['/storage/v1/b/fuzz/o/a%2Fb'],
  ['/upload/storage/v1/b/fuzz/o?uploadType=media&name=a', { some: 'content' }],
  ['/resumable/upload/storage/v1/b/fuzz/o?uploadType=resumable', { name: 'a' }],
  [`/crm/v1/${PROJECT}:getIamPolicy`, {}],
  [`/crm/v1/${PROJECT}:setIamPolicy`, POLICY],
  [`/crm/v1/${PROJECT}:testIamPermissions`, { permissions: ['container.clusters.create'] }],
  [`/su/v1/${PROJECT}/services?filter=state:ENABLED`],
  [`/su/v1/${PROJECT}/services:batchEnable`, { serviceIds: ['container.googleapis.com'] }],
  [`/compute/v1/${PROJECT}/aggregated/disks?filter=name eq "a"`],
  [`/compute/v1/${PROJECT}/zones/us-east5-b/machineTypes`],
  [`/quotas/v1/${PROJECT}/locations/global/services/compute.googleapis.com/quotaInfos`],
  [`/billing/v1/${PROJECT}/billingInfo`],
  ['/iam/v1/roles/storage.objectUser'],
  [`/monitoring/v3/${PROJECT}/timeSeries?filter=metric.type="a"&interval.endTime=2026-01-01T00:00:00Z`],
  [`/monitoring/v3/${PROJECT}/metricDescriptors?pageSize=3`],
  [`/monitoring/v1/${PROJECT}/location/global/prometheus/api/v1/query?query=sum(rate(up[5m])) by (job)`],
  [`/monitoring/v1/${PROJECT}/location/global/prometheus/api/v1/query_range?query=up&start=0&end=60&step=15`],
  ['/_sandbox/status'],
];

const POD: Json = {
  metadata: { labels: { app: 'f' } },
  spec: {
    containers: [
      {
        name: 'c',
        image: 'nginx',
        args: ['a'],
        env: [{ name: 'A', value: 'b' }],
        ports: [{ containerPort: 80 }],
        resources: { limits: { cpu: '100m', memory: '1Gi' } },
        readinessProbe: { httpGet: { path: '/', port: 80 } },
        volumeMounts: [{ name: 'v', mountPath: '/v' }],
      },
    ],
    volumes: [{ name: 'v', emptyDir: {} }],
  },
};
const APPS = 'apis/apps/v1/namespaces/default';
const CORE = 'api/v1/namespaces/default';

const KUBERNETES: readonly (readonly [path: string, body?: Json])[] = [
  [
    `/${CORE}/configmaps`,
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'f', labels: {} }, data: { a: 'b' } },
  ],
  [`/${CORE}/configmaps/f`, { data: { a: 'c' } }],
  [`/${CORE}/secrets`, { apiVersion: 'v1', kind: 'Secret', metadata: { generateName: 's-' }, stringData: { a: 'b' } }],
  [`/${CORE}/pods`, { apiVersion: 'v1', kind: 'Pod', ...POD, metadata: { generateName: 'p-' } }],
  [`/${CORE}/pods/p/log?follow=true&tailLines=3`],
  [`/${CORE}/pods/p/exec?command=ls`],
  [`/${CORE}/pods/p/eviction`, { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'p' } }],
  [`/${CORE}/services`, { metadata: { name: 's' }, spec: { selector: { app: 'f' }, ports: [{ port: 80 }] } }],
  [
    `/${APPS}/deployments`,
    { metadata: { name: 'd' }, spec: { replicas: 1, selector: { matchLabels: { app: 'f' } }, template: POD } },
  ],
  [`/${APPS}/deployments/d`, { spec: { template: { metadata: { annotations: { a: 'b' } } } } }],
  [`/${APPS}/deployments/d/scale`, { spec: { replicas: 2 } }],
  [`/${APPS}/deployments/d/status`, { status: { replicas: 1 } }],
  [
    '/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers',
    {
      metadata: { name: 'h' },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'd' },
        maxReplicas: 2,
        metrics: [
          { type: 'Pods', pods: { metric: { name: 'a|b' }, target: { type: 'AverageValue', averageValue: '10' } } },
        ],
      },
    },
  ],
  ['/apis/batch/v1/namespaces/default/jobs', { metadata: { generateName: 'j-' }, spec: { template: POD } }],
  [
    '/apis/monitoring.googleapis.com/v1/namespaces/default/podmonitorings',
    {
      metadata: { name: 'm' },
      spec: { selector: { matchLabels: { app: 'f' } }, endpoints: [{ port: 80, interval: '15s' }] },
    },
  ],
  ['/apis/rbac.authorization.k8s.io/v1/clusterroles', { metadata: { name: 'r' }, rules: [{ verbs: ['get'] }] }],
  ['/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', { spec: { resourceAttributes: { verb: 'get' } } }],
  ['/apis/apiextensions.k8s.io/v1/customresourcedefinitions'],
  ['/apis/custom.metrics.k8s.io/v1beta1/namespaces/default/pods/*/a|b'],
  ['/apis/metrics.k8s.io/v1beta1/namespaces/default/pods'],
  ['/api/v1/namespaces?limit=2&continue=abc'],
  ['/api/v1/nodes?fieldSelector=metadata.name=a&labelSelector=a in (b,c)'],
  [`/${CORE}/events?watch=true&resourceVersion=1&timeoutSeconds=1`],
  ['/apis'],
  ['/openapi/v2'],
  ['/openapi/v3/apis/apps/v1'],
  ['/version'],
];

const METHODS = [
  'GET',
  'GET',
  'GET',
  'POST',
  'POST',
  'POST',
  'PUT',
  'PATCH',
  'PATCH',
  'DELETE',
  'HEAD',
  'OPTIONS',
  'PROPFIND',
];
const TYPES = [
  'application/json',
  'application/json',
  'application/json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/json-patch+json',
  'application/apply-patch+yaml',
  'application/yaml',
  'application/vnd.kubernetes.protobuf',
  'application/x-www-form-urlencoded',
  'multipart/related; boundary=b',
  'text/plain',
  'nonsense',
  '',
];
const ACCEPTS = [
  '*/*',
  'application/json;as=Table;v=v1;g=meta.k8s.io,application/json',
  'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io',
  'application/vnd.kubernetes.protobuf',
  'text/html',
  ';;;',
];
const PATCH: Json = [
  { op: 'add', path: '/metadata/labels/a', value: 'b' },
  { op: 'move', from: '/data/a', path: '/__proto__/b' },
  { op: 'test', path: '/spec/replicas', value: 1 },
];
const QUERIES = [
  'dryRun=All',
  'fieldManager=f',
  'force=true',
  'fieldValidation=Strict',
  'pretty=1',
  'watch=1',
  'limit=-1',
  'a=b',
];

/** One request that makes sense but for what has been done to it. */
export function fuzzRequest(random: Random): FuzzRequest {
  const server = random.next() < 0.4 ? 'google' : 'kubernetes';
  const [path, example] = pick(random, server === 'google' ? GOOGLE : KUBERNETES);
  const method = pick(random, METHODS);
  const headers: Record<string, string> = { 'content-type': pick(random, TYPES), accept: pick(random, ACCEPTS) };
  if (random.next() < 0.1) headers['x-goog-user-project'] = encodeURIComponent(wellFormed(random));
  return {
    server,
    method,
    path: mutatedPath(random, path),
    headers,
    body: ['GET', 'HEAD', 'OPTIONS'].includes(method)
      ? undefined
      : body(random, method === 'PATCH' ? PATCH : example, example),
  };
}

function mutatedPath(random: Random, path: string): string {
  const [place = '', query = ''] = path.split('?');
  const segments = place.split('/');
  if (random.next() < 0.4) segments[random.integer(1, segments.length - 1)] = raw(random);
  if (random.next() < 0.05) segments.splice(random.integer(1, segments.length), 0, '..', '.', '');
  const terms = query === '' ? [] : query.split('&');
  if (random.next() < 0.3) terms.push(pick(random, QUERIES));
  if (random.next() < 0.2) terms.push(`${raw(random)}=${raw(random)}`);
  const changed = terms.map((term) => (random.next() < 0.15 ? `${term.split('=')[0]}=${raw(random)}` : term));
  return (segments.join('/') + (changed.length > 0 ? `?${changed.join('&')}` : '')).replace(
    /[^!-~]/g,
    encodeURIComponent,
  );
}

/** Without half a character, which neither a URL nor UTF-8 can carry. */
const wellFormed = (random: Random): string => Buffer.from(text(random)).toString();

/** Percent-encoded as it should be, or not. */
function raw(random: Random): string {
  const value = wellFormed(random);
  return random.next() < 0.5 ? encodeURIComponent(value) : value.replace(/[^!-~]/g, '');
}

function body(random: Random, patch: Json = {}, example: Json = {}): string | Buffer {
  const kind = random.next();
  if (kind < 0.55) return JSON.stringify(mutated(random, random.next() < 0.5 ? patch : example));
  if (kind < 0.8) return JSON.stringify(json(random, 5));
  if (kind < 0.86) return Buffer.concat([Buffer.from('k8s\0'), bytes(random, random.integer(0, 300))]);
  if (kind < 0.92) return bytes(random, random.integer(0, 200));
  if (kind < 0.94) return deep(random);
  if (kind < 0.945) return Buffer.alloc(4 * 1024 * 1024, '[');
  if (kind < 0.96) return JSON.stringify(example).slice(0, random.integer(0, 60));
  return `a: &a [*a, *a]\nb: !!js/function "x"\n<<: ${wellFormed(random)}\n`;
}
