import { hash } from '../../core/random.ts';
import type { KubeObject, ListOptions } from '../object.ts';
import { IS_DEFAULT } from '../persistent-volumes.ts';
import { same } from '../store/json.ts';
import type { FieldErrorList } from './field-error.ts';
import { qosClass } from './quality-of-service.ts';

/** The lookups that strategies may use. */
export interface Neighbours {
  list(resource: string, options?: ListOptions): KubeObject[];
}

/** A type's behaviour on writes beyond its schema: the registry's strategies. */
export interface Strategy {
  /** Changes the new object in place, after defaulting. */
  create?(object: KubeObject, neighbours: Neighbours): void;
  /** Copies the retained fields of the old object, in place. */
  update?(object: KubeObject, old: KubeObject, neighbours: Neighbours): void;
  /** Validates immutable fields. */
  validateUpdate?(object: KubeObject, old: KubeObject, errors: FieldErrorList): void;
}

/** GKE's range of service addresses, 34.118.224.0/20, and Kubernetes' of node ports. */
const SERVICE_RANGE = { first: (34 << 24) | (118 << 16) | (224 << 8), size: 4096 };
const NODE_PORTS = { first: 30_000, size: 2768 };

function mergeStringData(secret: KubeObject): void {
  if (!secret.stringData) return;
  secret.data ??= {};
  for (const [key, text] of Object.entries(secret.stringData)) {
    secret.data[key] = Buffer.from(text as string).toString('base64');
  }
  delete secret.stringData;
}

/** The first free number of a range, beginning at a place that the label points to. */
function allocate(range: { first: number; size: number }, label: string, taken: ReadonlySet<number>): number {
  const start = hash(label) % range.size;
  for (let offset = 0; offset < range.size; offset++) {
    const candidate = range.first + ((start + offset) % range.size);
    if (!taken.has(candidate)) return candidate;
  }
  throw new Error('The range is full');
}

