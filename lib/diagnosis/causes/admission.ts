import type { Cause } from '../cause.ts';
import { brokenPod } from '../pod-row.ts';
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
      /"[\w.-]+\.common-webhooks\.networking\.gke\.io" denied the request: (?<violation>[^\n]{1,160})/,
    ],
    sentence: "GKE's admission control refuses the object[ ({constraint})][: {violation}]",
    remedy:
      'Remove the named settings from the manifest. Autopilot refuses privileged pods, host paths and host networks; a Standard cluster accepts them',
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
    sentence: 'the namespace enforces a Pod Security level[, {level}][: {violation}]',
    remedy: 'Change the pod to meet the level. To lower the level of the namespace',
    command: 'kubectl label namespace "$NAMESPACE" pod-security.kubernetes.io/enforce=baseline --overwrite',
  },
  {
    code: 'RESOURCE_QUOTA',
    by: BY,
    under: ['PERMISSION', 'RBAC', 'QUOTA'],
    pattern:
      /exceeded quota: (?<quota>[\w.-]+), requested: (?<requested>[^\n]*?), used: (?<used>[^\n]*?), limited: (?<limited>[^\s"\\]*)|failed quota: (?<quota2>[\w.-]+): must specify/,
    sentence:
      'the ResourceQuota {quota} of the namespace is used up[: {requested} requested][, {used} used][, {limited} allowed]',
    remedy: 'Raise the quota, or delete objects that are not needed. To show the quota',
    command: 'kubectl describe resourcequota {quota} -n "$NAMESPACE"',
  },
  {
    // The admission of ResourceQuotas (its controller.go), which GKE limits by the priority classes of the system.
    code: 'PRIORITY_CLASS_QUOTA',
    by: BY,
    under: ['PERMISSION', 'RBAC', 'QUOTA'],
    pattern:
      /insufficient quota to match these scopes: \[\{?PriorityClass (?:Exists|In \[(?<priorityClass>[\w. -]+)\])/,
    sentence: 'no ResourceQuota of the namespace admits pods of this priority class[: {priorityClass}]',
    remedy:
      'Create a ResourceQuota in the namespace whose scopeSelector names the priority class, or remove priorityClassName from the pods',
    page: 'https://kubernetes.io/docs/concepts/policy/resource-quotas/#limit-priority-class-consumption-by-default',
  },
  {
    code: 'GMP_OPERATOR_DOWN',
    by: BY,
    under: ['WEBHOOK_DOWN', 'API_UNAVAILABLE'],
    pattern: [
      brokenPod('gmp-operator'),
      /failed calling webhook "[^"]*(?:gmp-operator|monitoring\.googleapis\.com)[^"]*"|for service "gmp-operator"|service "gmp-operator" not found/,
    ],
    sentence: "Managed Prometheus' operator does not answer: it is still starting, or managed collection is off",
    remedy: 'Apply the manifest again in a minute. If the error persists, enable managed collection',
    command:
      'gcloud container clusters update "$CLUSTER_NAME" --enable-managed-prometheus --location="$CONTROL_PLANE_LOCATION" --project="$PROJECT_ID"',
    patience: '10m',
  },
  {
    // GKE serves its own webhooks beside the API server, and a request later succeeds: kubeflow/internal-acls#755.
    code: 'GKE_WEBHOOK',
    by: [...BY, 'log'],
    under: ['WEBHOOK_DOWN', 'WARDEN'],
    confidence: 'likely',
    pattern:
      /failed calling webhook "(?<webhook>[\w.-]+\.common-webhooks\.networking\.gke\.io)"|failed to call webhook: Post "https:\/\/localhost:\d+\/webhook\//,
    sentence: "GKE's own admission webhook does not answer[: {webhook}]; it runs in the control plane",
    remedy: 'Try again in a minute. If the error persists, wait for the operations on the cluster. To list them',
    command:
      'gcloud container operations list --filter=status=RUNNING --location="$CONTROL_PLANE_LOCATION" --project="$PROJECT_ID"',
    patience: '15m',
  },
  {
    // A Service that does not exist answers never: prometheus-engine#782, #1646. Before v0.17 the webhook was in gmp-system.
    code: 'GMP_WEBHOOK_STALE',
    by: BY,
    under: ['GMP_OPERATOR_DOWN', 'OBJECT_MISSING'],
    pattern:
      /failed calling webhook "[^"]*\.gmp-operator\.(?<namespace>[a-z0-9-]+)\.monitoring\.googleapis\.com"[^\n]*service "gmp-operator" not found/,
    sentence:
      'a webhook of Managed Prometheus calls the Service gmp-operator in {namespace}, which does not exist: managed collection is off, or the operator was removed without its webhook configuration',
    remedy:
      'Enable managed collection. If the operator was removed on purpose, delete the webhook configurations that name gmp-operator in {namespace}. To list the configurations',
    command: 'kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations',
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
    remedy: "Check the pods of the webhook's Service, and that firewalls admit the control plane. To list the webhooks",
    command: 'kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations',
  },
  {
    // The API server (its webhook/errors/statuserror.go) with the words of any webhook.
    code: 'WEBHOOK_DENIED',
    by: [...BY, 'log'],
    confidence: 'likely',
    pattern: /admission webhook "(?<webhook>[^"]+)" denied the request(?:: (?<why>(?:(?!",")[^\n]){1,160}))?/,
    sentence: 'the admission webhook {webhook} refuses the object[: {why}]',
    remedy: 'Correct the object as the message says, then apply it again. To list the webhooks',
    command: 'kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations',
  },
  {
    // JobSet's webhook for pods with exclusive placement (its pod_admission_webhook.go): a slice for each job.
    code: 'JOBSET_LEADER',
    by: [...BY, 'log'],
    under: ['WEBHOOK_DENIED'],
    confidence: 'likely',
    pattern:
      /follower pod node selector (?:not set|not found|for topology domain not found)|leader pod not yet scheduled, not creating follower pod/,
    sentence: 'JobSet creates the other pods of a job only after the first one (index 0) is scheduled',
    remedy: 'Wait. If the first pod stays Pending, its events say why. To list such pods',
    command: 'kubectl get pods -A -l batch.kubernetes.io/job-completion-index=0 --field-selector=status.phase=Pending',
    patience: '30m',
  },
  {
    code: 'RBAC',
    by: [...BY, 'metrics api', 'autoscaler', 'adapter log', 'log'],
    under: ['METRIC_UNKNOWN'],
    pattern:
      /[Uu]ser "(?<user>[^"]+)" cannot (?<verb>\w+) (?:resource "(?<resource>[^"]+)"(?: in API group "[^"]*")?|(?<resource2>[a-z][\w./-]+))(?: (?:in the namespace "(?<namespace>[^"]+)"|at the cluster scope))?|(?<resource3>(?:cluster)?role(?:binding)?s)\.rbac\.authorization\.k8s\.io "[^"]*" is forbidden: (?:[Uu]ser "(?<user2>[^"]+)")?[^\n]{0,400}attempt(?:ing)? to grant|attempt to grant extra privileges|requires one of \["(?<permission>container\.[\w.]+)"\] permission/,
    sentence: 'the Kubernetes user[ {user}] cannot {verb|use} {resource|the resource}[ in namespace {namespace}]',
    remedy:
      'Ask an administrator for a Kubernetes Role, or for the IAM role {grant|roles/container.developer}. To list what the account may do',
    command: 'kubectl auth can-i --list --as={user|USER}',
  },
  {
    code: 'NAMESPACE_TERMINATING',
    by: BY,
    under: ['PERMISSION', 'NAMESPACE_MISSING', 'RBAC', 'CLUSTER_BUSY'],
    kinds: ['terminating'],
    // The last two are of the namespace's conditions: the controller's status_condition_utils.go.
    pattern:
      /because it is being terminated|object is being deleted|namespace "?'?[\w-]+"?'? .{0,20}is being (?:terminated|deleted)|Some resources are remaining: |Some content in the namespace has finalizers remaining: /,
    sentence: 'the namespace or the object is still being deleted',
    remedy:
      'Wait until the object is deleted, then create it again. If it does not end, the conditions in kubectl describe name what remains. To wait',
    command: 'kubectl wait --for=delete namespace/"$NAMESPACE" --timeout=5m',
    patience: '10m',
  },
  {
    code: 'NAMESPACE_MISSING',
    by: BY,
    under: ['OBJECT_MISSING'],
    pattern: /namespaces? "(?<namespace>[^"]+)" not found/,
    sentence: 'the namespace {namespace} does not exist',
    remedy: 'Create the namespace',
    command: 'kubectl create namespace {namespace}',
  },
  {
    code: 'NO_TYPE',
    by: BY,
    kinds: ['noType'],
    under: ['OBJECT_MISSING'],
    pattern:
      /no matches for kind "(?<kind>[^"]+)"(?: in version "(?<version>[^"]+)")?|the server doesn't have a resource type "(?<kind2>[^"]+)"/,
    sentence: 'the cluster has no kind[ {kind}][ in {version}]',
    remedy:
      'Correct apiVersion and kind, or install the definition of the kind (for PodMonitoring, enable managed collection). To list the known kinds',
    command: 'kubectl api-resources',
  },
  {
    code: 'IMMUTABLE_FIELD',
    by: BY,
    under: ['INVALID_OBJECT'],
    pattern:
      /(?<field>(?:spec|data|metadata|provisioner)[\w.[\]]*)?: (?:Invalid value: .{1,400}?: field is immutable|Forbidden: (?:pod updates may not change|updates to \w+ spec for fields|field is immutable|may not be (?:changed|updated)))|field is immutable/,
    sentence: 'a field of an existing object is immutable[: {field}]',
    remedy: 'Delete the object, then create it again.',
  },
  {
    code: 'INVALID_OBJECT',
    by: BY,
    under: ['WEBHOOK_DENIED'],
    pattern: [
      /The (?<kind>\w+) "[^"]*" is invalid: (?:\* )?(?<field>[\w.[\]"/-]+): /,
      /is invalid: (?:\* |\[)?(?<field>(?:spec|metadata|data|status|\w+)[\w.[\]"/-]*): (?:Invalid|Required|Unsupported|Forbidden|Too|Duplicate)/,
      /\b(?<kind>[A-Z]\w+) in version "[^"]*" cannot be handled as an? \w+: [^\n]*?unknown field "(?<field>[^"]+)"|ValidationError\((?<kind2>[A-Z]\w+)(?:\.[\w.]+)?\): unknown field "(?<field4>[^"]+)"/,
      /(?:strict decoding error: )?unknown field "(?<field>[^"]+)"|error validating data: (?:ValidationError|\[?unknown)|error parsing [^\n]*: error converting YAML to JSON|cannot unmarshal \w+ into Go struct field (?<field2>\S+)|invalid definition for endpoint|onto protected label|ScrapeConfigError|(?<field3>[\w.[\]]+): (?:Invalid value(?! for (?:field|'-))|Required value|Unsupported value|Too long|Duplicate value)/,
    ],
    confidence: 'likely',
    sentence: 'the API refuses a field of the object[: {field}]',
    remedy: 'Correct the field in the manifest. To list the fields',
    command: 'kubectl explain {explained|pod.spec} --recursive',
  },
  {
    code: 'MANIFEST_SYNTAX',
    by: ['kubectl'],
    under: ['INVALID_OBJECT'],
    pattern:
      /error parsing (?<file>[^\s:]+): error converting YAML to JSON: yaml: (?:line (?<row>\d+): )?(?<what>[^\n]{1,200})/,
    sentence: 'the manifest {file|that was applied} is not valid YAML[, line {row}][: {what}]',
    remedy: 'Correct the indentation and the quotes in this line or the line before. To number the lines',
    command: 'cat -n {file|FILE}',
  },
  {
    code: 'OBJECT_MISSING',
    by: [...BY, 'gcloud', 'client'],
    kinds: ['notFound'],
    pattern:
      /\(NotFound\): (?<kind>[\w.]+) "(?<name>[^"]+)" not found|The resource '(?<name2>[^']+)' was not found|[Nn]ot found: (?<name3>projects\/\S+?)[.,]*(?:\s|$)|\bnot found for url\b/,
    confidence: 'likely',
    sentence: 'the {kind|resource} does not exist[: {name}]',
    remedy: 'Check the name, the namespace and the location.',
  },
];
