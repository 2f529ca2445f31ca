import type { Cause } from '../cause.ts';
import type { Speaker } from '../seen.ts';

const BY: readonly Speaker[] = ['kubectl', 'event', 'api', 'condition'];

/** Why the Kubernetes API refuses an object. */
export const admission: readonly Cause[] = [
  {
    code: 'TPU_LABELS',
    by: BY,
    under: ['WARDEN'],
    pattern:
      /Missing nodeSelector\/nodeAffinity label cloud\.google\.com\/gke-tpu|tpu-accelerator-topology-constraints/,
    sentence: 'GKE refuses a TPU pod that does not name both its accelerator and its topology',
    remedy: 'Set both nodeSelector labels: cloud.google.com/gke-tpu-accelerator and cloud.google.com/gke-tpu-topology.',
  },
  {
    code: 'WARDEN',
    by: BY,
    under: ['PERMISSION', 'RBAC', 'POD_SECURITY', 'AUTOPILOT_UNSUPPORTED', 'INVALID_OBJECT'],
    pattern: [
      /\[denied by (?<constraint>[\w-]+)\]"?:\["?(?<violation>[^"\]]+)/,
      /GKE (?:Warden|Autopilot) (?:rejected|constraints)|warden-validating|(?:denied by|rejected by) .{0,30}(?:GKE )?(?:Warden|autogke-[\w-]+)/,
    ],
    sentence: "GKE's admission control refuses the object[ ({constraint})][: {violation}]",
    remedy:
      'Remove what it names from the manifest; Autopilot allows no privileged pods, host paths or host networks. A Standard cluster allows more.',
    page: 'https://cloud.google.com/kubernetes-engine/docs/concepts/autopilot-security',
  },
  {
    code: 'POD_SECURITY',
    by: BY,
    under: ['PERMISSION', 'RBAC'],
    pattern: [
      /violates PodSecurity "(?<level>[^"]+)": (?<violation>[^\n]{1,160})/,
      /unable to validate against any (?:pod security policy|security context constraint)/,
    ],
    sentence: 'the namespace enforces the Pod Security level {level|that forbids this pod}[: {violation}]',
    remedy: 'Change the pod, or lower the level of the namespace',
    command: 'kubectl label namespace "$NAMESPACE" pod-security.kubernetes.io/enforce=baseline --overwrite',
  },
  {
    code: 'RESOURCE_QUOTA',
    by: BY,
    under: ['PERMISSION', 'RBAC', 'QUOTA'],
    pattern:
      /exceeded quota: (?<quota>[\w.-]+), requested: (?<requested>[^\n]*?), used: (?<used>[^\n]*?), limited: (?<limited>[^\s"]*)|failed quota: (?<quota2>[\w.-]+): must specify/,
    sentence:
      'the ResourceQuota {quota} of the namespace is used up[: {requested} requested][, {used} used][, {limited} allowed]',
    remedy: 'Delete what is not needed, or raise it',
    command: 'kubectl describe resourcequota {quota} -n "$NAMESPACE"',
  },
  {
    code: 'GMP_OPERATOR_DOWN',
    by: BY,
    under: ['WEBHOOK_DOWN', 'API_UNAVAILABLE'],
    pattern:
      /failed calling webhook "[^"]*(?:gmp-operator|monitoring\.googleapis\.com)[^"]*"|for service "gmp-operator"|service "gmp-operator" not found/,
    sentence: "Managed Prometheus' operator does not answer: it is still starting, or managed collection is off",
    remedy: 'Wait a minute and apply again; if it stays so, turn managed collection on',
    command:
      'gcloud container clusters update "$CLUSTER_NAME" --enable-managed-prometheus --location="$CONTROL_PLANE_LOCATION" --project="$PROJECT_ID"',
    patience: '10m',
  },
  {
    code: 'WEBHOOK_DOWN',
    by: BY,
    under: [
      'API_UNAVAILABLE',
      'CONNECTION',
      'ADAPTER_DOWN',
      'TLS',
      'DNS',
      'CONTROL_PLANE_UNREACHABLE',
      'OBJECT_MISSING',
    ],
    pattern:
      /failed calling webhook "(?<webhook>[^"]+)"(?:[^\n]*?(?:no endpoints available for service|service) "(?<service>[^"]+)")?|failed to call webhook|conversion webhook for [^\n]{1,80} failed/,
    sentence: 'an admission webhook does not answer[: {webhook}][, served by {service}]',
    remedy: 'Find its service and pods; a firewall must let the control plane reach them',
    command: 'kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations',
  },
  {
    code: 'RBAC',
    by: [...BY, 'metrics api', 'autoscaler', 'adapter log', 'log'],
    under: ['METRIC_UNKNOWN'],
    pattern:
      /[Uu]ser "(?<user>[^"]+)" cannot (?<verb>\w+) (?:resource "(?<resource>[^"]+)"(?: in API group "[^"]*")?|(?<resource2>[a-z][\w./-]+))(?: (?:in the namespace "(?<namespace>[^"]+)"|at the cluster scope))?|attempt to grant extra privileges|requires one of \["(?<permission>container\.[\w.]+)"\] permission/,
    sentence: 'the Kubernetes account[ {user}] may not {verb|use} {resource|this resource}[ in namespace {namespace}]',
    remedy: 'Grant a Role or roles/container.developer. What it may do',
    command: 'kubectl auth can-i --list --as={user|USER}',
  },
  {
    code: 'NAMESPACE_TERMINATING',
    by: BY,
    under: ['PERMISSION', 'NAMESPACE_MISSING', 'RBAC', 'CLUSTER_BUSY'],
    kinds: ['terminating'],
    pattern:
      /because it is being terminated|object is being deleted|namespace "?'?[\w-]+"?'? .{0,20}is being (?:terminated|deleted)/,
    sentence: 'the namespace or the object is still being deleted',
    remedy: 'Wait until it is gone, then create it again',
    command: 'kubectl wait --for=delete namespace/"$NAMESPACE" --timeout=5m',
    patience: '10m',
  },
  {
    code: 'NAMESPACE_MISSING',
    by: BY,
    under: ['OBJECT_MISSING'],
    pattern: /namespaces? "(?<namespace>[^"]+)" not found/,
    sentence: 'the namespace {namespace} does not exist',
    remedy: 'Create it',
    command: 'kubectl create namespace {namespace}',
  },
  {
    code: 'NO_TYPE',
    by: BY,
    kinds: ['noType'],
    under: ['OBJECT_MISSING'],
    pattern:
      /no matches for kind "(?<kind>[^"]+)"(?: in version "(?<version>[^"]+)")?|the server doesn't have a resource type "(?<kind2>[^"]+)"/,
    sentence: 'the cluster does not know the kind[ {kind}][ of {version}]',
    remedy:
      'Install its definition (for PodMonitoring: managed collection of Managed Prometheus), or correct apiVersion and kind; the known kinds',
    command: 'kubectl api-resources',
  },
  {
    code: 'IMMUTABLE_FIELD',
    by: BY,
    under: ['INVALID_OBJECT'],
    pattern:
      /(?<field>(?:spec|data|metadata|provisioner)[\w.[\]]*)?: (?:Invalid value: .{1,400}?: field is immutable|Forbidden: (?:pod updates may not change|updates to \w+ spec for fields|field is immutable|may not be (?:changed|updated)))|field is immutable/,
    sentence: 'a field of the existing object cannot be changed[: {field}]',
    remedy: 'Delete the object and create it again.',
  },
  {
    code: 'INVALID_OBJECT',
    by: BY,
    pattern: [
      /The \w+ "[^"]*" is invalid: (?:\* )?(?<field>[\w.[\]"/-]+): /,
      /is invalid: (?:\* |\[)?(?<field>(?:spec|metadata|data|status|\w+)[\w.[\]"/-]*): (?:Invalid|Required|Unsupported|Forbidden|Too|Duplicate)/,
      /(?:strict decoding error: )?unknown field "(?<field>[^"]+)"|error validating data: (?:ValidationError|\[?unknown)|error parsing [^\n]*: error converting YAML to JSON|cannot unmarshal \w+ into Go struct field (?<field2>\S+)|admission webhook "[^"]+" denied the request|invalid definition for endpoint|onto protected label|ScrapeConfigError|(?<field3>[\w.[\]]+): (?:Invalid value|Required value|Unsupported value|Too long|Duplicate value)/,
    ],
    confidence: 'likely',
    sentence: 'the API refuses a field of the object[: {field}]',
    remedy: 'Correct the field in the manifest; the fields and their values',
    command: 'kubectl explain {kind|pod}.spec --recursive',
  },
  {
    code: 'MANIFEST_SYNTAX',
    by: ['kubectl'],
    under: ['INVALID_OBJECT'],
    pattern:
      /error parsing (?<file>[^\s:]+): error converting YAML to JSON: yaml: (?:line (?<row>\d+): )?(?<what>[^\n]{1,200})/,
    sentence: 'the manifest {file|that was applied} is not valid YAML[, line {row}][: {what}]',
    remedy: 'Correct the indentation and the quotes there or in the line before',
    command: 'cat -n {file|FILE}',
  },
  {
    code: 'OBJECT_MISSING',
    by: [...BY, 'gcloud', 'client'],
    kinds: ['notFound'],
    pattern:
      /\(NotFound\): (?<kind>[\w.]+) "(?<name>[^"]+)" not found|The resource '(?<name2>[^']+)' was not found|[Nn]ot found: (?<name3>projects\/\S+?)\.?(?:\s|$)|\bnot found for url\b/,
    confidence: 'likely',
    sentence: 'there is no {kind|resource} of this name[: {name}]',
    remedy: 'Check its name, namespace or location.',
  },
];
