import type { Cause } from '../cause.ts';
import type { Speaker } from '../seen.ts';

const BY: readonly Speaker[] = ['container', 'event', 'condition'];
const EVENTS = 'kubectl get events -n "$NAMESPACE" --sort-by=.lastTimestamp';

/** Why a pod that has a node does not run. */
export const pods: readonly Cause[] = [
  {
    // The Secret of the tutorial: no other may receive the token.
    code: 'TOKEN_SECRET_MISSING',
    by: BY,
    under: ['OBJECT_MISSING', 'INVALID_OBJECT'],
    pattern:
      /secrets? "(?<secret>hf-secret)" not found|couldn't find key (?<key>hf_api_token) in Secret (?:[\w-]+\/)?(?<secret2>hf-secret)(?![\w.-])|references non-existent secret key: (?<key2>hf_api_token)(?!\S)/,
    sentence: 'the Secret with the token of Hugging Face or its key does not exist[: {secret}][, key {key}]',
    remedy: 'Create the Secret with this key',
    command:
      'printf %s "$HF_TOKEN" | kubectl create secret generic hf-secret -n "$NAMESPACE" --from-file=hf_api_token=/dev/stdin --dry-run=client -o yaml | kubectl apply -f - -n "$NAMESPACE"',
  },
  {
    code: 'SECRET_MISSING',
    by: BY,
    under: ['OBJECT_MISSING', 'INVALID_OBJECT'],
    pattern:
      /secrets? "(?!hf-secret")(?<secret>[^"]+)" not found|couldn't find key (?!hf_api_token in Secret (?:[\w-]+\/)?hf-secret(?![\w.-]))(?<key>\S+) in Secret (?:[\w-]+\/)?(?<secret2>[\w.-]+)|references non-existent secret key: (?!hf_api_token(?!\S))(?<key2>\S+)|Cert creation failures - [^\n]*?secret "(?<secret3>[^"]+)" does not (?:exist|specify)|error getting secrets for (?<object>Ingress): secret "(?<secret4>[^"]*)" does not exist/,
    sentence: 'the {object|pod} refers to a Secret or a key that does not exist[: {secret}][, key {key}]',
    remedy: 'Correct the name and the key in the {object|pod}, or create the Secret with the value from a file',
    command: 'kubectl create secret generic {secret|SECRET} -n "$NAMESPACE" --from-file={key|KEY}=FILE',
  },
  {
    code: 'CONFIGMAP_MISSING',
    by: BY,
    under: ['OBJECT_MISSING'],
    pattern:
      /configmap references non-existent config key: (?<key2>\S+)|configmaps? "(?<configMap>[^"]+)" not found|couldn't find key (?<key>\S+) in ConfigMap (?:[\w-]+\/)?(?<configMap2>[\w.-]+)/,
    sentence: 'the pod refers to a ConfigMap or a key that does not exist[: {configMap}][, key {key}]',
    remedy: 'Create the ConfigMap with this key. To list the ConfigMaps',
    command: 'kubectl get configmaps -n "$NAMESPACE"',
  },
  {
    code: 'SERVICE_ACCOUNT_MISSING',
    by: [...BY, 'kubectl'],
    under: ['OBJECT_MISSING', 'PERMISSION', 'RBAC'],
    pattern: /serviceaccounts? "(?<serviceAccount>[^"]+)" not found/,
    sentence: 'the pod refers to a service account that does not exist[: {serviceAccount}]',
    remedy: 'Create the service account',
    command: 'kubectl create serviceaccount {serviceAccount|"$KSA_NAME"} -n "$NAMESPACE"',
  },
  {
    // client-go's rest.InClusterConfig, and the Python client's incluster_config.py.
    code: 'TOKEN_NOT_MOUNTED',
    by: [...BY, 'log', 'adapter log'],
    under: ['MODEL_SERVER_ERROR'],
    pattern:
      /open \/var\/run\/secrets\/kubernetes\.io\/serviceaccount\/(?:token|ca\.crt): no such file|Service (?:token|certificate) file does not exist|No such file or directory: '\/var\/run\/secrets\/kubernetes\.io\/serviceaccount\//,
    sentence: 'the pod calls the Kubernetes API, and no token of its service account is mounted',
    remedy:
      'Remove automountServiceAccountToken: false from the service account and from the pod, then restart the pod. To show the setting',
    command:
      'kubectl get serviceaccounts -A -o custom-columns=NAMESPACE:.metadata.namespace,NAME:.metadata.name,AUTOMOUNT:.automountServiceAccountToken',
  },
  {
    code: 'OUT_OF_MEMORY',
    by: BY,
    under: ['MODEL_SERVER_ERROR'],
    pattern: [
      /container (?<container>[\w-]+)(?: ended)?: [^\n]*OOMKilled/,
      /OOMKilled|OOMKilling|Memory cgroup out of memory|System OOM encountered/,
    ],
    sentence: 'the container[ {container}] ran out of memory',
    remedy: 'Raise the memory limit of the container. Volumes in memory count towards the limit. To show the limits',
    command: 'kubectl describe pods -n "$NAMESPACE"',
    patience: '15m',
  },
  {
    code: 'EVICTED',
    by: BY,
    pattern: [
      /The node was low on resource: (?<resource>[\w-]+)|The node had condition: \[(?<resource2>\w+)\]|NodeHas(?<resource3>Disk|PID|InsufficientMemory)(?:Pressure)?\b/,
      /\bEvicted[: ]|EvictionThresholdMet/,
    ],
    sentence: 'the node ran out of {resource|a resource} and evicted the pod',
    remedy:
      'Request the storage or memory that the container uses (resources.requests), move the cache to another volume, or use a larger boot disk. To show the conditions of the nodes',
    command: 'kubectl describe nodes | grep -A 8 "^Conditions:"',
    patience: '15m',
  },
  {
    // The eviction API (its eviction.go), kubectl drain, and the autoscaler's visibility log.
    code: 'EVICTION_BLOCKED',
    by: [...BY, 'kubectl', 'operation', 'log'],
    pattern: [
      /error when evicting pods?\/?\s?"(?<podName>[\w.-]+)"(?: -n "(?<namespace>[\w-]+)")?[^\n]*disruption budget/,
      /[Cc]annot evict pod as it would violate the pod's disruption budget|no\.scale\.down\.node\.pod\.not\.enough\.pdb/,
    ],
    sentence: 'a PodDisruptionBudget does not allow the eviction of the pod[ {podName}][ in namespace {namespace}]',
    remedy:
      'Wait until the other pods of the budget are ready. If the budget allows no disruption at all, add a replica or raise maxUnavailable. To show what the budgets allow',
    command: 'kubectl get poddisruptionbudgets -A',
    patience: '60m',
  },
  {
    // The Deployment controller and kubectl rollout status: kubernetes#129959.
    code: 'ROLLOUT_DEADLINE',
    by: [...BY, 'kubectl'],
    fallback: true,
    confidence: 'likely',
    pattern:
      /^[^\n]{0,60}\bdeployment "(?<deployment>[^"]+)" exceeded its progress deadline|\bProgressDeadlineExceeded\b|ReplicaSet "[^"]+" has timed out progressing/,
    sentence: 'the new pods[ of {deployment}] are not ready within progressDeadlineSeconds of the Deployment',
    remedy:
      'Read the events and the logs of the pods. If the model takes longer than that to load, raise progressDeadlineSeconds (default 600); --timeout of kubectl does not change it. To describe the pods',
    command: 'kubectl describe pods -n "$NAMESPACE"',
    patience: '60m',
  },
  {
    code: 'PROBE_BUDGET',
    by: ['event'],
    under: ['PROBE', 'TERMINATED'],
    pattern: /failed startup probe, will be restarted/,
    sentence: 'the startup probe fails before the server is ready, and restarts the container',
    remedy:
      'Raise failureThreshold of the startupProbe: a 70B model takes half an hour to load and compile. To show the probe',
    command:
      'kubectl get deployments -n {namespace|"$NAMESPACE"} -o jsonpath="{.items[*].spec.template.spec.containers[*].startupProbe}"',
    patience: '60m',
  },
  {
    code: 'PROBE',
    by: ['event'],
    under: ['CONNECTION', 'API_UNAVAILABLE'],
    // A server that starts or ends fails its probes too.
    confidence: 'possible',
    pattern:
      /(?<probe>Startup|Readiness) probe failed: (?:Get "https?:\/\/[^"/]*?(?::(?<port>\d+))?\/[^"]*": )?(?<what>[^\n]{1,120}?)(?: \((?<times>\d+) times over (?<span>\w+)\))?$/,
    sentence: 'the {probe} probe fails[ on port {port}][, {times} times over {span}]: {what}',
    remedy:
      'Wait if the server is still starting: a model takes minutes to load and compile. Otherwise compare the port and the path of the probe with the log of the container. To show the log',
    command: 'kubectl logs deployment/{deployment|vllm-tpu}[ -c {container}] -n {namespace|"$NAMESPACE"} --tail=50',
    patience: '60m',
  },
  {
    // The kubelet's prober/http: the server answers, so more time changes nothing.
    code: 'PROBE_PATH',
    by: ['event'],
    under: ['PROBE', 'PROBE_BUDGET', 'LIVENESS'],
    pattern:
      /(?<probe>Startup|Readiness|Liveness) probe failed: HTTP probe failed with statuscode: (?<status>40[45])\b/,
    sentence: 'the server answers the {probe} probe with HTTP {status}: it does not serve the path of the probe',
    remedy: 'Set httpGet.path of the probe to a path that the server has (vLLM: /health). To show the probes',
    command:
      "kubectl get deployments -n {namespace|\"$NAMESPACE\"} -o jsonpath=\"{.items[*].spec.template.spec.containers[*]['startupProbe','readinessProbe','livenessProbe']}\"",
  },
  {
    code: 'RUN_AS_ROOT',
    by: [...BY, 'kubectl'],
    pattern:
      /container has runAsNonRoot and image (?:will run as root|has (?<user>non-numeric user \([^)]*\)))(?:[^\n]*container: (?<container>[\w-]+))?/,
    sentence: 'the pod forbids root (runAsNonRoot), and the image runs as root[: container {container}][, {user}]',
    remedy: 'Set runAsUser to a number above 0 in the securityContext of the container, or omit runAsNonRoot.',
  },
  {
    code: 'LIVENESS',
    by: ['event'],
    under: ['CONNECTION', 'API_UNAVAILABLE', 'PROBE', 'TERMINATED'],
    confidence: 'likely',
    pattern: /(?:Container (?<container>[\w-]+) )?failed liveness probe, will be restarted|Liveness probe failed/,
    sentence:
      'the liveness probe fails and restarts the container: the server has stopped answering, or is still starting',
    remedy:
      'If the log ends in an error, correct that. If the server was still starting, add a startupProbe. To show the end of the log before the restart',
    command:
      'kubectl logs deployment/{deployment|vllm-tpu}[ -c {container}] --previous --tail=50 -n {namespace|"$NAMESPACE"}',
    patience: '60m',
  },
  {
    code: 'COMMAND_MISSING',
    by: [...BY, 'log'],
    under: ['MODEL_SERVER_ERROR'],
    pattern:
      /exec: "(?<command>[^"]+)": (?:executable file not found|stat .{1,80}: no such file|permission denied)|executable file not found in \$PATH|exec (?<command2>\S+): no such file or directory|unable to start container process: [^\n]*: no such file or directory/,
    sentence: 'the image does not contain the program[ {command}]',
    remedy: 'Correct command and args of the container, or use another image.',
  },
  {
    code: 'POD_NETWORK',
    by: BY,
    pattern:
      /FailedCreatePodSandBox|[Ff]ailed to create pod sandbox|NetworkPluginNotReady|network: .{0,40}cni|cni plugin not initialized|failed to (?:set ?up (?:pod )?network|assign an IP)|NetworkNotReady/,
    confidence: 'likely',
    sentence: "the node cannot set up the pod's network",
    remedy: 'Wait a minute if the node is new. Otherwise check the events',
    command: EVENTS,
    patience: '10m',
  },
];
