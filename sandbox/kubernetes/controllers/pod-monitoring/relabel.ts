import { createHash } from 'node:crypto';
import { RE2JS } from 're2js';

export type LabelSet = Readonly<Record<string, string>>;

/** One rule of `spec.endpoints[].metricRelabeling`. */
export interface RelabelingRule {
  readonly sourceLabels?: readonly string[];
  /** @default ';' */
  readonly separator?: string;
  readonly targetLabel?: string;
  /** @default '(.*)' */
  readonly regex?: string;
  readonly modulus?: number;
  /** @default '$1' */
  readonly replacement?: string;
  /** @default 'replace' */
  readonly action?: string;
}

/** The labels that identify where a series comes from; rules must leave them alone. */
export const PROTECTED = ['__address__', 'cluster', 'instance', 'job', 'location', 'namespace', 'project_id'] as const;

/** @returns undefined when the series is dropped. */
type Relabeling = (labels: LabelSet) => LabelSet | undefined;

interface Compiled {
  readonly regex: RE2JS;
  /** The source labels' values, joined. */
  readonly source: (labels: LabelSet) => string;
  readonly rule: RelabelingRule;
}

interface Action {
  /** Why the rule must not be, as the operator says it. */
  readonly refuse: (rule: RelabelingRule, regex: RE2JS) => string | undefined;
  readonly apply: (compiled: Compiled) => Relabeling;
}

const allowed = (): undefined => undefined;

const ontoProtected = ({ action = '', targetLabel = '' }: RelabelingRule): string | undefined =>
  PROTECTED.some((label) => label === targetLabel)
    ? `cannot relabel with action "${action}" onto protected label "${targetLabel}"`
    : undefined;

const dropsProtected = (rule: RelabelingRule): string =>
  `regex ${rule.regex} would drop at least one of the protected labels [${PROTECTED.join(' ')}]`;

/** Prometheus' relabeling actions, as far as a PodMonitoring may use them. */
const ACTIONS: ReadonlyMap<string, Action> = new Map<string, Action>([
  [
    'replace',
    {
      refuse: ontoProtected,
      apply:
        ({ regex, source, rule: { targetLabel = '', replacement = '$1' } }) =>
        (labels) => {
          const groups = match(regex, source(labels));
          if (!groups) return labels;
          const target = expand(targetLabel, groups);
          return withLabel(labels, target, expand(replacement, groups));
        },
    },
  ],
  [
    'hashmod',
    {
      refuse: ontoProtected,
      apply:
        ({ source, rule: { targetLabel = '', modulus = 1 } }) =>
        (labels) => {
          const digest = createHash('md5').update(source(labels)).digest();
          return withLabel(labels, targetLabel, String(digest.readBigUInt64BE(8) % BigInt(modulus)));
        },
    },
  ],
  [
    'keep',
    {
      refuse: allowed,
      apply:
        ({ regex, source }) =>
        (labels) =>
          regex.matches(source(labels)) ? labels : undefined,
    },
  ],
  [
    'drop',
    {
      refuse: allowed,
      apply:
        ({ regex, source }) =>
        (labels) =>
          regex.matches(source(labels)) ? undefined : labels,
    },
  ],
  [
    'labeldrop',
    {
      refuse: (rule, regex) => (PROTECTED.some((label) => regex.matches(label)) ? dropsProtected(rule) : undefined),
      apply:
        ({ regex }) =>
        (labels) =>
          withNames(labels, (name) => !regex.matches(name)),
    },
  ],
  [
    'labelkeep',
    {
      refuse: (rule, regex) => (PROTECTED.every((label) => regex.matches(label)) ? undefined : dropsProtected(rule)),
      apply:
        ({ regex }) =>
        (labels) =>
          withNames(labels, (name) => regex.matches(name)),
    },
  ],
]);

/** All rules, one after the other. @throws when a rule is not allowed or makes no sense. */
export function compileRelabeling(rules: readonly RelabelingRule[] = []): Relabeling {
  const steps = rules.map(compile);
  return (labels) => {
    let result: LabelSet | undefined = labels;
    for (const step of steps) result = result && step(result);
    return result;
  };
}

function compile(rule: RelabelingRule): Relabeling {
  const name = (rule.action ?? 'replace').toLowerCase();
  if (name === 'labelmap') throw new Error(`relabeling with action "${name}" not allowed`);
  const action = ACTIONS.get(name);
  if (!action) throw new Error(`unknown relabeling action "${name}"`);
  const regex = regularExpression(rule.regex || '(.*)');
  const refusal = action.refuse(rule, regex);
  if (refusal) throw new Error(refusal);
  const { sourceLabels = [], separator = ';' } = rule;
  return action.apply({
    regex,
    rule,
    source: (labels) => sourceLabels.map((label) => labels[label] ?? '').join(separator),
  });
}

function regularExpression(text: string): RE2JS {
  try {
    return RE2JS.compile(text);
  } catch (error) {
    throw new Error(`invalid regex "${text}": ${(error as Error).message}`);
  }
}

/** The groups of a match of the whole text. */
function match(regex: RE2JS, text: string): readonly string[] | undefined {
  const matcher = regex.matcher(text);
  if (!matcher.matches()) return undefined;
  return Array.from({ length: matcher.groupCount() + 1 }, (_, i) => matcher.group(i) ?? '');
}

/** A template of Go's regexp.Expand: `$1`, `${1}`, `$$`. */
function expand(template: string, groups: readonly string[]): string {
  return template.replace(/\$(?:\{(\w+)\}|(\w+)|\$)/g, (whole, braced?: string, plain?: string) =>
    whole === '$$' ? '$' : (groups[Number(braced ?? plain)] ?? ''),
  );
}

/** An empty value removes the label. */
function withLabel(labels: LabelSet, name: string, value: string): LabelSet {
  return value === '' ? withNames(labels, (each) => each !== name) : { ...labels, [name]: value };
}

function withNames(labels: LabelSet, keep: (name: string) => boolean): LabelSet {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => keep(name)));
}
