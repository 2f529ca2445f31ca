import type { ApiRequest } from '../../../../sandbox/core/http.ts';
import { Random } from '../../../../sandbox/core/random.ts';
import { TYPES } from '../../../../sandbox/kubernetes/resources/types.ts';

/** Generates malformed requests. */
export class Generator {
  readonly #random: Random;
  /** How often a part of the body is corrupted. */
  #spoiling = 0;

  constructor(seed: number) {
    this.#random = new Random(seed);
  }

  request(): ApiRequest {
    const type = this.#pick(TYPES);
    const method = this.#pick(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'TRACE']);
    const root = type.group === '' ? `/api/${type.version}` : `/apis/${type.group}/${type.version}`;
    const space =
      this.#chance(0.9) === type.namespaced ? `/namespaces/${this.#chance(0.8) ? 'default' : this.#pick(NAMES)}` : '';
    const named = this.#pick(this.#chance(0.8) ? ['a', 'b', 'default'] : NAMES);
    const name = this.#chance(method === 'POST' ? 0.2 : 0.8) ? `/${named}` : '';
    const sub = this.#chance(0.3) ? `/${this.#pick([...type.subresources, 'scale', 'status', 'x'])}` : '';
    const plural = this.#chance(0.95) ? type.name : this.#pick(NAMES);
    const object = {
      apiVersion: root.replace(/^\/apis?\//, ''),
      kind: type.kind,
      ...(BODIES[type.name] ?? {}),
      metadata: { name: named },
    };
    return {
      method,
      path: this.#chance(0.03) ? this.#pick(ODD_PATHS) : `${root}${space}/${plural}${name}${sub}`,
      query: new URLSearchParams(this.#query()),
      headers: {
        'content-type': this.#pick(method === 'PATCH' || this.#chance(0.2) ? MEDIA : JSON_MEDIA),
        accept: this.#pick(ACCEPTS),
      },
      params: {},
      body: this.#body(method === 'PATCH' && this.#chance(0.5) ? PATCH : object),
      signal: AbortSignal.abort(),
    };
  }

  #query(): [string, string][] {
    return Array.from({ length: this.#random.integer(0, 2) }, () => [this.#pick(PARAMETERS), this.#pick(VALUES)]);
  }

  #body(value: unknown): Buffer {
    this.#spoiling = this.#pick([0, 0.01, 0.1]);
    const text = JSON.stringify(this.#mutated(value));
    if (this.#chance(0.9)) return Buffer.from(text);
    if (this.#chance(0.5)) return Buffer.from(text.slice(0, this.#random.integer(0, text.length)));
    return Buffer.concat([Buffer.from('k8s\0'), Buffer.from(this.#random.string(this.#random.integer(0, 60)))]);
  }

  /** The value with some parts replaced, dropped or added. */
  #mutated(value: unknown): unknown {
    if (this.#chance(this.#spoiling)) return this.#pick(JUNK);
    if (Array.isArray(value))
      return value.filter(() => !this.#chance(this.#spoiling)).map((item) => this.#mutated(item));
    if (typeof value !== 'object' || value === null) return value;
    const members = Object.entries(value).filter(() => !this.#chance(this.#spoiling));
    if (this.#chance(this.#spoiling)) members.push([this.#pick(KEYS), this.#pick(JUNK)]);
    return Object.fromEntries(members.map(([key, item]) => [key, this.#mutated(item)]));
  }

  #pick<T>(items: readonly T[]): T {
    return items[this.#random.integer(0, items.length - 1)]!;
  }

  #chance(probability: number): boolean {
    return this.#random.next() < probability;
  }
}

export const NAMES = [
  'default',
  'a',
  'web',
  'kube-system',
  '..',
  '%2e%2e%2fetc',
  '__proto__',
  'constructor',
  '%00',
  '%zz',
  'x'.repeat(300),
];
export const KEYS = [
  '__proto__',
  'constructor',
  'toString',
  '$patch',
  '$retainKeys',
  '$setElementOrder/containers',
  'spec',
  'metadata',
  '',
];
export const JUNK = [
  null,
  0,
  -1,
  1.5,
  1e300,
  '',
  'x',
  '__proto__',
  [],
  [null],
  [[]],
  {},
  { a: null },
  true,
  '\u0000',
  'x'.repeat(5000),
];
export const ODD_PATHS = [
  '',
  '/',
  '//',
  '/api',
  '/apis/',
  '/api/v1',
  '/apis/apps',
  '/openapi/v3/../..',
  '/openapi/v3/apis/apps/v1',
  '/%',
];
export const ACCEPTS = [
  '',
  '*/*',
  'application/json',
  'application/json;as=Table;v=v1;g=meta.k8s.io',
  'text/html',
  ';;,,',
];
export const MEDIA = [
  'application/json',
  'application/yaml',
  'application/vnd.kubernetes.protobuf',
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
  'text/plain',
  '',
];
export const JSON_MEDIA = ['application/json', 'application/yaml'];
export const PARAMETERS = [
  'watch',
  'limit',
  'continue',
  'labelSelector',
  'fieldSelector',
  'resourceVersion',
  'dryRun',
  'fieldManager',
  'fieldValidation',
  'force',
  'gracePeriodSeconds',
  'tailLines',
  'container',
];
export const VALUES = [
  '',
  'true',
  '1',
  '-1',
  'All',
  'Strict',
  'a=b',
  'a in (',
  '!',
  ',',
  'metadata.name=a',
  '99999999999999999999',
  'bm90IGpzb24',
  'fuzz',
];
export const CONTAINER = {
  name: 'c',
  image: 'nginx',
  ports: [{ containerPort: 80 }],
  env: [{ name: 'A', value: 'b' }],
  resources: { limits: { cpu: '1', memory: '1Gi' } },
  volumeMounts: [{ name: 'v', mountPath: '/v' }],
  readinessProbe: { httpGet: { port: 80 } },
};
export const TEMPLATE = {
  metadata: { labels: { app: 'a' } },
  spec: { containers: [CONTAINER], volumes: [{ name: 'v' }] },
};
export const WORKLOAD = { spec: { replicas: 1, selector: { matchLabels: { app: 'a' } }, template: TEMPLATE } };
export const BODIES: Readonly<Record<string, object>> = {
  configmaps: { data: { a: 'b' }, immutable: false },
  daemonsets: WORKLOAD,
  deployments: { ...WORKLOAD, status: { replicas: 1, conditions: [{ type: 'Available', status: 'True' }] } },
  endpoints: { subsets: [{ addresses: [{ ip: '10.0.0.1' }], ports: [{ port: 80 }] }] },
  events: {
    involvedObject: { kind: 'Pod', name: 'a' },
    reason: 'R',
    message: 'm',
    regarding: { name: 'a' },
    note: 'n',
  },
  horizontalpodautoscalers: {
    spec: {
      scaleTargetRef: { kind: 'Deployment', name: 'a' },
      maxReplicas: 2,
      metrics: [{ type: 'Pods', pods: { metric: { name: 'm' }, target: { type: 'AverageValue', averageValue: 10 } } }],
      behavior: { scaleUp: { policies: [{ type: 'Pods', value: 1, periodSeconds: 15 }] } },
    },
  },
  ingresses: { spec: { rules: [{ host: 'h', http: { paths: [{ path: '/', pathType: 'Prefix', backend: {} }] } }] } },
  jobs: { spec: { template: { spec: { ...TEMPLATE.spec, restartPolicy: 'Never' } } } },
  namespaces: {},
  nodes: { spec: { taints: [{ key: 'a', effect: 'NoSchedule' }] } },
  poddisruptionbudgets: { spec: { minAvailable: '50%', selector: { matchLabels: { app: 'a' } } } },
  podmonitorings: { spec: { selector: {}, endpoints: [{ port: 80, interval: '15s' }] } },
  pods: { spec: { ...TEMPLATE.spec, nodeName: 'n' } },
  replicasets: WORKLOAD,
  rolebindings: { roleRef: { kind: 'Role', name: 'a' }, subjects: [{ kind: 'User', name: 'u' }] },
  roles: { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] },
  secrets: { data: { a: 'Yg==' }, stringData: { c: 'd' } },
  services: { spec: { type: 'LoadBalancer', selector: { app: 'a' }, ports: [{ port: 80, targetPort: 'http' }] } },
  statefulsets: WORKLOAD,
};
export const PATCH = [
  { op: 'add', path: '/metadata/labels', value: { a: 'b' } },
  { op: 'remove', path: '/spec/replicas' },
  { op: 'test', path: '/metadata/name', value: 'a' },
  { op: 'move', from: '/spec', path: '/status' },
];
