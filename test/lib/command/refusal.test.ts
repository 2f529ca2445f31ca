import { describe, expect, it } from 'vitest';
import { type Command, gcloud, kubectl } from '../../../lib/command/command.ts';
import { type RefusalKind, refusalOf } from '../../../lib/command/refusal.ts';

const kindOf = (command: Command, stderr: string): RefusalKind | undefined =>
  refusalOf(command, { exitCode: 1, stdout: '', stderr })?.kind;

const CLUSTER_DELETE = gcloud`container clusters delete c --location=us-east5 --quiet --async`;

/** Errors of gcloud 528; errors with a name in brackets are from public issues. */
const GCLOUD: readonly (readonly [RefusalKind, string])[] = [
  // kubernetes-sigs/gcp-filestore-csi-driver#109
  [
    'notFound',
    `ERROR: (gcloud.container.clusters.delete) Some requests did not succeed:\n - args: ["ResponseError: code=404, message=Not found: projects/p/zones/us-central1-b/clusters/c.\\nNo cluster named 'c' in p."]\n   exit_code: 1\n`,
  ],
  [
    'notFound',
    'ERROR: (gcloud.container.node-pools.delete) ResponseError: code=404, message=Not found: projects/p/locations/l/clusters/c/nodePools/n.',
  ],
  ['notFound', 'Removing objects:\n  \n\nERROR: (gcloud.storage.rm) gs://gone not found: 404.'],
  ['notFound', 'ERROR: (gcloud.storage.rm) The following URLs matched no objects or files:\ngs://gone/**'],
  [
    'notFound',
    'ERROR: (gcloud.projects.remove-iam-policy-binding) Policy binding with the specified principal, role, and condition not found!',
  ],
  [
    'alreadyExists',
    'Note: The Kubelet readonly port (10255) is now deprecated.\nERROR: (gcloud.container.clusters.create) ResponseError: code=409, message=Already exists: projects/p/locations/l/clusters/c.',
  ],
  [
    'alreadyExists',
    'Creating gs://b/...\nERROR: (gcloud.storage.buckets.create) HTTPError 409: Your previous request to create the named bucket succeeded and you already own it.',
  ],
  [
    'busy',
    'ERROR: (gcloud.container.clusters.delete) Some requests did not succeed:\n - ResponseError: code=400, message=Cluster is running incompatible operation operation-1-2.\n',
  ],
  [
    'conflict',
    'ERROR: (gcloud.projects.add-iam-policy-binding) Resource in projects [p:setIamPolicy] is the subject of a conflict: There were concurrent policy changes.',
  ],
  [
    'conflict',
    'ERROR: (gcloud.projects.add-iam-policy-binding) ABORTED: There were concurrent policy changes. Please retry the whole read-modify-write with exponential backoff.',
  ],
  [
    'conflict',
    'ERROR: (gcloud.storage.buckets.add-iam-policy-binding) HTTPError 412: At least one of the pre-conditions you specified did not hold.',
  ],
  ['throttled', 'ERROR: (gcloud.storage.rm) RESOURCE_EXHAUSTED: Resource has been exhausted (e.g. check quota).'],
  ['unavailable', 'ERROR: (gcloud.storage.rm) UNAVAILABLE: The service is currently unavailable.'],
  [
    'unavailable',
    `ERROR: (gcloud.projects.add-iam-policy-binding) HttpError accessing <https://crm/v1/projects/p:getIamPolicy?alt=json>: response: <{'content-type': 'application/json', 'status': 503}>, content <{"error":{"code":503}}>\nThis may be due to network connectivity issues. Please check your network settings, and the status of the service you are trying to reach.`,
  ],
  [
    'unavailable',
    'ERROR: (gcloud.storage.buckets.add-iam-policy-binding) HTTPError 400: Identity Pool does not exist (p.svc.id.goog). Please check that you specified a valid resource name',
  ],
  [
    'disconnected',
    "ERROR: gcloud crashed (ConnectionError): ('Connection aborted.', RemoteDisconnected('Remote end closed connection without response'))",
  ],
  [
    'unauthenticated',
    'ERROR: (gcloud.auth.print-access-token) You do not currently have an active account selected.\nPlease run:\n\n  $ gcloud auth login',
  ],
  // kubernetes/kubernetes#96289
  [
    'unauthenticated',
    'Reauthentication required.\nERROR: (gcloud.config.config-helper) There was a problem reauthenticating while refreshing your current auth tokens: Reauthentication challenge could not be answered because you are not in an interactive session.',
  ],
];

