import type { Cause } from '../cause.ts';
import { brokenPod } from '../pod-row.ts';
import type { Speaker } from '../seen.ts';

const BY: readonly Speaker[] = ['metrics api', 'autoscaler', 'event'];
const CHECK = 'Check that the PodMonitoring selects the pods and that they answer on /metrics';
const MONITORINGS = 'kubectl describe podmonitorings -A';
const HPAS = 'kubectl describe hpa -n "$NAMESPACE"';

/** Why the autoscaler cannot read its metric, or does not act on it. */
export const autoscaling: readonly Cause[] = [
  {
    code: 'ADAPTER_ROLE',
    by: ['adapter log', ...BY],
    under: ['PERMISSION', 'METRIC_UNKNOWN', 'ADAPTER_DOWN'],
    // prometheus-to-sd (stackdriver.go) asks Cloud Monitoring for itself.
    pattern:
      /[Pp]ermission '?(?<permission>monitoring\.\w+\.(?:list|get))'? denied(?<!Error while (?:fetching metric descriptors for|sending request to Stackdriver)[^\n]*)/,
    sentence: 'the metrics adapter has no permission to read Cloud Monitoring ({permission})',
    remedy:
      "Grant the adapter's service account roles/monitoring.viewer. A new binding takes a few minutes; the adapter then continues",
    command:
      'gcloud projects add-iam-policy-binding "$PROJECT_ID" --role=roles/monitoring.viewer --member="principal://iam.googleapis.com/projects/$PROJECT_NUMBER/locations/global/workloadIdentityPools/$PROJECT_ID.svc.id.goog/subject/ns/custom-metrics/sa/custom-metrics-stackdriver-adapter" --condition=None',
    patience: '15m',
  },
  {
    code: 'ADAPTER_IDENTITY',
    by: ['adapter log', ...BY],
    under: ['WORKLOAD_IDENTITY_USER', 'ADAPTER_ROLE', 'ADAPTER_DOWN'],
    pattern:
      /monitoring\.googleapis\.com[^\n]*Unable to generate access token; IAM returned 403 Forbidden: Permission \W{0,2}(?<permission>iam\.serviceAccounts\.getAccessToken)/,
    sentence:
      "the metrics adapter may not act as the Google service account[ {account}] in its service account's annotation iam.gke.io/gcp-service-account",
    remedy:
      'Make sure that the Google service account exists, and grant roles/iam.workloadIdentityUser on it. The grant takes a few minutes to take effect',
    command:
      'gcloud iam service-accounts add-iam-policy-binding {account|"GSA_NAME@$PROJECT_ID.iam.gserviceaccount.com"} --role=roles/iam.workloadIdentityUser --member="principal://iam.googleapis.com/projects/$PROJECT_NUMBER/locations/global/workloadIdentityPools/$PROJECT_ID.svc.id.goog/subject/ns/custom-metrics/sa/custom-metrics-stackdriver-adapter"',
    patience: '15m',
  },
  {
    code: 'METRICS_SERVER',
    by: [...BY, 'kubectl', 'log', 'adapter log'],
    under: ['ADAPTER_DOWN', 'API_UNAVAILABLE', 'OBJECT_MISSING', 'HPA_PODS', 'TLS', 'SCRAPE'],
    pattern: [
      brokenPod('metrics-server'),
      // Its own log (scraper.go, and manager.go before 0.5): a server that reads no node does not serve.
      /^"Failed to scrape node" err=|unable to fully (?:scrape|collect) metrics/,
      /(?:resource metrics API|pods\.metrics\.k8s\.io|nodes\.metrics\.k8s\.io|(?<!custom\.|external\.)metrics\.k8s\.io)\)?[^\n]{0,120}(?:unable to handle|could not find the requested resource|not (?:available|found))|(?:unable to handle the request|could not find the requested resource) \((?:get|list) (?:pods|nodes)\.metrics\.k8s\.io|Metrics API not available|no metrics returned from resource metrics API|resource metrics API: [^\n]*unable to return a response in the time allotted/,
    ],
    sentence: 'the metrics server (CPU and memory of pods) does not answer',
    remedy: 'Check the pods of the metrics server',
    command: 'kubectl get pods -n kube-system -l k8s-app=metrics-server',
    patience: '15m',
  },
  {
    code: 'ADAPTER_DOWN',
    by: ['metrics api', 'autoscaler', 'event', 'condition', 'kubectl'],
    under: ['API_UNAVAILABLE', 'CONNECTION', 'PROBE'],
    kinds: ['unavailable'],
    pattern: [
      brokenPod('custom-metrics-stackdriver-adapter'),
      /(?:custom|external)\.metrics\.k8s\.io[^\n]{0,160}(?:unable to handle|FailedDiscoveryCheck|MissingEndpoints|could not find the requested resource|service unavailable)|(?:custom|external) metrics API: [^\n]*unable to (?:handle the request|return a response in the time allotted)|(?:unable to handle the request|could not find the requested resource) \((?:get|list) [^)]*(?:custom|external)\.metrics\.k8s\.io|failing or missing response from https:|MissingEndpoints|endpoints for service\S* in "?[\w-]+"? have no addresses|no (?:custom|external) metrics API|FailedDiscoveryCheck|Readiness probe failed: Get "https:\/\/[^"]+:443\/healthz"/,
    ],
    sentence: 'the metrics adapter does not answer or is not installed',
    remedy: 'Check the pods of the metrics adapter',
    command: 'kubectl get pods -n custom-metrics',
    patience: '15m',
  },
  {
    code: 'METRIC_UNKNOWN',
    by: BY,
    pattern:
      /could not find the (?:descriptor for )?metric(?: descriptor)?s? ?\\?"?(?<metric>[\w./:|-]+)?|Cannot find metric\(s\) that match type = "?(?<metric2>[^"\s]+)|the server could not find the metric (?<metric3>\S+)|Unknown metric: (?<metric4>\S+)|metric type[^\n]{0,40}(?<metric5>[\w.]+\.googleapis\.com\/\S+)[^\n]{0,40}(?:not found|does not exist)/,
    sentence:
      'Cloud Monitoring does not know the metric[ {metric}]; a metric appears a few minutes after its first scrape',
    remedy: CHECK,
    command: MONITORINGS,
    patience: '15m',
  },
  {
    code: 'METRIC_STALE',
    by: [...BY, 'adapter log', 'log'],
    // Without a sample the adapter falls back to container metrics, and reports why that fails. KEDA's scalers of Cloud
    // Monitoring and Prometheus.
    pattern:
      /no metrics returned from (?:custom|external) metrics API|not specify a valid combination of metric and monitored resource|[Cc]ould not find stackdriver metric with (?:filter|query)|prometheus metrics \S+ target may be lost, the result is empty/,
    sentence: 'the metrics API has no recent sample of the metric for these objects',
    remedy: CHECK,
    command: MONITORINGS,
    patience: '15m',
  },
  {
    code: 'METRIC_MISSING',
    by: ['metrics'],
    pattern: /^no samples$/,
    sentence: 'no sample of the metric has arrived in Cloud Monitoring',
    remedy: CHECK,
    command: MONITORINGS,
    patience: '15m',
  },
  {
    code: 'HPA_PODS',
    by: BY,
    pattern:
      /did not receive metrics for (?:targeted pods|any ready pods)|no metrics returned matched known pods|no pods returned by selector while calculating replica count|pods might be unready|no ready pods/,
    sentence: 'no ready pod has the metric',
    remedy: 'Wait until a pod is ready and scraped. To list the pods',
    command: 'kubectl get pods -n "$NAMESPACE" -o wide',
    patience: '15m',
  },
  {
    code: 'HPA_SELECTOR',
    by: BY,
    under: ['HPA_TARGET'],
    pattern:
      /AmbiguousSelector|InvalidSelector|SelectorRequired|pods by selector (?<selector>.+?) are controlled by multiple HPAs|selector is required|couldn't convert selector/,
    sentence: 'the selector of the target is missing, invalid, or shared with another autoscaler[: {selector}]',
    remedy: 'Give each Deployment its own labels and at most one autoscaler. To list the autoscalers',
    command: 'kubectl get hpa -A',
  },
  {
    code: 'HPA_REQUESTS',
    by: BY,
    pattern:
      /missing request for (?<resource>\w+)(?: in container (?<container>\S+))?|do not have request for (?<resource2>\w+)/,
    sentence: 'a container has no request for {resource}; a utilization target requires one',
    remedy: 'Set resources.requests of the container, or use a metric of another type. To show the autoscaler',
    command: HPAS,
  },
  {
    code: 'HPA_TARGET',
    by: BY,
    under: ['OBJECT_MISSING', 'NO_TYPE'],
    pattern:
      /FailedGetScale|unable to get the target's current scale: (?<why>[^\n]{1,120})|does not (?:have|implement) (?:a |the )?scale/,
    sentence: 'the autoscaler cannot find its target[: {why}]',
    remedy: 'Correct scaleTargetRef of the autoscaler. To show the autoscaler',
    command: HPAS,
  },
  {
    code: 'SCRAPE',
    by: ['metrics', 'event', 'log', 'condition'],
    under: ['CONNECTION', 'MODEL_SERVER_ERROR'],
    pattern:
      /[Ss]crape (?:failed|error)|(?:[Ff]ailed to scrape (?:Prometheus|target|metrics|endpoint|node|pod)|[Ff]ailed scraping|[Ee]rror scraping)|server returned HTTP status (?<status>\d{3}[^"\n]*)|received unsupported Content-Type|lastError: ?"?(?<why>[^"\n]{3,120})|sample limit exceeded|expected equal, got|out of order sample|(?<!requesting metrics endpoint: )Get "https?:\/\/[^"]+\/metrics": (?<why2>[^\n]{1,120})/,
    sentence: 'Managed Prometheus cannot scrape a target[: {why}][: HTTP {status}]',
    remedy: 'Compare the port and the path of the PodMonitoring with the container. To show the PodMonitorings',
    command: MONITORINGS,
    patience: '15m',
  },
  {
    // Cloud Monitoring takes the points of a series in the order of their times: prometheus-engine#814.
    code: 'METRIC_ORDER',
    by: ['log', 'adapter log', 'api'],
    confidence: 'likely',
    pattern: /Points must be written in order/,
    sentence:
      'Cloud Monitoring drops points of a time series: two sources write to the same series, or the points arrive out of order',
    remedy:
      'If only a few points are dropped, ignore the message. Otherwise, give each target a unique set of labels. To list the PodMonitorings',
    command: MONITORINGS,
    patience: '15m',
  },
  {
    // The readiness gate of a pod behind a network endpoint group: ingress-gce, pkg/neg/readiness. A pod that fails says
    // more itself.
    code: 'BALANCER_HEALTH',
    by: ['event'],
    fallback: true,
    // A server that starts has this event too.
    confidence: 'possible',
    pattern: /[Ww]aiting for pod to become healthy in at least one of the NEG\(s\): \[(?<neg>[\w-]+)/,
    sentence: 'the health check of the load balancer has not found the pod healthy[: {neg}]',
    remedy:
      'Wait if the pod has just started. Otherwise compare the path and the port of the health check with the server, and check that firewalls admit the health checks (130.211.0.0/22 and 35.191.0.0/16). See the health check',
    page: 'https://cloud.google.com/kubernetes-engine/docs/how-to/configure-gateway-resources#configure_health_check',
    patience: '15m',
  },
  {
    code: 'BALANCER_PENDING',
    by: ['service', 'event'],
    // The same event of another cloud has the address of its API, or its words; a quota is told by its name.
    pattern:
      /^<pending>$|(?:(?:Sync|Creating)LoadBalancerFailed|Error (?:syncing|creating) load balancer)(?![^\n]*(?:https?:\/\/(?!(?:[\w-]+\.)*google(?:apis)?\.com\b)|\barn:aws:|\bELB\b|RawError|[Qq]uota '))|LoadBalancer\s+[\d.]+\s+<pending>/,
    sentence: 'Google Cloud has not assigned an address to the Service',
    remedy: 'Check the events of the Service for an exceeded quota of forwarding rules or addresses',
    command: 'kubectl describe service vllm-service -n "$NAMESPACE"',
    patience: '15m',
  },
  {
    // verifyUserRequestedIP of gce_loadbalancer_external.go, and what Compute Engine answers.
    code: 'BALANCER_ADDRESS',
    by: ['service', 'event', 'condition', 'log'],
    under: ['BALANCER_PENDING', 'OBJECT_MISSING', 'INVALID_OBJECT', 'ALREADY_EXISTS', 'STILL_USED'],
    pattern: [
      /gce project doesn't own the IP address: (?<address>[\da-f.:]*[\da-f])/,
      /requested ip "(?<address>[^"]+)" (?:is neither static nor assigned to the LB|belongs to the \w+ network tier)/i,
      /(?:[Ll]oad ?[Bb]alancer|[Ff]orwarding ?[Rr]ule)[^\n]*Invalid value for field 'resource\.(?:IPAddress|address)': '(?<address>[\da-f.:]+)'/,
      // The service controller of cloud-provider-gcp: helm/charts#22732. A quota of addresses has a cause of its own.
      /failed to get address by IP "(?<address>[^"]+)" after reservation attempt(?![^\n]*[Qq]uota)/,
      /IP '(?<address>[\da-f.:]+)' is already being used by another resource(?<=(?:[Ll]oad ?[Bb]alancer|[Ff]orwarding ?[Rr]ule)[^\n]*)/,
    ],
    sentence:
      'the Service cannot have the address {address}: it is in use, or not reserved for this region or subnetwork',
    remedy:
      "Reserve the address in the cluster's region, or remove loadBalancerIP from the Service. An internal load balancer needs an address of the cluster's subnetwork. To list the addresses",
    command: 'gcloud compute addresses list --project="$PROJECT_ID"',
    patience: '15m',
  },
  {
    // The cloud provider's gce_loadbalancer_external.go, and ingress-gce, for a network of another project.
    code: 'FIREWALL_RULE',
    by: ['event', 'service'],
    confidence: 'likely',
    pattern:
      /Firewall change required by (?:network|security) admin: `?gcloud compute firewall-rules \w+ (?<rule>[\w-]+)(?:[^\n]*--project[= ](?<hostProject>[\w:.-]*\w))?/,
    sentence: 'GKE may not create the firewall rule {rule}; without it, the load balancer cannot reach the pods',
    remedy:
      'If no other firewall rule allows the traffic, ask a network administrator to run the command in the event. To show whether the rule exists',
    command: 'gcloud compute firewall-rules describe {rule} --project={hostProject|"$PROJECT_ID"}',
    patience: '15m',
  },
];
