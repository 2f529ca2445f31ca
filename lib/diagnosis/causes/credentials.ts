import type { Cause } from '../cause.ts';
import type { Speaker } from '../seen.ts';

const IN_PODS: readonly Speaker[] = ['log', 'adapter log', 'container', 'event', 'condition'];

/** The credentials of a program in a pod, which no login gives. */
export const credentials: readonly Cause[] = [
  {
    code: 'POD_CREDENTIALS',
    by: IN_PODS,
    under: ['NO_DEFAULT_CREDENTIALS', 'NOT_LOGGED_IN'],
    // Programs that run in pods only (prometheus-engine, k8s-stackdriver), and what shows a pod: kubectl, the kubelet.
    sign: /Cloud Monitoring [Ee]xporter|create metric client: |unable to use default token source: |kubectl (?:logs|describe|get pods?)\b|\bgke-gcsfuse\b|\bgke-metadata-server\b|CrashLoopBackOff|[Uu]sing in-?[Cc]luster[ -]config|\bsystem:serviceaccount:|\/var\/run\/secrets\/kubernetes|^\[pod\/|^ {4}(?:Last )?State: /m,
    confidence: 'likely',
    pattern:
      /(?:google: |[Dd]efault credentials: )?could not find default credentials|[Dd]efault credentials were not found|[Cc]ould not (?:automatically determine|load the default) credentials|compute: Received 40[34] `(?!Unable to generate)|GCE metadata \\*"instance\/service-accounts\/[^"]*" not defined/,
    sentence: 'a program in a pod gets no credentials from the metadata server of its node',
    remedy:
      'Restart the pod. If the error persists, check that network policies let the pod reach 169.254.169.254, and that its node pool has --workload-metadata=GKE_METADATA (Workload Identity). Outside Google Cloud, mount a key, and set GOOGLE_APPLICATION_CREDENTIALS. To show the metadata servers',
    command: 'kubectl get pods -n kube-system -l k8s-app=gke-metadata-server -o wide',
    patience: '10m',
  },
];