/** Errors that contain words of another refusal in the wrong place. */
const GCLOUD_NEIGHBOURS: readonly (readonly [RefusalKind, string])[] = [
  [
    'forbidden',
    'ERROR: (gcloud.container.clusters.delete) Some requests did not succeed:\n - args: [\'ResponseError: code=403, message=Required "container.clusters.delete" permission(s) for "projects/lab-404/locations/l/clusters/not-found".\']\n   exit_code: 1\n',
  ],
  [
    'forbidden',
    'ERROR: (gcloud.storage.rm) HTTPError 403: a@b.c does not have storage.buckets.get access to gs://not-found. Permission denied on resource (or it may not exist). gs://not-found not found: 404.',
  ],
  [
    'forbidden',
    'ERROR: (gcloud.projects.get-iam-policy) [a@b.c] does not have permission to access projects instance [lab-404:getIamPolicy] (or it may not exist): The caller does not have permission',
  ],
  ['other', 'ERROR: gcloud crashed (OSError): [Errno 2] No such file or directory: gs://b not found: 404.'],
  [
    'other',
    "ERROR: (gcloud.storage.buckets.create) HTTPError 412: 'us' violates constraint 'constraints/gcp.resourceLocations'",
  ],
  ['other', 'ERROR: (gcloud.container.clusters.create) argument --labels: Bad value [already exists: code=409]'],
  [
    'throttled',
    'WARNING: HTTPError 404: the component is not found\nERROR: (gcloud.storage.rm) HTTPError 429: slow down',
  ],
  [
    'other',
    'ERROR: (gcloud.x) HTTPSConnectionPool: certificate verify failed\nThis may be due to network connectivity issues.',
  ],
];

/** Errors of kubectl 1.33. */
const KUBECTL: readonly (readonly [RefusalKind, string])[] = [
  ['notFound', 'Error from server (NotFound): namespaces "vllm" not found'],
  ['notFound', 'error: failed to create secret namespaces "vllm" not found'],
  ['notFound', 'Error from server (NotFound): error when creating "STDIN": namespaces "vllm" not found'],
  ['notFound', 'error: error from server (NotFound): namespaces "vllm" not found in namespace "vllm"'],
  ['alreadyExists', 'Error from server (AlreadyExists): namespaces "vllm" already exists'],
  ['alreadyExists', 'error: failed to create serviceaccount: serviceaccounts "vllm-ksa" already exists'],
  ['terminating', 'Error from server (AlreadyExists): object is being deleted: namespaces "vllm" already exists'],
  [
    'terminating',
    'Error from server (Forbidden): error when creating "f": deployments.apps "d" is forbidden: unable to create new content in namespace vllm because it is being terminated',
  ],
  [
    'conflict',
    'Error from server (Conflict): Operation cannot be fulfilled on deployments.apps "d": the object has been modified; please apply your changes to the latest version and try again',
  ],
  ['unauthenticated', 'error: You must be logged in to the server (Unauthorized)'],
  ['expired', 'Error from server (Expired): too old resource version: 1041 (1048)'],
  [
    'expired',
    'Error from server (Expired): The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.',
  ],
  ['throttled', 'Error from server (TooManyRequests): Too many requests, please try again later.'],
  ['unavailable', 'Error from server (ServiceUnavailable): the server is currently unable to handle the request'],
  ['unavailable', 'Error from server: etcdserver: request timed out'],
  [
    'unavailable',
    'error: error validating "f.yaml": error validating data: failed to download openapi: the server is currently unable to handle the request; if you choose to ignore these errors, turn validation off with --validate=false',
  ],
  ['noContext', 'error: context "gke_p_l_c" does not exist'],
  ['noContext', 'Error in configuration: context was not found for specified context: gke_p_l_c'],
  ['noType', `error: the server doesn't have a resource type "podmonitoring"`],
  [
    'noType',
    'error: resource mapping not found for name: "x" namespace: "" from "f": no matches for kind "PodMonitoring" in version "monitoring.googleapis.com/v1"',
  ],
  [
    'notListening',
    'The connection to the server 127.0.0.1:34933 was refused - did you specify the right host or port?',
  ],
  [
    'notListening',
    'error: error validating "f": error validating data: failed to download openapi: Get "https://127.0.0.1:1/openapi/v2?timeout=32s": dial tcp 127.0.0.1:1: connect: connection refused; if you choose to ignore these errors, turn validation off with --validate=false',
  ],
  ['disconnected', 'Unable to connect to the server: EOF'],
  ['disconnected', 'Unable to connect to the server: net/http: TLS handshake timeout'],
  // The credential plugin repeats gcloud
  [
    'unauthenticated',
    'F0612 08:41:07.224318   71203 cred.go:145] print credential failed with error: Failed to retrieve access token:: failure while executing gcloud, with args [config config-helper --format=json]: exit status 1 (err: ERROR: (gcloud.config.config-helper) There was a problem refreshing your current auth tokens: Reauthentication failed. cannot prompt during non-interactive execution.\nUnable to connect to the server: getting credentials: exec: executable gke-gcloud-auth-plugin failed with exit code 1',
  ],
  ['other', 'Unable to connect to the server: proxyconnect tcp: dial tcp 10.0.0.9:3128: connect: connection refused'],
  [
    'noToken',
    'F1122 18:00:00.1 1 cred.go:145] print credential failed with error: Failed to retrieve access token:: not found\nUnable to connect to the server: getting credentials: exec: executable gke-gcloud-auth-plugin failed with exit code 1',
  ],
];

