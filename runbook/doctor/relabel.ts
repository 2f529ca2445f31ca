/** One rule of `metricRelabeling` (prometheus-engine, pkg/operator/apis/monitoring/v1/pod_types.go, RelabelingRule). */
export interface RelabelingRule {
  readonly sourceLabels?: readonly string[];
  readonly separator?: string;
  readonly targetLabel?: string;
  readonly regex?: string;
  readonly replacement?: string;
  readonly action?: string;
}

type Labels = Readonly<Record<string, string>>;

interface Rule {
  readonly value: string;
  readonly pattern: RegExp;
  readonly rule: Required<Pick<RelabelingRule, 'targetLabel' | 'replacement'>>;
}

type Action = (labels: Labels, rule: Rule) => Labels | undefined;

const without = (labels: Labels, drop: (name: string) => boolean): Labels =>
  Object.fromEntries(Object.entries(labels).filter(([name]) => !drop(name)));

/** An empty value removes the label. */
const set = (labels: Labels, name: string, value: string): Labels =>
  value === '' ? without(labels, (one) => one === name) : { ...labels, [name]: value };

const expand = (template: string, match: RegExpMatchArray): string =>
  template.replace(/\$(?:\{(\w+)\}|(\w+))/g, (_, braced: string, plain: string) => {
    const group = braced ?? plain;
    return (/^\d+$/.test(group) ? match[Number(group)] : match.groups?.[group]) ?? '';
  });

/** An unknown action, such as hashmod. */
const unchanged: Action = (labels) => labels;

/** What each action does (prometheus/prometheus, model/relabel/relabel.go); undefined drops the series. */
const ACTIONS: Readonly<Record<string, Action>> = {
  keep: (labels, { pattern, value }) => (pattern.test(value) ? labels : undefined),
  drop: (labels, { pattern, value }) => (pattern.test(value) ? undefined : labels),
  keepequal: (labels, { value, rule }) => ((labels[rule.targetLabel] ?? '') === value ? labels : undefined),
  dropequal: (labels, { value, rule }) => ((labels[rule.targetLabel] ?? '') === value ? undefined : labels),
  replace: (labels, { pattern, value, rule }) => {
    const match = pattern.exec(value);
    return match ? set(labels, expand(rule.targetLabel, match), expand(rule.replacement, match)) : labels;
  },
  lowercase: (labels, { value, rule }) => set(labels, rule.targetLabel, value.toLowerCase()),
  uppercase: (labels, { value, rule }) => set(labels, rule.targetLabel, value.toUpperCase()),
  labeldrop: (labels, { pattern }) => without(labels, (name) => pattern.test(name)),
  labelkeep: (labels, { pattern }) => without(labels, (name) => !pattern.test(name)),
  labelmap: (labels, { pattern, rule }) =>
    Object.entries(labels).reduce((mapped, [name, value]) => {
      const match = pattern.exec(name);
      return match ? set(mapped, expand(rule.replacement, match), value) : mapped;
    }, labels),
};

/** The labels of a series after the rules, `__name__` included; undefined when a rule drops the series. */
export function relabel(labels: Labels, rules: readonly RelabelingRule[] = []): Labels | undefined {
  let now: Labels | undefined = labels;
  for (const each of rules) {
    const { sourceLabels = [], separator = ';', regex = '(.*)', action = 'replace' } = each;
    const { targetLabel = '', replacement = '$1' } = each;
    const before: Labels = now;
    const value = sourceLabels.map((name) => before[name] ?? '').join(separator);
    const pattern = new RegExp(`^(?:${regex})$`, 's');
    const act = ACTIONS[action.toLowerCase()] ?? unchanged;
    now = act(before, { value, pattern, rule: { targetLabel, replacement } });
    if (!now) return undefined;
  }
  return now;
}