const dotted = (address: number): string => [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.');
const number = (address: string): number => address.split('.').reduce((sum, part) => (sum << 8) | Number(part), 0);

function addressService(service: KubeObject, neighbours: Neighbours): void {
  const { spec, metadata } = service;
  if (spec.type === 'ExternalName') return;
  const services = neighbours.list('services').filter((other) => other.metadata.uid !== metadata.uid);
  const reserved = [0, 1, 10, SERVICE_RANGE.size - 1].map((offset) => SERVICE_RANGE.first + offset);
  const addresses = new Set([...reserved, ...services.map((other) => number(other.spec.clusterIP ?? ''))]);
  spec.clusterIP ||= dotted(allocate(SERVICE_RANGE, `${metadata.namespace}/${metadata.name}`, addresses));
  spec.clusterIPs ??= [spec.clusterIP];
  spec.ipFamilies ??= ['IPv4'];
  spec.ipFamilyPolicy ??= 'SingleStack';
  if (spec.type === 'ClusterIP' || spec.allocateLoadBalancerNodePorts === false) return;
  const ports = new Set(services.flatMap((other) => (other.spec.ports ?? []).map((port: Port) => port.nodePort)));
  for (const port of (spec.ports ?? []) as Port[]) {
    port.nodePort ||= allocate(NODE_PORTS, `${metadata.namespace}/${metadata.name}/${port.port}`, ports);
    ports.add(port.nodePort);
  }
}

interface Port {
  port: number;
  name?: string;
  nodePort?: number;
}

const STRATEGIES: Readonly<Record<string, Strategy>> = {
  configmaps: { validateUpdate: keepImmutable },
  customresourcedefinitions: {
    create: (definition) => {
      const { names, versions = [] } = definition.spec;
      const accepted = { type: 'NamesAccepted', status: 'True', reason: 'NoConflicts', message: 'no conflicts found' };
      const message = 'the initial names have been accepted';
      const established = { type: 'Established', status: 'True', reason: 'InitialNamesAccepted', message };
      const stored: { name: string; storage?: boolean }[] = versions;
      definition.status = {
        acceptedNames: names,
        conditions: [accepted, established],
        storedVersions: stored.filter(({ storage }) => storage).map(({ name }) => name),
      };
    },
  },
  deployments: { validateUpdate: keepSelector },
  daemonsets: { validateUpdate: keepSelector },
  jobs: {
    create: (job) => {
      if (job.spec.manualSelector) return;
      const labels = { 'batch.kubernetes.io/job-name': job.metadata.name, 'job-name': job.metadata.name };
      const template = { ...job.spec.template };
      template.metadata = { ...template.metadata, labels: { ...template.metadata?.labels, ...labels } };
      job.spec.template = template;
      job.spec.selector ??= { matchLabels: { 'batch.kubernetes.io/job-name': job.metadata.name } };
    },
    validateUpdate: keepSelector,
  },
  namespaces: {
    create: (namespace) => {
      const labels = { ...namespace.metadata.labels, 'kubernetes.io/metadata.name': namespace.metadata.name };
      namespace.metadata.labels = labels;
      namespace.spec = { ...namespace.spec, finalizers: ['kubernetes'] };
      namespace.status = { phase: 'Active' };
    },
    update: (namespace, old) => {
      namespace.spec = old.spec;
    },
  },
  nodes: {
    create: (node) => {
      node.status = {};
    },
  },
  persistentvolumeclaims: {
    // The admission plugins DefaultStorageClass and StorageObjectInUseProtection.
    create: (claim, neighbours) => {
      const classes = neighbours.list('storageclasses');
      const preset = classes.find(({ metadata }) => metadata.annotations?.[IS_DEFAULT] === 'true');
      if (preset) claim.spec.storageClassName ??= preset.metadata.name;
      claim.metadata.finalizers ??= ['kubernetes.io/pvc-protection'];
      claim.status = { phase: 'Pending' };
    },
  },
  persistentvolumes: {
    create: (volume) => {
      volume.status = { phase: 'Available' };
    },
  },
  pods: {
    create: (pod) => {
      pod.status = { phase: 'Pending', qosClass: qosClass(pod.spec) };
    },
    validateUpdate: keepPodSpec,
  },
  replicasets: { validateUpdate: keepSelector },
  secrets: {
    create: mergeStringData,
    update: mergeStringData,
    validateUpdate: (secret, old, errors) => {
      if (secret.type !== old.type) errors.invalid('type', secret.type, 'field is immutable');
      keepImmutable(secret, old, errors);
    },
  },
  services: {
    create: addressService,
    update: (service, old, neighbours) => {
      for (const field of ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy']) {
        if (service.spec.type !== 'ExternalName') service.spec[field] ??= old.spec[field];
      }
      for (const port of (service.spec.ports ?? []) as Port[]) {
        port.nodePort ??= (old.spec.ports as Port[] | undefined)?.find((other) => other.port === port.port)?.nodePort;
      }
      addressService(service, neighbours);
    },
    validateUpdate: (service, old, errors) => {
      const [now, before] = [service.spec.clusterIP, old.spec.clusterIP];
      if (before && now !== before && service.spec.type !== 'ExternalName') {
        errors.invalid('spec.clusterIPs[0]', [now], 'may not change once set');
      }
    },
  },
};

export function strategyOf(resource: string): Strategy {
  return STRATEGIES[resource] ?? {};
}

function keepImmutable(object: KubeObject, old: KubeObject, errors: FieldErrorList): void {
  if (!old.immutable) return;
  if (!object.immutable) errors.forbidden('immutable', 'field is immutable when `immutable` is set');
  if (!same(object.data, old.data)) {
    errors.forbidden('data', 'field is immutable when `immutable` is set');
  }
}

function keepSelector(object: KubeObject, old: KubeObject, errors: FieldErrorList): void {
  if (!same(object.spec.selector, old.spec.selector)) {
    errors.invalid('spec.selector', object.spec.selector, 'field is immutable');
  }
}

/** Of a pod's specification only images, tolerations (added), the deadline and the scheduling gates may change. */
function keepPodSpec(pod: KubeObject, old: KubeObject, errors: FieldErrorList): void {
  // biome-ignore lint/suspicious/noExplicitAny: a Container
  const frozen = (container: any): unknown => ({ ...container, image: '' });
  const fixed = ({ spec }: KubeObject): object => ({
    ...spec,
    containers: spec.containers?.map(frozen),
    initContainers: spec.initContainers?.map(frozen),
    activeDeadlineSeconds: null,
    tolerations: null,
    schedulingGates: null,
    terminationGracePeriodSeconds: null,
  });
  if (same(fixed(pod), fixed(old))) return;
  errors.forbidden(
    'spec',
    'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
  );
}