const KUBECTL_NEIGHBOURS: readonly (readonly [RefusalKind, string])[] = [
  [
    'noPlugin',
    'E1128 05:52:40.602901 1 memcache.go:265] "Unhandled Error" err=<\n\tcouldn\'t get current server API group list: getting credentials: exec: executable gke-gcloud-auth-plugin not found\n >\nUnable to connect to the server: getting credentials: exec: executable gke-gcloud-auth-plugin not found\n\nIt looks like you are trying to use a client-go credential plugin that is not installed.',
  ],
  [
    'forbidden',
    'Error from server (Forbidden): namespaces "not-found-404" is forbidden: User "u" cannot get resource "namespaces" in API group "" in the namespace "not-found-404": secrets "NotFound" not found',
  ],
  ['other', 'error: open not found: no such file or directory'],
  ['other', 'error: unable to recognize "AlreadyExists": secrets "x" already exists, says the file'],
  [
    'other',
    'Unable to connect to the server: tls: failed to verify certificate: x509: certificate signed by unknown authority',
  ],
  // One forbidden object among several missing ones.
  [
    'forbidden',
    'Error from server (NotFound): pods "a" not found\nError from server (Forbidden): pods "b" is forbidden: User "u" cannot get resource "pods"',
  ],
];

describe('a refusal of gcloud', () => {
  it.each([...GCLOUD, ...GCLOUD_NEIGHBOURS])('is %s: %s', (kind, stderr) => {
    expect(kindOf(CLUSTER_DELETE, stderr)).toBe(kind);
  });
});

describe('a refusal of kubectl', () => {
  it.each([...KUBECTL, ...KUBECTL_NEIGHBOURS])('is %s: %s', (kind, stderr) => {
    expect(kindOf(kubectl`get pods`, stderr)).toBe(kind);
  });

  it('has the API group of the message or of the requested path', () => {
    const unable = 'Error from server (ServiceUnavailable): the server is currently unable to handle the request';
    const groupOf = (command: Command, stderr: string) =>
      refusalOf(command, { exitCode: 1, stdout: '', stderr })?.group;
    expect(groupOf(kubectl`get hpa`, `${unable} (get pods.custom.metrics.k8s.io *)`)).toBe('custom.metrics.k8s.io');
    expect(groupOf(kubectl`get --raw /apis/custom.metrics.k8s.io/v1beta2/x`, unable)).toBe('custom.metrics.k8s.io');
    expect(groupOf(kubectl`label secret s a=b`, unable)).toBeUndefined();
    expect(groupOf(kubectl`get pods`, `${unable} (get pods)`)).toBeUndefined();
  });
});

it('does not exist for a successful command, whatever it printed', () => {
  const stderr = 'Error from server (NotFound): namespaces "vllm" not found';
  expect(refusalOf(kubectl`get pods`, { exitCode: 0, stdout: '', stderr })).toBeUndefined();
});
