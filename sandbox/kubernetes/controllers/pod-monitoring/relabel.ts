import { createHash } from 'node:crypto';
import { RE2JS } from 're2js';

/** A rule of `metricRelabeling`, as the CRD has it. */
export interface RelabelingRule {
  readonly sourceLabels?: readonly string[];
  readonly separator?: string;
  readonly targetLabel?: string;
  readonly regex?: string;
  readonly modulus?: number;
  readonly replacement?: string;
  readonly action?: string;
}

type Labels = Readonly<Record<string, string>>;

/** @returns the labels after the rule, undefined when it drops the series */
type Step = (labels: Labels) => Labels | undefined;

/** Rules as one function of a series' labels, `__name__` among them; Prometheus' model/relabel. @throws for an invalid pattern */
export function relabeling(rules: readonly RelabelingRule[]): Step {
  const steps = rules.map(step);
  return (labels) => steps.reduce<Labels | undefined>((at, next) => at && next(at), labels);
}

function step(rule: RelabelingRule): Step {
  const { action = 'replace', separator = ';', sourceLabels = [], targetLabel = '' } = rule;
  const pattern = RE2JS.compile(`^(?s:${rule.regex ?? '(.*)'})$`);
  const source = (labels: Labels): string => sourceLabels.map((name) => labels[name] ?? '').join(separator);
  const set = (labels: Labels, value: string): Labels => {
    const { [targetLabel]: _, ...others } = labels;
    return value === '' ? others : { ...others, [targetLabel]: value };
  };
  const actions: Readonly<Record<string, Step>> = {
    replace: (labels) => {
      const matcher = pattern.matcher(source(labels));
      if (!matcher.matches()) return labels;
      return set(
        labels,
        expand(rule.replacement ?? '$1', (group) => groupOf(matcher, group)),
      );
    },
    lowercase: (labels) => set(labels, source(labels).toLowerCase()),
    uppercase: (labels) => set(labels, source(labels).toUpperCase()),
    keep: (labels) => (pattern.matcher(source(labels)).matches() ? labels : undefined),
    drop: (labels) => (pattern.matcher(source(labels)).matches() ? undefined : labels),
    keepequal: (labels) => (source(labels) === (labels[targetLabel] ?? '') ? labels : undefined),
    dropequal: (labels) => (source(labels) === (labels[targetLabel] ?? '') ? undefined : labels),
    hashmod: (labels) => set(labels, String(hashOf(source(labels)) % BigInt(rule.modulus ?? 1))),
    labeldrop: (labels) => filtered(labels, (name) => !pattern.matcher(name).matches()),
    labelkeep: (labels) => filtered(labels, (name) => pattern.matcher(name).matches()),
  };
  return actions[action]!;
}

function expand(template: string, group: (name: string) => string): string {
  return template.replace(/\$(?:\{(\w+)\}|(\w+))/g, (_, braced: string | undefined, plain: string) =>
    group(braced ?? plain),
  );
}

function groupOf(matcher: ReturnType<RE2JS['matcher']>, name: string): string {
  const index = Number(name);
  if (Number.isInteger(index)) return index <= matcher.groupCount() ? (matcher.group(index) ?? '') : '';
  return '';
}

function hashOf(text: string): bigint {
  return createHash('md5').update(text).digest().readBigUInt64BE(8);
}

function filtered(labels: Labels, keeps: (name: string) => boolean): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => keeps(name)));
}
