import type { KubeObject } from '../object.ts';
import { StatusError } from './status-error.ts';

export type Predicate = (object: KubeObject) => boolean;
type Labels = Readonly<Record<string, string>>;
type LabelPredicate = (labels: Labels) => boolean;

const REQUIREMENT =
  /^\s*(?:(?<absent>!)\s*(?<missing>[^\s!=(),]+)|(?<key>[^\s!=(),<>]+)\s*(?:(?<operator>==|=|!=)\s*(?<value>[^\s!=(),]*)|(?<set>in|notin)\s*\((?<values>[^()]*)\)|(?<compare>[<>])\s*(?<bound>-?\d+))?)\s*$/;

const parsed = new Map<string, LabelPredicate>();

/** A label selector in its written form: `app=a,tier in (x, y),!canary`. Parsed once. @throws StatusError BadRequest */
export function labelSelector(text: string): LabelPredicate {
  const known = parsed.get(text);
  if (known) return known;
  const requirements = splitOutsideParentheses(text).map(requirement);
  const predicate: LabelPredicate = (labels) => requirements.every((matches) => matches(labels));
  if (parsed.size > 1000) parsed.clear();
  parsed.set(text, predicate);
  return predicate;
}

function splitOutsideParentheses(text: string): string[] {
  return text.trim() === '' ? [] : text.split(/,(?![^(]*\))/);
}

function requirement(text: string): LabelPredicate {
  const found = REQUIREMENT.exec(text)?.groups;
  if (!found) throw new StatusError('BadRequest', `unable to parse requirement: found '${text.trim()}'`);
  const { absent, missing, key = '', operator, value, set, values = '', compare, bound } = found;
  if (absent) return (labels) => !Object.hasOwn(labels, missing!);
  if (compare)
    return (labels) => (compare === '>' ? Number(labels[key]) > Number(bound) : Number(labels[key]) < Number(bound));
  if (operator) return operator === '!=' ? (labels) => labels[key] !== value : (labels) => labels[key] === value;
  if (!set) return (labels) => Object.hasOwn(labels, key);
  const wanted = new Set(values.split(',').map((item) => item.trim()));
  if (set === 'in') return (labels) => Object.hasOwn(labels, key) && wanted.has(labels[key]!);
  return (labels) => !Object.hasOwn(labels, key) || !wanted.has(labels[key]!);
}

interface LabelSelector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly { key: string; operator: string; values?: readonly string[] }[];
}

/** A `LabelSelector` object in its written form, as `metav1.FormatLabelSelector` gives it. */
export function formatLabelSelector(selector: LabelSelector | undefined): string {
  const equal = Object.entries(selector?.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
  const others = (selector?.matchExpressions ?? []).map(({ key, operator, values = [] }) => {
    if (operator === 'Exists') return key;
    if (operator === 'DoesNotExist') return `!${key}`;
    return `${key} ${operator.toLowerCase()} (${[...values].sort().join(',')})`;
  });
  return [...equal, ...others].sort().join(',');
}

/** A field selector in its written form: `metadata.name=a,status.phase!=Running`. Missing fields are empty strings. */
export function fieldSelector(text: string): { readonly fields: readonly string[]; readonly matches: Predicate } {
  const terms = text
    .split(',')
    .filter((term) => term.trim() !== '')
    .map((term) => {
      const found = /^\s*([^\s=!]+)\s*(!=|==|=)\s*(.*?)\s*$/.exec(term);
      if (!found) throw new StatusError('BadRequest', `invalid selector: '${text}'; can't understand '${term}'`);
      return { path: found[1]!.split('.'), equal: found[2] !== '!=', value: found[3]! };
    });
  return {
    fields: terms.map(({ path }) => path.join('.')),
    matches: (object) => terms.every(({ path, equal, value }) => (fieldText(object, path) === value) === equal),
  };
}

function fieldText(object: KubeObject, path: readonly string[]): string {
  let value: unknown = object;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return '';
    value = (value as Record<string, unknown>)[key];
  }
  return value === undefined || value === null ? '' : String(value);
}

/** Both selectors as one question; undefined when there is nothing to ask. */
export function selects(options: { labelSelector?: string; fieldSelector?: string }): Predicate | undefined {
  const labels = options.labelSelector ? labelSelector(options.labelSelector) : undefined;
  const fields = options.fieldSelector ? fieldSelector(options.fieldSelector).matches : undefined;
  if (!labels && !fields) return undefined;
  return (object) => (!labels || labels(object.metadata.labels ?? {})) && (!fields || fields(object));
}
