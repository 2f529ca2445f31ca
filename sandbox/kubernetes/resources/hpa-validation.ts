import { type FieldErrorList, GoLiteral } from './field-error.ts';
import { formatQuantity, parseQuantity } from './quantity.ts';

// biome-ignore lint/suspicious/noExplicitAny: parts of a HorizontalPodAutoscalerSpec
type Part = any;

/** pkg/apis/autoscaling/validation/validation.go; the types of metrics and targets are enums of the schema. */
export function validateAutoscaler(spec: Part, path: string, errors: FieldErrorList): void {
  const { minReplicas, maxReplicas } = spec;
  if (minReplicas < 1) errors.invalid(`${path}.minReplicas`, minReplicas, 'must be greater than or equal to 1');
  if (maxReplicas < 1) errors.invalid(`${path}.maxReplicas`, maxReplicas, 'must be greater than 0');
  if (maxReplicas < minReplicas) {
    errors.invalid(`${path}.maxReplicas`, maxReplicas, 'must be greater than or equal to `minReplicas`');
  }
  for (const [index, metric] of (spec.metrics ?? []).entries()) {
    validateMetric(metric, `${path}.metrics[${index}]`, errors);
  }
  for (const direction of ['scaleUp', 'scaleDown']) {
    const rules = spec.behavior?.[direction];
    if (rules) validateRules(rules, `${path}.behavior.${direction}`, errors);
  }
}

/** The fields of the sources, in the order in which Kubernetes looks for them. */
const SOURCES: Readonly<Record<string, (target: Part, path: string, errors: FieldErrorList) => void>> = {
  object: (target, path, errors) => {
    if (target.value === undefined && target.averageValue === undefined)
      errors.required(`${path}.averageValue`, 'must set either a target value or averageValue');
  },
  external: (target, path, errors) => {
    if (target.value === undefined && target.averageValue === undefined) {
      errors.required(`${path}.averageValue`, 'must set either a target value for metric or a per-pod target');
    }
    if (target.value !== undefined && target.averageValue !== undefined)
      errors.forbidden(`${path}.value`, 'may not set both a target value for metric and a per-pod target');
  },
  pods: (target, path, errors) => {
    if (target.averageValue === undefined)
      errors.required(`${path}.averageValue`, 'must specify a positive target averageValue');
  },
  resource: resourceTarget,
  containerResource: resourceTarget,
};

function resourceTarget(target: Part, path: string, errors: FieldErrorList): void {
  const { averageUtilization, averageValue } = target;
  if (averageUtilization === undefined && averageValue === undefined) {
    errors.required(`${path}.averageUtilization`, 'must set either a target raw value or a target utilization');
  }
  if (averageUtilization !== undefined && averageValue !== undefined)
    errors.forbidden(`${path}.averageValue`, 'may not set both a target raw value and a target utilization');
}

function validateMetric(metric: Part, path: string, errors: FieldErrorList): void {
  const present = Object.keys(SOURCES).filter((source) => metric[source] !== undefined);
  const [first] = present;
  if (first !== undefined) {
    const { target = {}, metric: identifier } = metric[first];
    if (identifier?.name === '') errors.required(`${path}.${first}.metric.name`, 'must specify a metric name');
    validateTarget(target, `${path}.${first}.target`, errors);
    SOURCES[first]!(target, `${path}.${first}.target`, errors);
  }
  const type = String(metric.type ?? '');
  const expected = type.charAt(0).toLowerCase() + type.slice(1);
  if (Object.hasOwn(SOURCES, expected) && !present.includes(expected)) {
    errors.required(`${path}.${expected}`, 'must populate information for the given metric source');
  }
  if (present.length === 1) return;
  for (const other of present.filter((source) => source !== expected)) {
    errors.forbidden(`${path}.${other}`, 'must populate the given metric source only');
  }
}

function validateTarget(target: Part, path: string, errors: FieldErrorList): void {
  for (const field of ['value', 'averageValue']) {
    const amount = target[field];
    if (amount !== undefined && parseQuantity(amount).nano <= 0n)
      errors.invalid(`${path}.${field}`, goQuantity(amount), 'must be positive');
  }
  const { averageUtilization } = target;
  if (averageUtilization < 1) {
    errors.invalid(`${path}.averageUtilization`, averageUtilization, 'must be greater than 0');
  }
}

/** As Go's `%#v` prints it: kedacore/keda#6786. */
function goQuantity(text: string | number): GoLiteral {
  const quantity = parseQuantity(text);
  return new GoLiteral(
    `resource.Quantity{i:resource.int64Amount{value:${quantity.nano / 1_000_000_000n}, scale:0}, d:resource.infDecAmount{Dec:(*inf.Dec)(nil)}, s:"${formatQuantity(quantity)}", Format:"DecimalSI"}`,
  );
}

const LONGEST_WINDOW = 3600;
const LONGEST_PERIOD = 1800;

function validateRules(rules: Part, path: string, errors: FieldErrorList): void {
  const { stabilizationWindowSeconds: window, policies = [] } = rules;
  const at = `${path}.stabilizationWindowSeconds`;
  if (window < 0) errors.invalid(at, window, 'must be greater than or equal to zero');
  if (window > LONGEST_WINDOW) errors.invalid(at, window, `must be less than or equal to ${LONGEST_WINDOW}`);
  // The server fills in the policies of rules that have none.
  if (rules.policies?.length === 0) errors.required(`${path}.policies`, 'must specify at least one Policy');
  for (const [index, { value, periodSeconds }] of policies.entries()) {
    const policy = `${path}.policies[${index}]`;
    if (value <= 0) errors.invalid(`${policy}.value`, value, 'must be greater than zero');
    if (periodSeconds <= 0) errors.invalid(`${policy}.periodSeconds`, periodSeconds, 'must be greater than zero');
    if (periodSeconds > LONGEST_PERIOD)
      errors.invalid(`${policy}.periodSeconds`, periodSeconds, `must be less than or equal to ${LONGEST_PERIOD}`);
  }
}
