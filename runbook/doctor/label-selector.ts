/** Kubernetes' LabelSelector (k8s.io/apimachinery/pkg/apis/meta/v1). */
export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

type Labels = Readonly<Record<string, string>>;

interface Requirement {
  readonly text: string;
  readonly holds: (labels: Labels) => boolean;
}

const OPERATORS: Readonly<Record<string, (key: string, values: readonly string[]) => Requirement>> = {
  In: (key, values) => ({
    text: values.length === 1 ? `${key}=${values[0]}` : `${key} in (${values.join(',')})`,
    holds: (labels) => Object.hasOwn(labels, key) && values.includes(labels[key]!),
  }),
  NotIn: (key, values) => ({
    text: values.length === 1 ? `${key}!=${values[0]}` : `${key} notin (${values.join(',')})`,
    holds: (labels) => !Object.hasOwn(labels, key) || !values.includes(labels[key]!),
  }),
  Exists: (key) => ({ text: key, holds: (labels) => Object.hasOwn(labels, key) }),
  DoesNotExist: (key) => ({ text: `!${key}`, holds: (labels) => !Object.hasOwn(labels, key) }),
};

function requirements({ matchLabels = {}, matchExpressions = [] }: LabelSelector): readonly Requirement[] {
  return [
    ...Object.entries(matchLabels).map(([key, value]) => OPERATORS.In!(key, [value])),
    ...matchExpressions.flatMap(({ key, operator, values = [] }) => OPERATORS[operator]?.(key, values) ?? []),
  ];
}

/** The parts of a selector that the labels do not meet, as `kubectl -l` writes them. An empty selector has no parts. */
export function unmet(selector: LabelSelector = {}, labels: Labels = {}): readonly string[] {
  return requirements(selector)
    .filter(({ holds }) => !holds(labels))
    .map(({ text }) => text);
}

/** As `kubectl -l` takes it; empty for a selector that matches everything. */
export function formatSelector(selector: LabelSelector = {}): string {
  return requirements(selector)
    .map(({ text }) => text)
    .join(',');
}
