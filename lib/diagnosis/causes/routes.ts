import type { Cause } from '../cause.ts';
import type { Speaker } from '../seen.ts';

const BY: readonly Speaker[] = ['client', 'log', 'event', 'condition', 'kubectl'];
const UNDER = ['GATEWAY_ROUTE', 'OBJECT_MISSING'];
const POOLS = 'kubectl get inferencepools,services -n "$NAMESPACE"';

/** What the route of a gateway names and the gateway cannot use: the messages of a condition that is False. */
export const routes: readonly Cause[] = [
  {
    // kgateway and Istio: llm-d-modelservice#65, gateway-api-inference-extension#1591.
    code: 'POOL_MISSING',
    by: BY,
    under: UNDER,
    pattern:
      /\bInferencePool "?(?<pool>[a-z0-9][\w./-]*)"? (?:was )?not found|inferencepools?\.inference\.networking[\w.-]* "(?<pool2>[^"]+)" not found/,
    sentence: 'the route names an InferencePool that does not exist in its namespace: {pool}',
    remedy:
      'Create the InferencePool in the namespace of the route, with the API group that the route names. Then apply the route again. To list the pools',
    command: POOLS,
    patience: '15m',
  },
  {
    // GKE's gateway controller: gateway-api-inference-extension#1131.
    code: 'PICKER_MISSING',
    by: BY,
    under: [...UNDER, 'POOL_MISSING'],
    pattern:
      /InferencePool extension service "?(?<service>[\w./-]*\w)"? not found|[Ii]nference ?[Pp]ool[^\n]*(?:extension|endpoint picker) ?[Rr]ef[^\n]*[Ss]ervice "?(?<service2>[\w./-]*\w)"? (?:was )?not found/,
    sentence: 'the InferencePool names the Service of an endpoint picker that does not exist: {service}',
    remedy:
      'Deploy the endpoint picker and its Service in the namespace of the InferencePool, or correct the name of the Service in the InferencePool. To list the pools and the Services',
    command: POOLS,
    patience: '15m',
  },
  {
    // Envoy Gateway: kserve#4833.
    code: 'BACKEND_KIND',
    by: BY,
    under: UNDER,
    confidence: 'likely',
    pattern:
      /backendRef \d+: (?:Group|Kind) is invalid, only\b|\breason: "?InvalidKind\b|\bReason: +InvalidKind\b|^InvalidKind: /,
    sentence: 'the gateway does not support a backend of this kind, such as an InferencePool',
    remedy:
      'Use a GatewayClass that supports the kind, enable the inference extension of the gateway, or route to a Service. To choose a class on GKE',
    page: 'https://cloud.google.com/kubernetes-engine/docs/how-to/deploy-gke-inference-gateway',
    patience: '15m',
  },
];
