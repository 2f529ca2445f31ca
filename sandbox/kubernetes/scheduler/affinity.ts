import type { KubeObject } from '../object.ts';
import type { NodeInfo } from './node-info.ts';

interface Requirement {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

interface Term {
  readonly matchExpressions?: readonly Requirement[];
  readonly matchFields?: readonly Requirement[];
}

type Test = (value: string | undefined, values: readonly string[]) => boolean;

const OPERATORS: Readonly<Record<string, Test>> = {
  In: (value, values) => value !== undefined && values.includes(value),
  NotIn: (value, values) => value === undefined || !values.includes(value),
  Exists: (value) => value !== undefined,
  DoesNotExist: (value) => value === undefined,
  Gt: (value, [bound]) => value !== undefined && Number(value) > Number(bound),
  Lt: (value, [bound]) => value !== undefined && Number(value) < Number(bound),
};

/** Whether the node matches the pod's nodeSelector and required node affinity. */
export function matchesNode(pod: KubeObject, node: NodeInfo): boolean {
  const wanted = Object.entries((pod.spec.nodeSelector ?? {}) as Record<string, string>);
  if (wanted.some(([key, value]) => node.labels[key] !== value)) return false;
  const terms = requiredTerms(pod.spec);
  return terms === undefined || matchesTerms(terms, node);
}

/** Whether the node matches one of the terms. */
export function matchesTerms(terms: readonly Term[], node: NodeInfo): boolean {
  return terms.some((term) => matchesTerm(term, node));
}

/** The terms of which a node must match one; undefined when the pod asks for none. */
export function requiredTerms(spec: KubeObject['spec']): readonly Term[] | undefined {
  return spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
}

function matchesTerm({ matchExpressions = [], matchFields = [] }: Term, node: NodeInfo): boolean {
  if (matchExpressions.length + matchFields.length === 0) return false;
  const fields: Readonly<Record<string, string>> = { 'metadata.name': node.name };
  return (
    matchExpressions.every((requirement) => holds(requirement, node.labels)) &&
    matchFields.every((requirement) => holds(requirement, fields))
  );
}

function holds({ key, operator, values = [] }: Requirement, labels: Readonly<Record<string, string>>): boolean {
  return OPERATORS[operator]?.(labels[key], values) ?? false;
}
