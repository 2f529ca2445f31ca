/** apimachinery's validation rules for names, with their words. */
export interface NameRule {
  readonly pattern: RegExp;
  readonly longest: number;
  readonly complaint: string;
}

const alphanumeric =
  "must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

export const DNS_LABEL: NameRule = {
  pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
  longest: 63,
  complaint: `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and ${alphanumeric}`,
};

export const DNS_SUBDOMAIN: NameRule = {
  pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
  longest: 253,
  complaint:
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
};

export const SERVICE_NAME: NameRule = {
  pattern: /^[a-z]([-a-z0-9]*[a-z0-9])?$/,
  longest: 63,
  complaint:
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
};

/** Names that only must be usable in a path: roles and bindings. */
export const PATH_SEGMENT: NameRule = {
  pattern: /^(?!\.{1,2}$)[^/%]+$/,
  longest: 253,
  complaint: "may not be '.' or '..', and may not contain '/' or '%'",
};

/** By plural; a subdomain where nothing is said. */
const RULES: Readonly<Record<string, NameRule>> = {
  clusterrolebindings: PATH_SEGMENT,
  clusterroles: PATH_SEGMENT,
  namespaces: DNS_LABEL,
  rolebindings: PATH_SEGMENT,
  roles: PATH_SEGMENT,
  services: SERVICE_NAME,
};

export function nameRule(resource: string): NameRule {
  return RULES[resource] ?? DNS_SUBDOMAIN;
}

/** The validation errors of a name; empty for a valid name. */
export function nameProblems(name: string, rule: NameRule): string[] {
  return [
    ...(rule.pattern.test(name) ? [] : [rule.complaint]),
    ...(name.length > rule.longest ? [`must be no more than ${rule.longest} characters`] : []),
  ];
}

const QUALIFIED = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const LABEL_VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9])?$/;

export function isQualifiedName(name: string): boolean {
  return QUALIFIED.test(name);
}

export function isLabelValue(value: string): boolean {
  return LABEL_VALUE.test(value);
}
