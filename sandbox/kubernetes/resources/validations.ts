import { formatLabelSelector, labelSelector } from '../store/selectors.ts';
import {
  validateBudget,
  validateHostPorts,
  validateLimitRange,
  validateNodePort,
  validatePriorityClass,
  validateSecret,
} from './core-validation.ts';
import { type FieldErrorList, GoLiteral } from './field-error.ts';
import { validateAutoscaler } from './hpa-validation.ts';
import { DNS_LABEL, nameProblems } from './names.ts';
import { validatePodMonitoring } from './pod-monitoring-validation.ts';

// biome-ignore lint/suspicious/noExplicitAny: each rule knows the Go type that it looks at
type Rule = (value: any, path: string, errors: FieldErrorList) => void;

/**
 * What schemas cannot say, by Go type: the parts that people run into. Typed by hand from the code of Kubernetes 1.33:
 * pkg/apis/<group>/validation.
 */
export const VALIDATIONS: Readonly<Record<string, Rule>> = {
  Container: (container, path, errors) => {
    for (const problem of nameProblems(container.name ?? '', DNS_LABEL)) {
      if (container.name) errors.invalid(`${path}.name`, container.name, problem);
    }
    if (!container.image) errors.required(`${path}.image`);
    for (const [name, request] of Object.entries(container.resources?.requests ?? {})) {
      const limit = container.resources.limits?.[name];
      if (name.includes('/') && limit !== request) {
        if (limit === undefined)
          errors.required(`${path}.resources.limits`, 'Limit must be set for non overcommitable resources');
        else errors.invalid(`${path}.resources.requests`, request, `must be equal to ${name} limit of ${limit}`);
      }
    }
  },
  ContainerPort: (port, path, errors) => portNumber(port.containerPort, `${path}.containerPort`, errors),
  DaemonSetSpec: selectsItsTemplate,
  DeploymentSpec: selectsItsTemplate,
  HorizontalPodAutoscalerSpec: validateAutoscaler,
  JobSpec: (spec, path, errors) => {
    const policy = spec.template?.spec?.restartPolicy;
    if (policy === 'Always') {
      errors.required(`${path}.template.spec.restartPolicy`, 'valid values: "OnFailure", "Never"');
    }
  },
  LimitRangeItem: validateLimitRange,
  PodSpec: (spec, path, errors) => {
    validateHostPorts(spec, path, errors);
    if (!spec.containers?.length) errors.required(`${path}.containers`);
    const volumes = new Set((spec.volumes ?? []).map(({ name }: { name: string }) => name));
    unique(spec.volumes, 'name', `${path}.volumes`, errors);
    const names = new Set<string>();
    for (const field of ['initContainers', 'containers']) {
      for (const [index, container] of (spec[field] ?? []).entries()) {
        const where = `${path}.${field}[${index}]`;
        if (names.has(container.name)) errors.duplicate(`${where}.name`, container.name);
        names.add(container.name);
        for (const [mount, { name }] of (container.volumeMounts ?? []).entries()) {
          if (!volumes.has(name)) errors.missing(`${where}.volumeMounts[${mount}].name`, name);
        }
      }
    }
  },
  PodMonitoring: validatePodMonitoring,
  PodDisruptionBudgetSpec: (spec, path, errors) => {
    validateBudget(spec, path, errors);
    const { minAvailable, maxUnavailable } = spec;
    numberOrShare(minAvailable, `${path}.minAvailable`, errors);
    numberOrShare(maxUnavailable, `${path}.maxUnavailable`, errors);
  },
  PriorityClass: (value, _path, errors) => validatePriorityClass(value, errors),
  ReplicaSetSpec: selectsItsTemplate,
  RollingUpdateDeployment: ({ maxUnavailable, maxSurge }, path, errors) => {
    numberOrShare(maxUnavailable, `${path}.maxUnavailable`, errors);
    numberOrShare(maxSurge, `${path}.maxSurge`, errors);
    if (Number.parseInt(maxUnavailable, 10) === 0 && Number.parseInt(maxSurge, 10) === 0) {
      const why = 'may not be 0 when `maxSurge` is 0';
      errors.invalid(`${path}.maxUnavailable`, goIntOrString(maxUnavailable), why);
    }
  },
  Secret: (value, _path, errors) => validateSecret(value, errors),
  Service: ({ spec }, _path, errors) => {
    if (!spec?.ports?.length && spec?.type !== 'ExternalName' && spec?.clusterIP !== 'None')
      errors.required('spec.ports');
    for (const [index, port] of (spec?.ports ?? []).entries()) {
      if (spec.ports.length > 1 && !port.name) errors.required(`spec.ports[${index}].name`);
    }
    unique(spec?.ports, 'name', 'spec.ports', errors);
  },
  ServicePort: (port, path, errors) => {
    portNumber(port.port, `${path}.port`, errors);
    validateNodePort(port, path, errors);
  },
  StatefulSetSpec: selectsItsTemplate,
};

function portNumber(port: number, path: string, errors: FieldErrorList): void {
  if (port !== undefined && (port < 1 || port > 65_535)) {
    errors.invalid(path, port, 'must be between 1 and 65535, inclusive');
  }
}

const NO_SHARE =
  "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')";

function numberOrShare(value: number | string | undefined, path: string, errors: FieldErrorList): void {
  if (typeof value === 'string' && !/^\d+%$/.test(value)) errors.invalid(path, goIntOrString(value), NO_SHARE);
  if (typeof value === 'number' && value < 0) errors.invalid(path, value, 'must be greater than or equal to 0');
}

function unique(
  items: readonly Record<string, unknown>[] | undefined,
  key: string,
  path: string,
  errors: FieldErrorList,
): void {
  const seen = new Set<unknown>();
  for (const [index, item] of (items ?? []).entries()) {
    if (item[key] !== undefined && seen.has(item[key])) errors.duplicate(`${path}[${index}].${key}`, item[key]);
    seen.add(item[key]);
  }
}

// biome-ignore lint/suspicious/noExplicitAny: the specification of any controller of pods
function selectsItsTemplate(spec: any, path: string, errors: FieldErrorList): void {
  if (!spec.selector || !spec.template) return;
  const labels = spec.template.metadata?.labels ?? {};
  const selector = formatLabelSelector(spec.selector);
  if (selector === '') {
    errors.invalid(`${path}.selector`, spec.selector, 'empty selector is invalid for deployment');
  } else if (!labelSelector(selector)(labels)) {
    errors.invalid(`${path}.template.metadata.labels`, goMap(labels), '`selector` does not match template `labels`');
  }
  const policy = spec.template.spec?.restartPolicy;
  if (policy && policy !== 'Always') {
    errors.unsupported(`${path}.template.spec.restartPolicy`, policy, ['Always']);
  }
}

/** An `intstr.IntOrString` as Go's `%#v` prints it. */
function goIntOrString(value: number | string): GoLiteral {
  const [type, number, text] = typeof value === 'number' ? [0, value, ''] : [1, 0, value];
  return new GoLiteral(`intstr.IntOrString{Type:${type}, IntVal:${number}, StrVal:${JSON.stringify(text)}}`);
}

/** A map as Go's `%#v` prints it, which is what the real messages contain. */
function goMap(labels: Record<string, string>): GoLiteral {
  const pairs = Object.entries(labels).map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
  return new GoLiteral(`map[string]string{${pairs.join(', ')}}`);
}
