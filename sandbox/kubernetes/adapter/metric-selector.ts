import { StatusError } from '../store/status-error.ts';
import { labelNotAllowed, notImplemented } from './refusals.ts';

/** One requirement of a metric label selector. */
interface Requirement {
  readonly key: string;
  readonly operator: string;
  readonly values: readonly string[];
}

/** The query terms of a metric label selector. */
export interface SelectorFilter {
  /** Terms of Cloud Monitoring's filter. */
  readonly terms: readonly string[];
  readonly reducer?: string;
  /** Another project than the cluster's. */
  readonly project?: string;
}

/** Which labels a selector may name. */
export interface AllowedLabels {
  readonly prefixes: readonly string[];
  readonly names: readonly string[];
}

export const CUSTOM_LABELS: AllowedLabels = { prefixes: ['metric.labels'], names: ['reducer'] };
export const EXTERNAL_LABELS: AllowedLabels = {
  prefixes: ['metric.labels', 'resource.labels', 'metadata.system_labels', 'metadata.user_labels'],
  names: ['resource.type', 'reducer'],
};

const REDUCER =
  /^REDUCE_(NONE|MEAN|MIN|MAX|SUM|STDDEV|COUNT|COUNT_TRUE|COUNT_FALSE|FRACTION_TRUE|PERCENTILE_(99|95|50|05))$/;

const REQUIREMENT =
  /^\s*(?:(?<not>!)\s*(?<absent>[^\s!=(),<>]+)|(?<key>[^\s!=(),<>]+)\s*(?:(?<operator>==|=|!=|<|>)\s*(?<value>[^\s,()]*)|(?<set>in|notin)\s*\((?<values>[^()]*)\))?)\s*$/;

const quote = JSON.stringify;
const oneOf = (values: readonly string[]): string => `one_of(${values.map((value) => quote(value)).join(',')})`;
const single = ({ key, values: [value = ''] }: Requirement, sign: string): string => `${key} ${sign} ${quote(value)}`;

/** How each operator reads in Cloud Monitoring's filter language. */
const TERMS: Readonly<Record<string, (requirement: Requirement) => string>> = {
  '=': (requirement) => single(requirement, '='),
  '!=': (requirement) => single(requirement, '!='),
  in: (requirement) =>
    requirement.values.length === 1 ? single(requirement, '=') : `${requirement.key} = ${oneOf(requirement.values)}`,
  notin: (requirement) =>
    requirement.values.length === 1
      ? single(requirement, '!=')
      : `NOT ${requirement.key} = ${oneOf(requirement.values)}`,
  '<': ({ key, values: [value] }) => `${key} < ${value}`,
  '>': ({ key, values: [value] }) => `${key} > ${value}`,
};

/** @throws StatusError for an unsupported selector */
export function selectorFilter(selector: string, allowed: AllowedLabels): SelectorFilter {
  const requirements = parse(selector);
  const reducer = requirements.find(({ key }) => key === 'reducer');
  const project = requirements.find(({ key }) => key === 'resource.labels.project_id');
  if (project && project.operator !== '=') {
    throw labelNotAllowed(`Project selector must use '=' or '==': You used ${project.operator}`);
  }
  return {
    terms: requirements.filter((each) => each !== reducer).map((requirement) => term(requirement, allowed)),
    ...(reducer && { reducer: reducerOf(reducer) }),
    ...(project && { project: project.values[0] }),
  };
}

function term(requirement: Requirement, { prefixes, names }: AllowedLabels): string {
  const { key, operator } = requirement;
  if (operator === '!') throw new StatusError('BadRequest', 'Label selector with operator DoesNotExist is not allowed');
  const prefix = prefixes.find((each) => key.startsWith(`${each}.`));
  if (operator === 'exists') {
    if (prefix === undefined) throw labelNotAllowed(key);
    return `${prefix} : ${key.slice(prefix.length + 1)}`;
  }
  if (prefix === undefined && !names.includes(key)) throw labelNotAllowed(key);
  const write = TERMS[operator];
  if (!write) throw notImplemented(`Selector with operator "${operator}"`);
  return write(requirement);
}

function reducerOf({ operator, values }: Requirement): string {
  if (operator !== '=') throw labelNotAllowed(`Reducer must use '=' or '==': You used ${operator}`);
  const [reducer = ''] = values;
  if (!REDUCER.test(reducer)) throw labelNotAllowed(`Specified reducer is not supported: ${reducer}`);
  return reducer;
}

/** The requirements of a selector in its written form, sorted by label. */
function parse(selector: string): Requirement[] {
  if (selector.trim() === '') return [];
  return selector
    .split(/,(?![^(]*\))/)
    .map((text): Requirement => {
      const found = REQUIREMENT.exec(text)?.groups;
      if (!found) throw new StatusError('BadRequest', `unable to parse requirement: found '${text.trim()}'`);
      const { absent, key = '', operator, value = '', set, values = '' } = found;
      if (absent !== undefined) return { key: absent, operator: '!', values: [] };
      if (operator !== undefined) return { key, operator: operator === '==' ? '=' : operator, values: [value] };
      if (set === undefined) return { key, operator: 'exists', values: [] };
      return {
        key,
        operator: set,
        values: values
          .split(',')
          .map((each) => each.trim())
          .sort(),
      };
    })
    .sort((a, b) => (a.key < b.key ? -1 : 1));
}
