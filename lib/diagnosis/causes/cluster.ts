import type { Cause } from '../cause.ts';
import type { Speaker } from '../seen.ts';

const BY: readonly Speaker[] = ['gcloud', 'api', 'operation', 'client'];
const CREDENTIALS =
  'gcloud container clusters get-credentials "$CLUSTER_NAME" --location="$CONTROL_PLANE_LOCATION" --project="$PROJECT_ID"';

/** A cluster's own state and features, and the way to it. */
export const cluster: readonly Cause[] = [
  {
    code: 'CLUSTER_BUSY',
    by: BY,
    kinds: ['busy'],
    pattern:
      /running incompatible operation (?<operation>operation-[\w-]+)?|hits the concurrent operations quota|(?:another|an) operation (?!\(install\/).{0,60}(?:in progress|currently (?:operating|running))|\b(?:operation|cluster|node pool)\b[^\n]{0,160}? is currently (?:being (?!used)|creating|deleting|updating|upgrading|repairing|reconciling)/i,
    sentence: 'another operation holds the cluster[: {operation}]',
    remedy: 'Wait until the operation ends. To list the running operations',
    command:
      'gcloud container operations list --filter=status=RUNNING --location="$CONTROL_PLANE_LOCATION" --project="$PROJECT_ID"',
    patience: '30m',
  },
  {
    code: 'CLUSTER_MISSING',
    by: BY,
    under: ['OBJECT_MISSING', 'PROJECT_MISSING'],
    pattern:
      /[Nn]ot found: projects\/(?<project>[\w:.-]+)\/(?:zones|locations|regions)\/(?<location>[\w-]+)\/clusters\/(?<cluster>[\w-]+)\b(?!\/)|No cluster named '(?<cluster2>[\w-]+)'/,
    sentence: 'the cluster[ {cluster}] does not exist[ in {location}]',
    remedy: 'Check the name and the location of the cluster[; gcloud suggests {suggestion}]. To list the clusters',
    command: 'gcloud container clusters list --project={project|"$PROJECT_ID"}',
  },
  {
    code: 'ALREADY_EXISTS',
    by: [...BY, 'kubectl'],
    pattern:
      /Already exists: (?<name>\S+?)[.,]*(?:\s|$)|\(AlreadyExists\): \S+ "(?<name2>[^"]+)"|resource '(?<name3>[^']+)' already exists|subject of a conflict: (?:[^\n]{0,60}? named (?<name5>\S+) [^\n]{0,80}|[^\n]{0,60}?(?<name6>\S+) )already exists|ALREADY_EXISTS: (?<name4>\S+)/i,
    sentence: 'a resource with this name already exists[: {name}]',
    remedy: 'Use the existing resource, or choose another name.',
  },
  {
    // Compute Engine's RESOURCE_IN_USE_BY_ANOTHER_RESOURCE: a network, a disk or an address that something else refers to.
    code: 'STILL_USED',
    by: BY,
    under: ['ALREADY_EXISTS', 'OBJECT_MISSING'],
    pattern: [
      /resource '(?<resource>[^']+)' is already being used by '(?<user>[^']+)'/,
      /\bIP '(?<resource>[\da-f.:]+)' is already being used by another resource|\bIP_IN_USE_BY_ANOTHER_RESOURCE\b/,
      /\bRESOURCE_IN_USE_BY_ANOTHER_RESOURCE\b|\bresourceInUseByAnotherResource\b/,
    ],
    sentence: 'the resource[ {resource}] is still in use[ by {user}]',
    remedy:
      'Delete or detach what uses the resource, if it is yours, then try again. A load balancer leaves network endpoint groups and firewall rules behind if its cluster is deleted before its Service. For networks',
    page: 'https://cloud.google.com/vpc/docs/create-modify-vpc-networks#delete-network',
  },
  {
    // Terraform's provider keeps the field in its state only; Compute Engine has its own.
    code: 'DELETION_PROTECTED',
    by: [...BY, 'log'],
    pattern:
      /[Cc]annot destroy (?<kind>\w+)[^\n]{0,80}deletion_protection|Resource cannot be deleted if it's protected against deletion/,
    sentence: 'the {kind|resource} is protected against deletion',
    remedy:
      'To delete it, set deletion_protection = false in its Terraform resource, run terraform apply, and then run terraform destroy. For an instance',
    page: 'https://cloud.google.com/compute/docs/instances/preventing-accidental-vm-deletion',
  },
  {
    code: 'IDENTITY_POOL',
    by: BY,
    under: ['OBJECT_MISSING', 'ARGUMENT'],
    pattern:
      /Identity Pool does not exist(?: \((?<pool>[\w.:-]+)\))?|[Ii]dentity (?:namespace|pool) "?'?(?<pool2>[\w.:-]+)?"?'? (?:does not exist|is not valid|not found)/,
    sentence: 'the Workload Identity pool[ {pool}] does not exist',
    remedy:
      'GKE creates the pool with the first cluster that has --workload-pool=PROJECT_ID.svc.id.goog; IAM accepts the pool a few minutes later. To list the pools of the clusters',
    command:
      'gcloud container clusters list --format="table(name,workloadIdentityConfig.workloadPool)" --project="$PROJECT_ID"',
  },
  {
    code: 'WORKLOAD_IDENTITY_OFF',
    by: [...BY, 'event', 'log', 'kubectl'],
    under: ['BUCKET_PERMISSION', 'ARGUMENT', 'INVALID_OBJECT'],
    pattern:
      /Workload Identity (?:Federation )?(?:must be enabled|is not enabled|is disabled|needs to be enabled)|GKE_METADATA.{0,60}(?:requires|without)|[Ww]orkload metadata config .{0,60}(?:not allowed|requires)/,
    sentence: 'Workload Identity is not enabled on the cluster or on the node',
    remedy:
      'Enable Workload Identity on the cluster, and set --workload-metadata=GKE_METADATA on existing node pools. For the cluster',
    command:
      'gcloud container clusters update "$CLUSTER_NAME" --workload-pool="$PROJECT_ID.svc.id.goog" --location="$CONTROL_PLANE_LOCATION" --project="$PROJECT_ID"',
  },
  {
    code: 'AUTOPILOT_UNSUPPORTED',
    by: [...BY, 'kubectl', 'event', 'log'],
    under: ['ARGUMENT', 'INVALID_OBJECT', 'RBAC', 'PERMISSION'],
    pattern:
      /GKEAutopilot authz: (?<violation>[^\n"]*(?:"[^"]*"[^\n"]*)*)|Autopilot (?:clusters? |node pools? )?(?:do(?:es)? not|don't|cannot|can't) (?:support|allow|be)|(?:not (?:supported|allowed|available)|cannot be (?:set|used|modified)|unsupported) (?:for|in|on|with) (?:GKE )?[Aa]utopilot|when (?:\S+ )?[Aa]utopilot is enabled/,
    sentence: 'Autopilot does not support the setting or the operation[: {violation}]',
    remedy: 'Omit the setting, or use a Standard cluster (CLUSTER_MODE=standard).',
  },
  {
    code: 'NO_CREDENTIALS',
    by: ['kubectl'],
    under: ['CONTROL_PLANE_UNREACHABLE', 'CONNECTION'],
    kinds: ['noContext'],
    pattern:
      /no context exists with the name: "(?<context3>[^"]+)"|context "(?<context>[^"]+)" does not exist|context was not found for specified context: (?<context2>\S+)|no configuration has been provided|current-context is not set|The connection to the server localhost:8080 was refused|http:\/\/localhost\/(?:api\/v1|apis)\b[^"\s]*"?: dial tcp \S+:80: connect: connection refused/,
    sentence: "kubectl, or Terraform's Kubernetes provider, has no credentials for the cluster",
    remedy: 'Get the credentials',
    command: CREDENTIALS,
  },
  {
    code: 'AUTH_PLUGIN',
    by: ['kubectl', 'gcloud'],
    under: ['CONTROL_PLANE_UNREACHABLE', 'CONNECTION', 'COMMAND_MISSING'],
    kinds: ['noPlugin'],
    pattern:
      /exec(?:: "|utable )gke-gcloud-auth-plugin(?:\.exe)?(?:": executable file)? not found|gke-gcloud-auth-plugin, which is needed .{0,60}(?:not found|was not found|not (?:installed|executable))|exec plugin .{0,40}gke-gcloud-auth-plugin|no Auth Provider found for name "gcp"|gcp auth plugin has been removed/,
    sentence: "kubectl's credential plugin for GKE is not installed or does not run",
    remedy: 'Install the plugin (with apt: google-cloud-cli-gke-gcloud-auth-plugin)',
    command: 'gcloud components install gke-gcloud-auth-plugin',
  },
  {
    // The plugin prints the error of gcloud, which says more, where it can.
    code: 'PLUGIN_FAILED',
    by: ['kubectl', 'gcloud'],
    under: ['CONTROL_PLANE_UNREACHABLE', 'CONNECTION'],
    kinds: ['noToken'],
    confidence: 'likely',
    pattern:
      /getting credentials: exec: (?:executable (?<plugin>\S+) failed with exit code|plugin didn't return)|print credential failed with error|error executing access token command/,
    sentence: "kubectl's credential plugin gets no token: gcloud is not logged in, or fails itself",
    remedy: 'Read what gcloud answers. If the login has expired: gcloud auth login. To ask gcloud for a token',
    command: 'gcloud auth print-access-token > /dev/null && gcloud config config-helper --format=none',
    patience: '5m',
  },
  {
    // The API server says only that it does not know who asks: apiserver, status reason Unauthorized.
    code: 'UNAUTHORIZED',
    by: ['kubectl'],
    confidence: 'likely',
    pattern: /You must be logged in to the server|the server has asked for the client to provide credentials/,
    sentence:
      'the control plane does not accept the credentials of kubectl: they have expired, are those of another cluster or account, or the clock is wrong',
    remedy:
      'Check the account (gcloud auth list), the context (kubectl config current-context) and the clock (date -u). To get new credentials',
    command: CREDENTIALS,
  },
  {
    // The API server, or an API behind it, for a caller whose credentials it did not get or does not know.
    code: 'ANONYMOUS_USER',
    by: ['kubectl', 'event', 'api', 'metrics api', 'autoscaler', 'adapter log', 'log'],
    under: ['RBAC'],
    confidence: 'likely',
    pattern: /[Uu]ser "system:anonymous" cannot (?<verb>\w+)/,
    sentence: 'the Kubernetes API does not know who asks (system:anonymous): it gets no credentials that it accepts',
    remedy:
      'Do not grant roles to system:anonymous. If the metrics API refuses the autoscaler, check that the adapter may read the ConfigMap extension-apiserver-authentication in kube-system, then restart the adapter. Otherwise get new credentials',
    command: CREDENTIALS,
  },
  {
    code: 'CONTROL_PLANE_UNREACHABLE',
    by: ['kubectl', 'client'],
    under: ['CONNECTION'],
    kinds: ['notListening'],
    pattern: [
      /Unable to connect to the server: (?!getting credentials|tls)(?:.*?(?<!read tcp )(?<host>\b\d+\.\d+\.\d+\.\d+)(?::\d+)?(?!\S*->))?/,
      /The connection to the server (?!localhost:8080)(?<host>\S+) was refused/,
      /(?:couldn't get current server API group list|failed to download openapi).{0,160}dial tcp (?<host>[\d.]+)/,
      // Terraform's Kubernetes provider. A pod names the port of the API server.
      /\b(?:Get|Post|Put|Patch|Delete|Head) "https?:\/\/(?<host>\d+\.\d+\.\d+\.\d+)(?::443)?\/(?:api|apis|version|openapi)[/"?][^\n]*: dial tcp [\d.]+:443: (?:i\/o timeout|connect: (?:connection (?:timed out|refused)|no route to host|network is unreachable))/,
    ],
    sentence: "kubectl, or Terraform's Kubernetes provider, cannot reach the control plane[ at {host}]",
    remedy:
      'Check that the cluster exists and that its control plane admits this network (authorized networks, private endpoint, VPN). To refresh the credentials',
    command: CREDENTIALS,
  },
  {
    code: 'COMPONENT',
    by: ['gcloud'],
    under: ['ARGUMENT'],
    pattern:
      /(?:You do not currently have this command group installed|[Cc]omponent \[?(?<component>[\w-]+)\]? is (?:not installed|required|missing)|requires? the .{0,20}component|The following components are unknown)/,
    sentence: 'gcloud lacks a component[: {component}]',
    remedy: 'Install the component',
    command: 'gcloud components install {component|beta}',
  },
  {
    code: 'ARGUMENT',
    by: ['gcloud', 'kubectl'],
    pattern: [
      /ERROR: \(gcloud[^)]*\) unrecognized arguments:\s*(?<argument>[^\s=]+)?/,
      /unrecognized arguments: (?<argument>--\S+)[^\n]*\(did you mean/,
      /argument (?<argument>--?[\w-]+)[^\n:]*: (?:Invalid|Bad|Must|expected|Exactly|At most)/,
      /ERROR: \(gcloud[^)]*\) (?:Invalid choice|argument|Invalid value for \[(?<argument>[^\]]+)\]|unknown flag)/,
      /^[Ee]rror: unknown (?:flag|shorthand flag|command)[: ]+"?(?<argument>[^\s"]+)/,
      /ERROR: \(gcloud[^)]*\) .{0,40}(?:[Mm]ust be (?:specified|supplied|provided)|missing required)/,
    ],
    sentence: 'the command line is not valid[: {argument}]',
    remedy: 'Run the same command with --help, and compare the flags.',
  },
];
