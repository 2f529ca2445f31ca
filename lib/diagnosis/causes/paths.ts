import type { Cause } from '../cause.ts';
import type { Speaker } from '../seen.ts';

/** The flags of Envoy's access log, as JSON and as text: envoyproxy.io, access_log/usage, response flags. */
const flag = (flags: string): RegExp =>
  new RegExp(String.raw`(?:"response_flags": ?"|HTTP/[\d.]+" \d{3} )(?:\w+,)*(?:${flags})[\s",]`);

const CLIENTS: readonly Speaker[] = ['client', 'log', 'api', 'event', 'service'];

/** Network paths of others: from a client through a gateway to a pod, from the control plane to a node. */
export const paths: readonly Cause[] = [
  {
    // What Envoy answers, which GKE's Gateways run, and Google's load balancers; an endpoint picker of llm-d's gateways.
    code: 'GATEWAY_BACKENDS',
    by: CLIENTS,
    under: ['API_UNAVAILABLE', 'CONNECTION'],
    confidence: 'likely',
    pattern: [
      flag('UH|UF'),
      // The annotation that ingress-gce writes.
      /ingress\.kubernetes\.io\/backends\W{1,4}\{[^}\n]{0,2000}":"UNHEALTHY"/,
      /no[_ ]healthy[_ ]upstream|upstream connect error or disconnect\/reset before headers|failed_to_pick_backend|failed to find (?:candidate |target )?(?:pods|endpoints?) (?:for serving|to serve)|no (?:ready|healthy) (?:pods|endpoints) (?:found )?(?:in|for) (?:the )?(?:inference ?)?pool/i,
    ],
    sentence: 'the gateway finds no healthy pod behind its route',
    remedy:
      'Check that the pods are ready. If they are, correct the health check: without a HealthCheckPolicy, a GKE Gateway probes / and expects HTTP 200. See the policy',
    page: 'https://cloud.google.com/kubernetes-engine/docs/how-to/configure-gateway-resources#configure_health_check',
    patience: '15m',
  },
  {
    // The reasons of Envoy (router.cc) for a connection that was made, nginx, and Google's load balancers.
    code: 'GATEWAY_RESET',
    by: CLIENTS,
    under: ['GATEWAY_BACKENDS', 'API_UNAVAILABLE', 'CONNECTION', 'PERMISSION'],
    confidence: 'likely',
    pattern: [
      /disconnect\/reset before headers\. (?:[^\n]{0,80})?reset reason: (?<what>connection termination|(?:remote|local) (?:refused stream )?reset|protocol error)|upstream_reset_before_response_started\{(?<what2>connection_termination|remote_reset|protocol_error)|upstream prematurely closed connection|backend_connection_closed_before_data_sent_to_client/,
      flag('UC|UR'),
    ],
    sentence: 'the connection from the gateway to the server ended before the answer[: {what}]',
    remedy:
      'Check whether a pod restarted at that time. If none did, an idle connection was closed: raise VLLM_HTTP_TIMEOUT_KEEP_ALIVE of the server, or the idle time-out of the gateway. To show the restarts',
    command: 'kubectl get pods -n "$NAMESPACE"',
    patience: '15m',
  },
  {
    // Envoy's answer and its details, nginx, Google's load balancers, the reason that vLLM's benchmark prints.
    code: 'GATEWAY_TIMEOUT',
    by: CLIENTS,
    under: ['API_UNAVAILABLE', 'CONNECTION'],
    confidence: 'likely',
    pattern: [
      flag('UT'),
      /\bupstream request timeout\b|"(?:upstream_)?response_timeout"|upstream timed out \(110: |\bbackend_timeout\b|<h1>504 Gateway Time-?out<\/h1>|Error: Gateway Time-?out$/i,
    ],
    sentence: 'a gateway or load balancer gave up before the server answered',
    remedy:
      'Raise its time-out, 30 s by default on Google Cloud: timeoutSec of a GCPBackendPolicy or a BackendConfig. Or stream the answer, with fewer tokens or fewer requests at a time. See the policy',
    page: 'https://cloud.google.com/kubernetes-engine/docs/how-to/configure-gateway-resources',
    patience: '15m',
  },
  {
    // The clients that send load: openai, curl, k6, Go. Their connection holds, the answer is late.
    code: 'CLIENT_TIMEOUT',
    by: ['client', 'log'],
    under: ['CONNECTION', 'MODEL_SERVER_ERROR'],
    confidence: 'likely',
    pattern:
      /\bAPITimeoutError(?=:|$)|curl: \(28\) Operation timed out after \d+ milliseconds with|^Request Failed\b[^\n]*(?:request timeout|: context deadline exceeded)|\/v1\/(?:chat\/)?completions"?: context deadline exceeded/,
    sentence: 'the client gave up before the server answered',
    remedy:
      'Raise the time-out of the client, or send fewer requests at a time, with fewer tokens. To show how many requests wait',
    command:
      'kubectl exec deployment/vllm-tpu -c vllm-tpu -n "$NAMESPACE" -- curl -s localhost:8000/metrics | grep num_requests',
  },
  {
    // uvicorn's access log, FastAPI's answer for a path that it does not have, the reason that vLLM's benchmark prints.
    code: 'REQUEST_PATH',
    by: ['client', 'log'],
    under: ['OBJECT_MISSING', 'MODEL_SERVER_ERROR'],
    confidence: 'likely',
    pattern: [
      /"POST (?<path>\/\S*(?:generate|completions?|chat|embed|predict|infer|responses|invocations|rerank)\S*) HTTP\/[\d.]+" 404\b/,
      /Initial test run failed[^\n]*Error: Not Found\s*$|^\{"detail": ?"Not Found"\}/,
    ],
    sentence: 'the server has no such path[: {path}], or does not serve the model that the request names',
    remedy:
      'Send requests to /v1/completions or /v1/chat/completions, with a model name that the server lists. To list the names',
    command: 'kubectl exec deployment/vllm-tpu -c vllm-tpu -n "$NAMESPACE" -- curl -s localhost:8000/v1/models',
  },
  {
    // vLLM's AuthenticationMiddleware (server_utils.py): in its access log, and as OpenAI's library prints it.
    code: 'SERVER_KEY',
    by: ['client', 'log'],
    under: ['NOT_LOGGED_IN', 'PERMISSION', 'MODEL_SERVER_ERROR'],
    confidence: 'likely',
    pattern:
      /"(?:GET|POST) \/v1\/\S* HTTP\/[\d.]+" 401\b|Error code: 401 - \{'error': 'Unauthorized'\}|^\{"error": ?"Unauthorized"\}/,
    sentence: 'the model server requires an API key, and the request has no key or a wrong one',
    remedy:
      'Send the key as the header Authorization: Bearer KEY, or remove --api-key and VLLM_API_KEY from the server. To show its arguments and variables',
    command: 'kubectl get deployments -n "$NAMESPACE" -o yaml',
  },
  {
    // A port of this machine or pod: Go, curl, Python, Node.js. No firewall is in between.
    code: 'NOT_LISTENING',
    by: ['client', 'log'],
    under: ['CONNECTION', 'MODEL_SERVER_ERROR'],
    confidence: 'likely',
    pattern: [
      /^(?!.*(?:probe failed|webhook|\/apis?[?/]|server API group))[^\n]*?(?:dial tcp |https?:\/\/|[Hh]ost |Failed to connect to )(?:\[::1\]|127\.0\.0\.1|localhost)(?::| port )(?<port>\d+)[^\n]*(?:[Cc]onnection refused|Couldn't connect|Could not connect|Connect call failed)/,
      /ECONNREFUSED (?:::1|127\.0\.0\.1):(?<port>\d+)/,
    ],
    sentence: 'nothing listens on port {port} of this machine or pod: its server still starts or has stopped',
    remedy:
      'Check that the server on this port is ready, and read its log. If the port is forwarded, restart kubectl port-forward. To list the pods',
    command: 'kubectl get pods -n "$NAMESPACE"',
    patience: '15m',
  },
  {
    // Envoy and agentgateway, which ask an endpoint picker (InferencePool) for the pod of each request.
    code: 'GATEWAY_PICKER',
    by: CLIENTS,
    under: ['API_UNAVAILABLE', 'CONNECTION', 'GATEWAY_BACKENDS'],
    confidence: 'likely',
    // The picker itself, of a probe that names another service (its health.go).
    pattern:
      /gRPC health check requested unknown service|ext_proc failed: [^\n"]{1,80}|\bext_proc_(?:error|\w*gRPC_error)\w*/i,
    sentence: 'the gateway gets no pod from the endpoint picker of its InferencePool',
    remedy:
      'Check that the endpoint picker is ready and that its log lists the pods of the InferencePool. To list the pools and the pods',
    command: 'kubectl get inferencepools,pods -n "$NAMESPACE"',
    patience: '15m',
  },
  {
    // The same, for a request that fits no route, or a route to a Service that does not exist; the reasons of a route's
    // conditions (gateway-api's apis/v1/httproute_types.go and shared_types.go).
    code: 'GATEWAY_ROUTE',
    by: CLIENTS,
    under: ['OBJECT_MISSING', 'REQUEST_PATH'],
    confidence: 'likely',
    pattern: [
      flag('NR'),
      /fault filter abort|default backend - 404|response 404 \(backend NotFound\)|\b(?:BackendNotFound|RefNotPermitted|NoMatchingListenerHostname|NoMatchingParent|NotAllowedByListeners)\b/,
    ],
    sentence: 'the gateway has no route for the host and the path of the request, or the route names no Service',
    remedy:
      'Compare the host and the path of the request with the HTTPRoute or the Ingress. See the conditions of a route',
    page: 'https://cloud.google.com/kubernetes-engine/docs/how-to/deploying-gateways',
    patience: '15m',
  },
  {
    // Compute Engine, for the Envoy proxies of regional load balancers: GKE's regional Gateways.
    code: 'PROXY_SUBNET',
    by: [...CLIENTS, 'condition', 'gcloud', 'operation'],
    under: ['GATEWAY_BACKENDS', 'BALANCER_PENDING'],
    pattern: /active proxy-only subnet(?:work)? is required/,
    sentence: 'the network has no proxy-only subnet in this region, which a regional load balancer or Gateway needs',
    remedy: 'Create a proxy-only subnet in the network and region of the cluster. To create it',
    page: 'https://cloud.google.com/kubernetes-engine/docs/how-to/deploying-gateways#configure_a_proxy-only_subnet',
    patience: '15m',
  },
  {
    // The statuses of a domain: docs, ssl-certificates/troubleshooting; Compute Engine's, and those of a ManagedCertificate.
    code: 'CERTIFICATE_NOT_ISSUED',
    by: [...CLIENTS, 'condition', 'gcloud', 'kubectl'],
    pattern:
      /^(?=[^\n]*Failed(?:Not|Caa|Rate)|[^\n]*FAILED_(?:NOT|CAA|RATE))[^\n]*?(?:(?<domain>[\w*-]+(?:\.[\w-]+)+)\W{1,4})?\b(?:FAILED_(?<status>NOT_VISIBLE|CAA_CHECKING|CAA_FORBIDDEN|RATE_LIMITED)|Failed(?<status2>NotVisible|CaaChecking|CaaForbidden|RateLimited))\b/,
    sentence: 'Google cannot issue the managed certificate[ for {domain}]: {status}',
    remedy:
      'Point every A and AAAA record of the domain to the load balancer, and attach the certificate to it; a CAA record must allow pki.goog. Issuing takes up to an hour. See the statuses',
    page: 'https://cloud.google.com/load-balancing/docs/ssl-certificates/troubleshooting#domain-status',
    patience: '30m',
  },
  {
    // apiserver-network-proxy: ErrNotFound of its server; the API server for logs, exec, port-forward, webhooks.
    code: 'NODE_TUNNEL',
    by: ['kubectl', 'event', 'metrics api', 'condition', 'autoscaler', 'log'],
    under: [
      'API_UNAVAILABLE',
      'CONNECTION',
      'TLS',
      'CONTROL_PLANE_UNREACHABLE',
      'ADAPTER_DOWN',
      'METRICS_SERVER',
      'APISERVICE_TIMEOUT',
      'WEBHOOK_DOWN',
    ],
    confidence: 'likely',
    pattern: [
      /error dialing backend: (?:dial tcp (?<host>[\d.]+)|remote error: tls|No agent available|No SSH tunnels)?/,
      /https:\/\/(?<host>[\d.]+):10250\/[^\n]*(?:i\/o timeout|dial timeout|No agent available|connection refused|deadline exceeded|context canceled)/,
      /: No agent available\b|"?err(?:or)?"?[=:] ?"No agent available/,
    ],
    sentence: 'the control plane cannot reach the kubelet of a node[: {host}]; logs, exec and webhooks fail',
    remedy:
      'Check that the konnectivity agents are ready, that firewalls allow TCP 8132 from the nodes to the control plane, and that the node is ready. To list the agents',
    command: 'kubectl get pods -n kube-system -l k8s-app=konnectivity-agent -o wide',
    patience: '15m',
  },
  {
    // kubectl's portforward.go, with the words of the container runtime; kubectl does not connect again.
    code: 'PORT_FORWARD',
    by: ['kubectl', 'log', 'client'],
    under: ['CONNECTION', 'NODE_TUNNEL'],
    confidence: 'likely',
    pattern: [
      /error forwarding port (?<port>\d+) to pod [^\n]*(?:[Bb]roken pipe|EOF|[Cc]onnection re(?:fused|set)|[Tt]imed? ?out|network namespace)/,
      /[Aa]n error occurred forwarding \d+ -> (?<port>\d+): (?:error creating|[Tt]imed out)|\b[Ll]ost connection to pod\b/,
    ],
    sentence: 'the port forwarding to the pod broke: nothing listens on port {port|of the pod}, or the server stopped',
    remedy:
      'Check that the pod is ready and that its server listens on the port, then start kubectl port-forward again. To list the pods',
    command: 'kubectl get pods -n "$NAMESPACE" -o wide',
  },
];
