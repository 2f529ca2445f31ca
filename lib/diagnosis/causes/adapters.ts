import type { Cause } from '../cause.ts';
import type { Speaker } from '../seen.ts';

const BY: readonly Speaker[] = ['adapter log', 'log', 'metrics api', 'autoscaler', 'event'];

/** The metrics APIs that other adapters than that of Cloud Monitoring serve: KEDA and prometheus-adapter. */
export const adapters: readonly Cause[] = [
  {
    // KEDA's pkg/provider/provider.go, and the name of its metrics: kedacore/keda#5184, #6201.
    code: 'KEDA_DOWN',
    by: BY,
    under: ['ADAPTER_DOWN', 'API_UNAVAILABLE', 'CONNECTION'],
    confidence: 'likely',
    pattern: [
      /timeout while waiting to establish gRPC connection to KEDA Metrics Service server"?(?:[^\n]*"server"="(?<host>[\w-]+(?:\.(?<namespace>[\w-]+)\.svc[\w.]*)?:\d+))?/,
      // The port of the operator: kedacore/charts#361.
      /dial tcp (?<host2>[\d.]+:9666): (?:connect|i\/o timeout)/,
      // Its metrics have the number and the kind of a trigger before their name.
      /scaledobject\.keda\.sh\/name:[^\n]*(?:unable to handle the request|service unavailable)|unable to handle the request \(get s\d+-[\w.-]+\.external\.metrics\.k8s\.io/,
    ],
    sentence: 'the metrics API server of KEDA does not answer or cannot reach the KEDA operator[ at {host}]',
    remedy:
      "Check that KEDA's pods are ready and that the Service keda-operator exists, then restart the metrics API server. To list the pods",
    command: 'kubectl get pods -n {namespace|keda}',
    patience: '15m',
  },
  {
    code: 'PROMETHEUS_ADAPTER_DOWN',
    by: BY,
    foreign: true,
    sign: /prometheus-adapter/,
    under: ['ADAPTER_DOWN', 'API_UNAVAILABLE'],
    confidence: 'likely',
    // Of an API that another adapter serves, the row names that one.
    pattern:
      /^(?![^\n]*(?:stackdriver|keda))[^\n]*?(?:(?:custom|external)\.metrics\.k8s\.io[^\n]{0,160}(?:unable to handle|service unavailable)|(?:custom|external) metrics API: [^\n]*unable to (?:handle the request|return a response)|unable to handle the request \(get [^)]*(?:custom|external)\.metrics\.k8s\.io|FailedDiscoveryCheck|MissingEndpoints|failing or missing response from https:[^\n]*metrics\.k8s\.io)/,
    sentence: 'the Prometheus adapter does not answer',
    remedy: "Check that the adapter's pods are ready, and read their logs. To list the pods",
    command: 'kubectl get pods -A -l app.kubernetes.io/name=prometheus-adapter',
    patience: '15m',
  },
  {
    // kube-aggregator's available_controller.go, and Go's net: prometheus-adapter#579, kube-prometheus#505.
    code: 'APISERVICE_TIMEOUT',
    by: [...BY, 'condition', 'kubectl'],
    under: ['ADAPTER_DOWN', 'PROMETHEUS_ADAPTER_DOWN', 'METRICS_SERVER', 'KEDA_DOWN', 'API_UNAVAILABLE', 'CONNECTION'],
    confidence: 'likely',
    pattern:
      / response from https:\/\/(?<host>[\d.]+):(?<port>\d+)[^\n]*(?:request canceled while waiting for connection|context deadline exceeded|dial tcp [\d.:]+: (?:i\/o timeout|connect: connection timed out))/,
    sentence: 'the control plane cannot connect to the pod of an API at {host}, port {port}: the connection times out',
    remedy:
      "Check that the pod and its node are ready. If they are, a firewall blocks the port: in a private cluster, GKE allows only ports 443 and 10250 from the control plane to the nodes. Add a firewall rule for the pod's port from the control plane's range. To show the range",
    command:
      'gcloud container clusters describe "$CLUSTER_NAME" --location="$CONTROL_PLANE_LOCATION" --project="$PROJECT_ID" --format="yaml(privateClusterConfig)"',
    patience: '15m',
  },
  {
    // client-go's discovery, in kubectl, Helm and the condition of a namespace: deckhouse#3246.
    code: 'APISERVICE_DOWN',
    by: [...BY, 'condition', 'kubectl'],
    under: ['API_UNAVAILABLE', 'NAMESPACE_TERMINATING'],
    confidence: 'likely',
    // The groups of metrics have causes of their own.
    pattern:
      /(?:unable to retrieve the complete list of server APIs: |couldn't get resource list for )(?:[^\n]{1,400}?, )??(?<group>(?!(?:[\w-]+\.)*metrics\.k8s\.io)[\w-]+(?:\.[\w-]+)+)\/(?<version>v\w+): (?:the server is currently unable to handle the request|stale GroupVersion discovery)/,
    sentence:
      'the API {group} does not answer: the pod behind its APIService {version}.{group} is down or gone. Until it answers, no namespace can be deleted',
    remedy:
      'Repair the pod and the Service that the APIService names. If their product was removed, delete the APIService (kubectl delete apiservice NAME). To list the APIServices',
    command: 'kubectl get apiservices',
    patience: '15m',
  },
  {
    // prometheus-adapter's pkg/custom-provider/provider.go.
    code: 'PROMETHEUS_UNREACHABLE',
    by: BY,
    under: [
      'PROMETHEUS_ADAPTER_DOWN',
      'DNS',
      'CONNECTION',
      'TLS',
      'METRIC_RULE',
      'METRIC_UNKNOWN',
      'SCRAPE',
      'NOT_LISTENING',
    ],
    pattern: [
      /unable to update list of all metrics: unable to fetch metrics for query [^\n]*?(?:Get|Post) "?(?:https?:\/\/)?(?<host>[\w.-]+(?::\d+)?)[^\n]*?: (?<why>no such host|[^\n:]*(?:refused|reset by peer|[Tt]imeout|deadline exceeded|unreachable|no route to host)|x509: [^\n]{1,80}|unsupported protocol scheme)/,
      /unable to update list of all metrics: unable to fetch metrics for query [^\n]*bad_response: (?<why>[^\n]{1,80})/,
    ],
    sentence: 'the Prometheus adapter cannot read its metrics from Prometheus[ at {host}][: {why}]',
    remedy:
      'Set prometheus.url (http://SERVICE.NAMESPACE.svc) and prometheus.port of the adapter to those of Prometheus. To list the Services',
    command: 'kubectl get services -A',
    patience: '15m',
  },
  {
    // The same file: the series of the answer names no object.
    code: 'METRIC_LABELS',
    by: BY,
    under: ['METRIC_RULE', 'METRIC_UNKNOWN'],
    pattern:
      /None of the results returned (?:by )?when fetching metric (?<metric>[\w/.:-]+)(?:\(\w*\))?[^\n]* matched the resource name/,
    sentence: 'the query of the Prometheus adapter for {metric} returns no series with the label of the object',
    remedy:
      'Group the metricsQuery of the rule by <<.GroupBy>>, and keep the labels namespace and pod (or service) in the series. See how rules are written',
    page: 'https://github.com/kubernetes-sigs/prometheus-adapter/blob/master/docs/config.md',
  },
  {
    code: 'METRIC_RULE',
    by: BY,
    foreign: true,
    sign: /prometheus-adapter/,
    under: ['METRIC_UNKNOWN'],
    pattern: /the server could not find the metric (?<metric>[^\s"]+)/,
    sentence: 'the Prometheus adapter does not offer the metric {metric}',
    remedy:
      'Check that Prometheus has the series with the labels namespace and pod, and that a rule of the adapter selects it. See how rules are written',
    page: 'https://github.com/kubernetes-sigs/prometheus-adapter/blob/master/docs/config.md',
    patience: '15m',
  },
];
