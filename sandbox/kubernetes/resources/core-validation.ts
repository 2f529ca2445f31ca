import { type FieldErrorList, GoLiteral } from './field-error.ts';
import { parseQuantity } from './quantity.ts';

// biome-ignore lint/suspicious/noExplicitAny: each rule knows the Go type that it looks at
type Part = any;

/** The keys that a Secret of each type must have: pkg/apis/core/validation, ValidateSecret. */
const SECRET_KEYS: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
};

export function validateSecret({ type, data, stringData, metadata }: Part, errors: FieldErrorList): void {
  const has = (key: string): boolean => data?.[key] !== undefined || stringData?.[key] !== undefined;
  const missing = (keys: readonly string[]): string[] => keys.filter((key) => !has(key));
  for (const key of missing(SECRET_KEYS[type] ?? [])) errors.required(`data[${key}]`);
  if (type === 'kubernetes.io/basic-auth' && missing(['username', 'password']).length === 2)
    for (const key of ['username', 'password']) errors.required(`data[${key}]`);
  const account = 'kubernetes.io/service-account.name';
  if (type === 'kubernetes.io/service-account-token' && !metadata?.annotations?.[account])
    errors.required(`metadata.annotations[${account}]`);
  const [docker] = /dockerc/.test(type ?? '') ? SECRET_KEYS[type]! : [];
  if (docker === undefined || !has(docker)) return;
  const text = stringData?.[docker] ?? Buffer.from(data[docker], 'base64').toString();
  const problem = jsonProblem(text);
  if (problem) errors.invalid(`data[${docker}]`, '<secret contents redacted>', problem);
}

/** What Go says of a text that is no JSON; of a fault inside the text, only that it ends too early. */
function jsonProblem(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch {
    const [first] = text.trimStart();
    if (first === undefined || /[[{"\d-]/.test(first)) return 'unexpected end of JSON input';
    return `invalid character '${first}' looking for beginning of value`;
  }
}

/** pkg/registry/core/service: the allocator of node ports. */
export function validateNodePort({ nodePort }: Part, path: string, errors: FieldErrorList): void {
  if (nodePort === undefined || nodePort === 0 || (nodePort >= 30_000 && nodePort <= 32_767)) return;
  const why = 'provided port is not in the valid range. The range of valid ports is 30000-32767';
  errors.invalid(`${path}.nodePort`, nodePort, why);
}

/** pkg/apis/core/validation, validateHostNetwork. */
export function validateHostPorts({ hostNetwork, containers }: Part, path: string, errors: FieldErrorList): void {
  if (!hostNetwork) return;
  for (const [index, { ports }] of (containers ?? []).entries()) {
    for (const [at, { hostPort, containerPort }] of (ports ?? []).entries()) {
      if (!hostPort || hostPort === containerPort) continue;
      const where = `${path}.containers[${index}].ports[${at}].containerPort`;
      errors.invalid(where, containerPort, 'must match `hostPort` when `hostNetwork` is true');
    }
  }
}

/** pkg/apis/policy/validation. The real message has the addresses of the pointers. */
export function validateBudget({ minAvailable, maxUnavailable }: Part, path: string, errors: FieldErrorList): void {
  if (minAvailable === undefined || maxUnavailable === undefined) return;
  const value = new GoLiteral(
    'policy.PodDisruptionBudgetSpec{MinAvailable:(*intstr.IntOrString)(0xc000000000), MaxUnavailable:(*intstr.IntOrString)(0xc000000000)}',
  );
  errors.invalid(path, value, 'minAvailable and maxUnavailable cannot be both set');
}

const HIGHEST_OF_USERS = 1_000_000_000;

/** pkg/apis/scheduling/validation. */
export function validatePriorityClass({ metadata, value }: Part, errors: FieldErrorList): void {
  if (metadata?.name?.startsWith('system-')) return;
  if (value > HIGHEST_OF_USERS)
    errors.forbidden('value', `maximum allowed value of a user defined priority is ${HIGHEST_OF_USERS}`);
}

/** What must not be above what: the two fields, the one that is blamed, and their words. */
const LIMITS = [
  ['min', 'max', 'min', 'min value', 'max value'],
  ['min', 'defaultRequest', 'defaultRequest', 'min value', 'default request value'],
  ['defaultRequest', 'max', 'defaultRequest', 'default request value', 'max value'],
  ['defaultRequest', 'default', 'defaultRequest', 'default request value', 'default limit value'],
  ['min', 'default', 'default', 'min value', 'default value'],
  ['default', 'max', 'default', 'default value', 'max value'],
] as const;

/** pkg/apis/core/validation, ValidateLimitRange. */
export function validateLimitRange(item: Part, path: string, errors: FieldErrorList): void {
  for (const [low, high, blamed, lowWord, highWord] of LIMITS) {
    for (const [resource, amount] of Object.entries<string>(item[low] ?? {})) {
      const bound = item[high]?.[resource];
      if (bound === undefined || parseQuantity(amount).nano <= parseQuantity(bound).nano) continue;
      const why = `${lowWord} ${amount} is greater than ${highWord} ${bound}`;
      errors.invalid(`${path}.${blamed}[${resource}]`, item[blamed][resource], why);
    }
  }
}
