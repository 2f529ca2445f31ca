import type { Cause } from '../cause.ts';
import type { Speaker } from '../seen.ts';

const BY: readonly Speaker[] = ['gcloud', 'api', 'operation', 'event', 'client'];

/** What a project or an organisation does not allow, or lacks. */
export const project: readonly Cause[] = [
  {
    code: 'API_DISABLED',
    by: [...BY, 'adapter log', 'log', 'kubectl'],
    under: ['PERMISSION', 'BALANCER_PENDING'],
    pattern: [
      /(?<name>[A-Z][\w ()]+ API) has not been used in project (?<project>[\w:.-]+) .{0,200}\/apis\/api\/(?<api>[\w-]+\.googleapis\.com)\//,
      /(?:(?<api>[\w-]+\.googleapis\.com)|(?<name>[A-Z][\w ]+ API)) has not been used in project (?<project>[\w:.-]+)/,
      /[Aa]PI \[(?<api>[\w-]+\.googleapis\.com)\] not enabled on project \[(?<project>[\w:.-]+)\]/,
      /[Ss]ervice '(?<api>[\w.-]+\.googleapis\.com)' is not enabled(?: for consumer 'project:(?<project>[\w:.-]+)')?/,
      /should enable service:(?<api>[\w.-]+\.googleapis\.com)|[Ee]nable the (?<name>[\w ]+ API)\b/,
      /(?<name>[A-Z][\w ]+ API) is not enabled(?: for project (?<project>[\w:.-]+))?|SERVICE_DISABLED|accessNotConfigured/,
    ],
    sentence: 'the API[ {api}][ ({name})] is not enabled in the project[ {project}]',
    remedy: 'Enable the API. It takes effect within a few minutes',
    command: 'gcloud services enable {api} --project={project|"$PROJECT_ID"}',
  },
  {
    code: 'BILLING',
    by: BY,
    under: ['PERMISSION', 'API_DISABLED', 'BUCKET_PERMISSION'],
    pattern: [
      /[Bb]illing (?:account )?(?:for project (?<project>[\w:.-]+) |for this project )?(?:is |has been )?(?:disabled|not (?:enabled|found|open))|requires billing to be enabled|BILLING_DISABLED|UREQ_PROJECT_BILLING\w*|billing must be enabled|(?:absent|closed|invalid|no (?:valid|active)?) ?billing account|billing account .{0,60}(?:closed|not open|absent)/i,
    ],
    sentence: 'the project[ {project}] has no open billing account',
    remedy: 'Link an open billing account to the project',
    page: 'https://console.cloud.google.com/billing/linkedaccount?project={project|PROJECT_ID}',
  },
  {
    code: 'NOT_LOGGED_IN',
    by: ['gcloud', 'api', 'kubectl'],
    under: ['PERMISSION', 'CONTROL_PLANE_UNREACHABLE', 'PLUGIN_FAILED', 'UNAUTHORIZED'],
    kinds: ['unauthenticated'],
    pattern: [
      /You do not currently have an active account selected|There was a problem (?:reauthenticating while )?refreshing (?:your )?(?:current )?auth tokens|rapt_required|Reauthentication (?:failed|required|is needed)|run:? [`'"$ ]*gcloud auth login/,
      // In a program's gRPC call it is the program's account, and not that of gcloud.
      /(?<!rpc error: code = \w+ desc = )[Rr]equest had invalid authentication credentials|invalid_grant: (?:Bad Request|Token has been expired|reauth related error)|[Rr]efresh token is invalid/,
      // Go's oauth2: RetrieveError, before and since it reads the answer.
      /"error_description": ?"(?:Bad Request|Token has been expired|reauth related error)|oauth2: "invalid_grant" "(?:Bad Request|Token has been expired|reauth related error)/,
    ],
    sentence: 'gcloud is not logged in, or its login has expired',
    remedy:
      'Log in again. Client libraries and Terraform use separate credentials: gcloud auth application-default login. To log in to gcloud',
    command: 'gcloud auth login',
  },
  {
    code: 'ANONYMOUS_CALLER',
    by: [...BY, 'kubectl', 'log'],
    under: ['PERMISSION', 'BUCKET_PERMISSION', 'NOT_LOGGED_IN'],
    pattern: /Anonymous caller does not have (?<permission>[\w.]+\w)(?: access)?/,
    sentence: 'the request carries no login, and a stranger has no permission {permission}',
    remedy: 'Log in on a computer; give a pod a service account with a role (Workload Identity). To log in',
    command: 'gcloud auth login',
  },
  {
    code: 'NO_DEFAULT_CREDENTIALS',
    by: [...BY, 'log', 'adapter log'],
    under: ['NOT_LOGGED_IN'],
    pattern:
      /[Cc]ould not (?:automatically determine|load the) (?:default )?credentials|[Dd]efault credentials were not found|could not find default credentials|DefaultCredentialsError|[Rr]un:? [`'"$ ]*gcloud auth application-default login|Unable to (?:detect|acquire) .{0,20}(?:impersonated )?credentials|no quota project|GCE metadata "instance\/service-accounts\/[^"]*" not defined/,
    sentence: 'client libraries have no application default credentials',
    remedy:
      'Restart the pod, which then gets its credentials from the metadata server of its node. On a workstation, create application default credentials',
    command: 'gcloud auth application-default login',
  },
  {
    code: 'ACT_AS',
    by: BY,
    under: ['PERMISSION'],
    pattern: [
      /(?:does not have access to|lacks? .{0,40}permission .{0,20}on|missing .{0,60}on) service account ["']?(?<serviceAccount>[\w.@-]+)/i,
      /permission to act as (?:the )?(?:service account )?['"]?(?<serviceAccount>[\w.-]+@[\w.-]+\w)/,
      /iam\.serviceAccounts\.actAs|permission to act as|SERVICE_ACCOUNT_ACCESS_DENIED|roles\/iam\.serviceAccountUser|IAM_SERVICE_ACCOUNT_ACT_AS/,
      /Ask a project owner to grant you the iam\.serviceAccountUser role/,
    ],
    sentence: "the account may not use the nodes' service account[ {serviceAccount}]",
    remedy: 'Ask an owner of the project to grant roles/iam.serviceAccountUser on the service account',
    command:
      'gcloud iam service-accounts add-iam-policy-binding {serviceAccount|SERVICE_ACCOUNT} --member="user:$(gcloud config get account)" --role=roles/iam.serviceAccountUser --project="$PROJECT_ID"',
  },
  {
    code: 'PERMISSION',
    by: [...BY, 'kubectl', 'log', 'adapter log'],
    kinds: ['forbidden'],
    pattern: [
      // Container Registry, in Terraform: terraform-provider-google#12972.
      /[Cc]aller does not have permission '(?<permission>[a-z]\w+(?:\.\w+)+)'/,
      /[Pp]ermission ['"]?(?<permission>[a-z]\w+(?:\.\w+)+)['"]? (?:denied|is missing|is required)(?:,? (?:on|for) (?:resource )?['"]?\/*(?<resource>(?!resource\b)[\w./:@-]*[\w@-]))?/,
      /[Rr]equired ['"](?<permission>[\w.]+)['"] permissions? for ['"](?<resource>[^'"]+)['"]/,
      // What the Kubernetes API refuses, RBAC tells.
      /[Rr]equires?(?<!\bcannot \w+ [^\n]{1,200})\S* (?:the )?"?'?(?<permission>[a-z]\w+(?:\.[A-Za-z]\w*){2,})"?'? permission/,
      /(?:does not have|lacks?|missing|denied) (?:the )?(?:permission )?['"]?(?<permission>[a-z]\w+(?:\.[A-Za-z]\w*){2,})['"]? (?:access|permission)/,
      /does not have permission to access .{1,60} \[(?<resource>[^\]]+)\]/,
      /requires (?<permission>\w+) permission on (?<resource>\S+)|(?:Read|Write) access to (?<resource2>project '[^']+') was denied/,
      /IAM_PERMISSION_DENIED|\bPERMISSIONS_ERROR\b|caller does not have (?:the )?permission|Insufficient Permission\b|\binsufficientPermissions\b|do(?:es)? not have (?:sufficient )?permissions? to/,
    ],
    sentence: 'the account lacks the permission {permission|for the request}[ on {resource}]',
    remedy: 'Ask an owner of the project for a role with this permission. To list the roles of each account',
    command:
      'gcloud projects get-iam-policy "$PROJECT_ID" --flatten="bindings[].members" --format="table(bindings.members,bindings.role)"',
  },
  {
    // A token that Compute Engine gives a machine is limited to its scopes; roles do not widen it.
    code: 'SCOPES',
    by: [...BY, 'kubectl', 'log', 'adapter log'],
    under: ['PERMISSION', 'BUCKET_PERMISSION', 'NOT_LOGGED_IN'],
    pattern:
      /Provided scope\(s\) are not authorized|ACCESS_TOKEN_SCOPE_INSUFFICIENT|insufficient authentication scopes/,
    sentence: 'the access scopes of the machine or of the login are too narrow',
    remedy:
      'Create the node pool with --scopes=cloud-platform, or use Workload Identity for the pods. On a workstation, log in again. To show the scopes of the node pools',
    command:
      'gcloud container node-pools list --cluster="$CLUSTER_NAME" --location="$CONTROL_PLANE_LOCATION" --project="$PROJECT_ID" --format="table(name,config.oauthScopes)"',
  },
  {
    code: 'ORG_POLICY',
    by: [...BY, 'kubectl'],
    under: ['PERMISSION', 'SCALE_UP_FAILED'],
    pattern: [
      /[Cc]onstraint '?"?\[?(?:[Cc]onstraints?\/)?(?<constraint>[\w.]+\w)'?"?\]? (?:is |was )?violated/,
      /(?:violates|violated|[Oo]rg(?:anization)? [Pp]olicy)[^\n]{0,120}?constraints?\/(?<constraint>[\w.]+\w)/,
      /constraints?\/(?<constraint>[\w.]+\w)[^\n]{0,80}(?:violat|denied|not allowed|prohibit)/,
      /(?:denied|blocked|violates?) .{0,30}organi[sz]ation(?:al)? polic/i,
      // google.rpc.PreconditionFailure: the type of a violation.
      /^\W{0,4}type\W{1,4}constraints\/(?<constraint>[\w.]+\w)/,
      // Custom constraints: docs, resource-manager, creating-managing-custom-constraints.
      /customConstraints\/(?<constraint>custom\.[\w.]*\w)/,
      /denied by custom org policy/,
      /Key creation is not allowed on this service account/,
      // iam.allowedPolicyMemberDomains
      /do not belong to a permitted customer/,
    ],
    sentence: 'an organization policy forbids the request[: {constraint}]',
    remedy:
      'Ask an administrator of the organization for an exception. Private nodes (--enable-private-nodes) with Cloud NAT comply with compute.vmExternalIpAccess. To show the policy',
    command: 'gcloud org-policies describe {constraint|CONSTRAINT} --effective --project="$PROJECT_ID"',
  },
  {
    code: 'SERVICE_PERIMETER',
    by: [...BY, 'kubectl', 'log', 'adapter log'],
    under: ['PERMISSION', 'ORG_POLICY', 'BUCKET_PERMISSION'],
    pattern:
      /vpcServiceControlsUniqueIdentifier"?:? ?"?(?<id>[\w-]+)|SECURITY_POLICY_VIOLATED|[Rr]equest is prohibited by organi[sz]ation's policy/,
    sentence: 'VPC Service Controls forbids the request[ (ID {id})]',
    remedy: 'Ask an administrator of the organization to allow the request in the service perimeter',
    page: 'https://console.cloud.google.com/security/service-perimeter',
  },
  {
    code: 'NETWORK_MISSING',
    by: BY,
    under: ['OBJECT_MISSING'],
    pattern: [
      /(?:has no|does not have an?) (?:sub)?network named "?'?(?<network>[\w-]+)/,
      /(?:global\/networks|subnetworks)\/(?<network>[\w-]+)["']? (?:was not found|is not found|does not exist|not found)/,
      /[Nn]etwork "?'?\[?(?<network>[\w/-]+)"?'?\]? (?:was not found|does not exist|is not found)/,
    ],
    sentence: 'the project has no network[ {network}]',
    remedy: 'Name another network with --network and --subnetwork, or create this one',
    command: 'gcloud compute networks create {network|default} --subnet-mode=auto --project="$PROJECT_ID"',
  },
  {
    code: 'IP_SPACE',
    by: BY,
    // The pods' range of a node: CNI's host-local plugin.
    under: ['SCALE_UP_FAILED', 'POD_NETWORK'],
    pattern:
      /does not have available private IP space|reserve a \/\d+ block|IP_SPACE_EXHAUSTED\w*|scale\.up\.error\.ip\.space\.exhausted|IP space (?:of .{1,120} )?(?:is )?exhausted|[Ii]nsufficient (?:free )?IP addresses|not have enough free IP|Instance .{0,80} creation failed: IP space|free IP (?:addresses|range).{0,40}(?:exhausted|insufficient)|ranges? .{0,60}(?:conflicts?|overlaps?) with|no IP addresses available in range|local cilium agent[^\n]*range is full|could not find .{0,40}(?:free|available) .{0,30}(?:range|CIDR|subnet)/i,
    sentence: 'the address range of the pods, nodes or Services is used up or overlaps another range',
    remedy: 'Add an address range, or use a larger one. To show the ranges of the cluster',
    command:
      'gcloud container clusters describe "$CLUSTER_NAME" --location="$CONTROL_PLANE_LOCATION" --project="$PROJECT_ID" --format="yaml(ipAllocationPolicy)"',
  },
  {
    code: 'PROJECT_MISSING',
    by: BY,
    under: ['PERMISSION', 'OBJECT_MISSING'],
    pattern: [
      // A refusal that names no permission.
      /Project lookup error: [^\n]*?projects\/(?<project>[\w:.-]*\w)|(?<!['"\w.] )[Pp]ermission denied on resource (?:'projects\/|project #?)(?<project2>[\w:.-]*\w)/,
      /[Pp]roject \[?"?'?(?<project>[\w:.-]+)"?'?\]? (?:not found|does not exist|was not found|is not a valid project|or it may have been deleted)/,
      /(?:projects instance|CONSUMER) \[?(?<project>[\w:./-]+)\]? (?:not found|or it may have been deleted|.{0,40}deleted)|USER_PROJECT_DENIED|CONSUMER_INVALID|[Ii]nvalid project (?:id|ID|resource name)|[Uu]nknown project id: (?<project2>\S+)|The project property must be set/,
    ],
    sentence: 'the project[ {project}] does not exist, or the account cannot see it',
    remedy: 'Set PROJECT_ID to the ID of the project, not to its name. To list the projects',
    command: 'gcloud projects list',
  },
  {
    code: 'PROJECT_NEW',
    by: BY,
    under: ['API_UNAVAILABLE', 'SERVICE_ACCOUNT_DISABLED'],
    pattern: /[Pp]roject (?<project>[\w:.-]+) is not fully initialized/,
    sentence: 'the project {project} is new: its default service accounts do not exist yet',
    remedy: 'Wait some minutes, then run the command again. To list the service accounts',
    command: 'gcloud iam service-accounts list --project={project|"$PROJECT_ID"}',
    patience: '10m',
  },
  {
    code: 'LOCATION',
    by: BY,
    under: ['OBJECT_MISSING', 'PERMISSION'],
    pattern: [
      /(?:[Ll]ocation|[Zz]one|[Rr]egion) ["'[](?<location>[^"'\]\s]+)["'\]] (?:does not exist|is not (?:a )?valid|was not found|is invalid|not found)/,
      /(?:Permission denied on 'locations\/|invalid value for field .{0,40}(?:zone|region).{0,20}: ')[{$]*(?<location>[\w-]+)/i,
      /[Uu]nknown (?:zone|region|location)|Invalid value for \[--(?:zone|region|location)\]/,
    ],
    sentence: 'the zone or region[ {location}] does not exist',
    remedy: 'Use another location. To list the zones',
    command: 'gcloud compute zones list --project="$PROJECT_ID"',
  },
  {
    code: 'SERVICE_ACCOUNT_DISABLED',
    by: BY,
    under: ['SCALE_UP_FAILED', 'OBJECT_MISSING', 'PERMISSION'],
    pattern:
      /scale\.up\.error\.service\.account\.deleted|[Ss]ervice [Aa]ccount(?:s? "?'?(?<serviceAccount>[\w.@-]+)"?'?)? (?:was deleted|is disabled|has been (?:deleted|disabled)|does not exist|was not found|not found|is not associated with the project)|Gaia id not found for email (?<serviceAccount2>[\w.@-]*\w)|account .{0,20}disabled .{0,20}service account|service account .{0,80}(?:is missing|lacks|missing) .{0,40}(?:roles\/container|defaultNodeServiceAccount|required permissions)/i,
    sentence: 'the service account of the nodes[ {serviceAccount}] is deleted or disabled, or lacks a role',
    remedy: 'Check the state of the service account',
    command: 'gcloud iam service-accounts list --project="$PROJECT_ID"',
  },
  {
    code: 'POLICY_MEMBER',
    by: BY,
    under: ['SERVICE_ACCOUNT_DISABLED', 'ARGUMENT', 'OBJECT_MISSING'],
    pattern:
      /(?:iam-policy|IAM (?:[Pp]olicy|Members?)|IamMember)[^\n]*?(?:[Ss]ervice account|User|Group) (?<account>[\w.+-]{1,64}@[\w.-]{1,99}\w) does not exist/,
    sentence: 'the IAM policy names an account that does not exist: {account}',
    remedy: 'Correct the member, or create the account. To list the service accounts of the project',
    command: 'gcloud iam service-accounts list --project="$PROJECT_ID"',
  },
  {
    code: 'POLICY_CONFLICT',
    by: ['gcloud', 'api'],
    kinds: ['conflict'],
    pattern: /There were concurrent policy changes/,
    sentence: 'another client keeps changing the same IAM policy',
    remedy: 'Run the step again.',
  },
];
