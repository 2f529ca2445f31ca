import type { CrossVersionObjectReference } from 'kubernetes-types/autoscaling/v2.d.ts';
import type { ObjectStore } from '../../object.ts';
import { formatLabelSelector } from '../../store/selectors.ts';
import { notFound } from '../../store/status-error.ts';

/** The scale subresource of a target. */
export interface Scale {
  readonly replicas: number;
  readonly statusReplicas: number;
  /** In its written form; empty when the target has none. */
  readonly selector: string;
}

/** The kinds that have a scale subresource, by API group and kind. */
const SCALABLE: Readonly<Record<string, string>> = {
  'apps/Deployment': 'deployments',
  'apps/ReplicaSet': 'replicasets',
  'apps/StatefulSet': 'statefulsets',
  '/ReplicationController': 'replicationcontrollers',
};

/** A target whose scale can be read and written. */
export class ScaleTarget {
  readonly #store: ObjectStore;
  readonly #scales: ObjectStore;
  readonly #namespace: string;
  readonly #name: string;
  readonly #group: string;
  readonly #resource: string;

  /** @throws when the kind cannot be scaled. */
  constructor(store: ObjectStore, namespace: string, { apiVersion = 'v1', kind, name }: CrossVersionObjectReference) {
    this.#store = store;
    this.#scales = store.as('kube-controller-manager', 'scale');
    this.#namespace = namespace;
    this.#name = name;
    this.#group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
    const resource = SCALABLE[`${this.#group}/${kind}`];
    if (!resource) throw new Error(`no matches for kind "${kind}" in group "${this.#group}"`);
    this.#resource = resource;
  }

  /** @throws StatusError NotFound */
  get(): Scale {
    const target = this.#store.get(this.#resource, this.#namespace, this.#name);
    if (!target) throw notFound({ group: this.#group, name: this.#resource }, this.#name);
    const { replicas = 1, selector } = target.spec;
    // A ReplicationController's selector is a plain map of labels.
    const labels = this.#resource === 'replicationcontrollers' ? { matchLabels: selector } : selector;
    return { replicas, statusReplicas: target.status?.replicas ?? 0, selector: formatLabelSelector(labels) };
  }

  /** @throws StatusError */
  set(replicas: number): void {
    this.#scales.modify(this.#resource, this.#namespace, this.#name, (draft) => {
      draft.spec.replicas = replicas;
    });
  }
}
