import { RE2JS } from 're2js';
import type { KubeObject } from '../object.ts';
import { StatusError } from '../store/status-error.ts';
import type { FieldErrorList } from './field-error.ts';

interface Endpoint {
  readonly port?: number | string;
  readonly interval?: string;
  readonly timeout?: string;
  readonly metricRelabeling?: readonly Rule[];
  readonly authorization?: object;
  readonly basicAuth?: object;
  readonly oauth2?: object;
}

interface Rule {
  readonly action?: string;
  readonly regex?: string;
  readonly targetLabel?: string;
}

const PROTECTED = [
  'project_id',
  'location',
  'cluster',
  'namespace',
  'job',
  'instance',
  'top_level_controller',
  'top_level_controller_type',
  '__address__',
];

/**
 * The rules of the CRD (x-kubernetes-validations) and GKE's ValidatingAdmissionPolicies:
 * prometheus-engine@2ffde4ec, charts/operator. A violated rule names the type in the schema, not the value (Kubernetes'
 * apiextensions-apiserver, pkg/apiserver/schema/cel/validation.go).
 */
export function validatePodMonitoring(object: KubeObject, _path: string, errors: FieldErrorList): void {
  const endpoints: readonly Endpoint[] = object.spec?.endpoints ?? [];
  for (const [index, endpoint] of endpoints.entries()) checkEndpoint(endpoint, `spec.endpoints[${index}]`, errors);
  const mappings: readonly { to?: string }[] = object.spec?.targetLabels?.fromPod ?? [];
  for (const [index, { to }] of mappings.entries()) {
    checkLabel(to, `spec.targetLabels.fromPod[${index}].to`, errors);
  }
  if (errors.causes.length === 0) checkPolicies(object, endpoints);
}

function checkEndpoint(endpoint: Endpoint, path: string, errors: FieldErrorList): void {
  const { port, interval = '', timeout, metricRelabeling = [] } = endpoint;
  // The schema of an integer or string has no type.
  if (port === 0) errors.invalid(`${path}.port`, '', 'Port is required');
  const [limit, asked] = [seconds(interval), timeout === undefined ? undefined : seconds(timeout)];
  if (limit !== undefined && asked !== undefined && asked > limit) {
    const why = `scrape timeout (${asked}s) must not be greater than scrape interval (${limit}s)`;
    errors.invalid(path, 'object', why);
  }
  if ([endpoint.authorization, endpoint.basicAuth, endpoint.oauth2].filter((it) => it !== undefined).length > 1) {
    const rule =
      '((has(self.authorization) ? 1 : 0) + (has(self.basicAuth) ? 1 : 0) + (has(self.oauth2) ? 1 : 0)) <= 1';
    errors.invalid(path, 'object', `failed rule: ${rule}`);
  }
  for (const [index, { action, regex, targetLabel }] of metricRelabeling.entries()) {
    const at = `${path}.metricRelabeling[${index}]`;
    checkLabel(targetLabel, `${at}.targetLabel`, errors);
    if (action !== 'labeldrop' || regex !== undefined) continue;
    errors.invalid(at, 'object', "failed rule: !has(self.action) ||  self.action != 'labeldrop' || has(self.regex)");
  }
}

function checkLabel(label: string | undefined, path: string, errors: FieldErrorList): void {
  if (label !== undefined && PROTECTED.includes(label))
    errors.invalid(path, 'string', `cannot relabel onto protected label "${label}"`);
}

/** A duration of the format that CRDs know, Go's; undefined for one that the schema refuses anyway. */
function seconds(text: string): number | undefined {
  const units: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 0.001 };
  const parts = [...text.matchAll(/(\d+)(ms|[hms])/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text) return undefined;
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * units[unit!]!, 0);
}

/** The labels of the policy protected-labels, which lacks `job`. */
const PATTERN_PROTECTED = PROTECTED.filter((label) => label !== 'job');

function checkPolicies({ metadata }: KubeObject, endpoints: readonly Endpoint[]): void {
  const patterns = endpoints.flatMap(({ metricRelabeling = [] }) =>
    metricRelabeling.flatMap(({ regex }) => regex ?? []),
  );
  // CEL's `matches` finds the pattern anywhere.
  const matched = PATTERN_PROTECTED.find((label) =>
    patterns.some((pattern) => RE2JS.compile(pattern).matcher(label).find()),
  );
  if (matched !== undefined) {
    const message = `Relabeling rule regex would match protected label: "${matched}"`;
    throw denied(metadata.name, 'protected-labels.monitoring.googleapis.com', message);
  }
  if (new Set(endpoints.map(({ port }) => port)).size < endpoints.length) {
    throw denied(metadata.name, 'unique-ports.monitoring.googleapis.com', 'Ports must be unique across all endpoints');
  }
}

/** As the API server words the refusal of a ValidatingAdmissionPolicy. */
function denied(name: string, policy: string, why: string): StatusError {
  const message = `ValidatingAdmissionPolicy '${policy}' with binding '${policy}' denied request: ${why}`;
  const [group, kind] = ['monitoring.googleapis.com', 'podmonitorings'];
  return new StatusError('Invalid', `${kind}.${group} "${name}" is forbidden: ${message}`, {
    name,
    group,
    kind,
    causes: [{ reason: '', message }],
  });
}
