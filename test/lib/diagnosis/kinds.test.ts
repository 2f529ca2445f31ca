import { describe, expect, it } from 'vitest';
import { diagnoseText } from '../../../lib/diagnosis/index.ts';

const told = (text: string) => diagnoseText(text).map(({ code, parameters }) => ({ code, parameters }));

/** Other texts of the kinds that the ninth reading of the corpus showed. */
describe('the kind of a failure', () => {
  it.each([
    ["ERROR: gcloud crashed (AttributeError): 'Operation' object has no attribute 'details'", 'GCLOUD_BROKEN'],
    ['/usr/lib/google-cloud-sdk/bin/gcloud: line 192: exec: python: not found', 'GCLOUD_BROKEN'],
    ['ERROR: gcloud crashed (error): [Errno 111] Connection refused', 'CONNECTION'],
    ['googleapi: Error 403: Request had insufficient authentication scopes.', 'SCOPES'],
    ['googleapi: Error 403: Insufficient Permission, insufficientPermissions', 'PERMISSION'],
    ['Pod was rejected: Predicate NodeAffinity failed: node(s) did not match', 'NODE_LOST'],
    ["ValueError: invalid literal for int() with base 10: 'tcp://10.96.12.3:8000'", 'SERVICE_LINKS'],
    ['panic: strconv.Atoi: parsing "tcp://10.96.12.3:8000": invalid syntax', 'SERVICE_LINKS'],
    ['listen tcp: address tcp://10.152.183.152:44317: too many colons in address', 'SERVICE_LINKS'],
    ["Error: Invalid value for '--port': 'tcp://10.43.0.1:8000' is not a valid integer.", 'SERVICE_LINKS'],
    ['Invalid HTTP port: tcp://172.31.14.133:9000', 'SERVICE_LINKS'],
    ['ValueError: max_num_batched_tokens (512) must be greater than or equal to max_num_seqs.', 'SERVER_ARGUMENT'],
    ['ValueError: Too large swap space. 16 GiB out of the 31 GiB total CPU memory is allocated.', 'SERVER_ARGUMENT'],
    ['dial tcp 10.0.0.9:443: connectex: No connection could be made', 'CONNECTION'],
    ['ValueError: Tokenizer class TokenizersBackend does not exist or is not imported.', 'TRANSFORMERS_OLD'],
    ['LocalEntryNotFoundError: Cannot find the files, and outgoing traffic has been disabled.', 'HF_OFFLINE'],
    ['huggingface_hub.errors.LocalEntryNotFoundError: An error happened while trying', 'HF_UNREACHABLE'],
    ['ValueError: Unknown RoPE scaling type llama3', 'TRANSFORMERS_OLD'],
    ['RuntimeError: Found no NVIDIA driver on your system.', 'CUDA_IMAGE'],
    ['ImportError: libcuda.so.1: cannot open shared object file: No such file or directory', 'CUDA_IMAGE'],
    ['ImportError: libopenblas.so.0: cannot open shared object file: No such file or directory', 'MODULE_MISSING'],
    ["ImportError: /lib/libc.so.6: version `GLIBC_2.34' not found (required by libtpu.so)", 'LIBRARY_MISMATCH'],
    ['CRITICAL 11-04 12:53:11 launcher.py:72] AsyncLLMEngine has failed, terminating', 'ENGINE_DIED'],
    ['Error from server: error dialing backend: No agent available', 'NODE_TUNNEL'],
    ['503 no healthy upstream', 'GATEWAY_BACKENDS'],
    ['An error occurred forwarding 8888 -> 80: Timed out waiting for data stream', 'PORT_FORWARD'],
    ['DEADLINE_EXCEEDED: RPC: /tensorflow.CoordinationService/RegisterTask', 'SLICE_HOSTS'],
    [
      'google.api_core.exceptions.ResourceExhausted: 503 There is no more capacity in the zone "us-east5-a"',
      'STOCKOUT',
    ],
    ["The subnetwork resource 'a' is already being used by 'projects/p/global/forwardingRules/b'", 'STILL_USED'],
    ['HTTP/1.1 404 Not Found: fault filter abort', 'GATEWAY_ROUTE'],
    ['open /var/run/secrets/kubernetes.io/serviceaccount/token: no such file or directory', 'TOKEN_NOT_MOUNTED'],
    ["PermissionError: [Errno 13] Permission denied: '/dev/vfio/0'", 'CHIP_ACCESS'],
    ["INVALID_ARGUMENT: unexpected worker hostname 'x' from env var TPU_WORKER_HOSTNAMES", 'SLICE_HOSTS'],
    ["vllm: error: argument subparser: invalid choice: 'serv' (choose from chat, serve)", 'SERVER_ARGUMENT'],
    ['/start.sh: line 3:    12 Killed                  python3 -m vllm', 'HOST_MEMORY'],
    ['ray.exceptions.OutOfMemoryError: Task was killed due to the node running low on memory.', 'HOST_MEMORY'],
    ['client error (Connect): tunnel error: unsuccessful', 'PROXY'],
    ['    reason: RefNotPermitted', 'GATEWAY_ROUTE'],
    ['ingress.kubernetes.io/backends: {"k8s1-a":"HEALTHY","k8s1-b":"UNHEALTHY"}', 'GATEWAY_BACKENDS'],
    ['    type: constraints/iam.disableServiceAccountKeyUpload', 'ORG_POLICY'],
    [' - Permission denied on resource project acme-prodd.', 'PROJECT_MISSING'],
    [" - Insufficient 'N1_CPUS' quota. Requested 24.0, available 8.0.", 'QUOTA'],
    ['oauth2: "invalid_grant" "Bad Request"', 'NOT_LOGGED_IN'],
    [
      "message: 'Some content in the namespace has finalizers remaining: x in 1 resource instances'",
      'NAMESPACE_TERMINATING',
    ],
    [
      'Error while fetching metric descriptors for x: googleapi: Error 403: Permission monitoring.metricDescriptors.list denied',
      'PERMISSION',
    ],
    [
      'I0806 21:52:45.863589 1 pb_stub.cc:366] "Failed to initialize Python stub: OSError: Cannot access gated repo: you are not in the authorized list."',
      'HF_LICENCE',
    ],
  ])('of "%s" is %s', (text, code) => {
    expect(told(text)).toEqual([expect.objectContaining({ code })]);
  });

  it.each([
    "W tensorflow/dso_loader.cc:64] Could not load dynamic library 'libcudart.so.11.0'; dlerror: libcudart.so.11.0: cannot open shared object file",
    "UserWarning: Failed to load image Python extension: '/usr/lib/torchvision/image.so: undefined symbol: _ZN3c1017'",
    'RuntimeWarning: numpy.dtype size changed, may indicate binary incompatibility.',
    'ValueError: Tokenizer class BaichuanTokenizer does not exist or is not currently imported.',
    'distributed.scheduler - INFO - Scheduler listening at: tcp://10.0.0.1:8786',
    'mvn: error: offline mode is enabled',
    'ingress.kubernetes.io/backends: {"k8s1-a":"HEALTHY"}',
    'Warning  SyncLoadBalancerFailed  31s  service-controller  Error syncing load balancer: could not find any suitable subnets for creating the ELB',
    '"Unable to authenticate the request" err="verifying certificate SN=1 failed: x509: certificate signed by unknown authority"',
    'thread main panicked: data did not match any variant of untagged enum Request',
  ])('is none of these: %s', (text) => {
    expect(told(text).filter(({ code }) => code !== 'UNKNOWN')).toEqual([]);
  });

  it.each([
    ["CertificateError: hostname 'a.example.com' doesn't match 'b.example.com'", 'a.example.com'],
    ['Get "https://a.example.com/x": then Post "https://b.example.com/y": x509: unknown authority', 'b.example.com'],
    ['x509: certificate is valid for 10.0.0.1, 10.0.0.2, not 203.0.113.7', '203.0.113.7'],
    ["Hostname does not match: Host: a.example.com. is not in the cert's altnames: DNS:b.example.com", 'a.example.com'],
  ])('of a certificate names the host: %s', (text, host) => {
    expect(told(text)).toEqual([{ code: 'TLS', parameters: { host } }]);
  });

  it.each([
    [
      'googleapi: Error 400: Cluster CIDR range 100.128.48.0/20 is not within allowed ranges., badRequest',
      'Cluster CIDR',
    ],
    [
      'ERROR: (gcloud.container.node-pools.create) ResponseError: code=400, message=Node pool name is odd.',
      'Node pool',
    ],
    ['rpc error: code = FailedPrecondition desc = The upgrade needs a surge of one.', 'The upgrade'],
    ['Error syncing to GCP: error running load balancer syncing routine: the static IP name x is odd.', 'the static'],
  ])('is unknown and told in the words of the refusal: %s', (text, words) => {
    expect(diagnoseText(text)).toEqual([
      expect.objectContaining({ code: 'UNKNOWN', cause: expect.stringContaining(`refuses the request: ${words}`) }),
    ]);
  });

  it('is at most possible where a warning of Python shows it', () => {
    const text = '/usr/lib/jax/xla_bridge.py:146: UserWarning: Did you run your code on all TPU hosts?';
    expect(diagnoseText(`${text}\n  warnings.warn(`)).toEqual([
      expect.objectContaining({ code: 'SLICE_HOSTS', confidence: 'possible' }),
    ]);
  });

  it('is only unknown where a refusal gives no reason', () => {
    const text = 'ERROR: (gcloud.x) ResponseError: code=400, message=Request contains an invalid argument.';
    expect(diagnoseText(text)).toEqual([
      expect.objectContaining({ code: 'UNKNOWN', cause: expect.not.stringContaining('says why') }),
    ]);
  });

  it('is in the answers 5xx that a server logs as information, but not in those to a probe', () => {
    const log = (path: string) => `INFO:     10.0.0.1:33 - "POST ${path} HTTP/1.1" 500 Internal Server Error`;
    expect(told(log('/v1/completions'))).toEqual([expect.objectContaining({ code: 'UNKNOWN' })]);
    expect(told(log('/health'))).toEqual([]);
  });

  it('is in a refusal that a client logs as a warning, with quotes of a Python string', () => {
    const text = String.raw`W0801 23:46:06.863384 453 http.py:123] b'{"error": {"code": 403, "message": "Insufficient regional quota to satisfy request: resource \"IN_USE_ADDRESSES\": request requires '12.0' and is short '4.0'.", "status": "PERMISSION_DENIED"}}'`;
    expect(told(text)).toEqual([
      {
        code: 'QUOTA',
        parameters: expect.objectContaining({ quota: 'IN_USE_ADDRESSES', requested: '12', short: '4' }),
      },
    ]);
  });

  it('names what a command of IAM finds there', () => {
    const conflict = 'ERROR: (gcloud.iam.x.create) Resource in projects [p] is the subject of a conflict:';
    expect(told(`${conflict} A role named Reader in projects/p already exists.`)).toEqual([
      { code: 'ALREADY_EXISTS', parameters: { name: 'Reader' } },
    ]);
    expect(told(`${conflict} Service account ksa already exists within project projects/p.`)).toEqual([
      { code: 'ALREADY_EXISTS', parameters: { name: 'ksa' } },
    ]);
  });
});

describe('a limit of the whole cluster', () => {
  it('is told beside that of a node pool', () => {
    const text = `pod didn't trigger scale-up: 4 max cluster cpu, memory limit reached, 2 max node group size reached`;
    expect(
      told(text)
        .map(({ code }) => code)
        .sort(),
    ).toEqual(['AUTOPROVISIONING_LIMIT', 'POOL_AT_MAXIMUM']);
  });
});

describe("the cluster autoscaler's log", () => {
  it('tells as information why no node is added', () => {
    const text = 'I0127 04:52:37.565409 5 scale_up.go:110] Skipping node group https://x/pool - max size reached';
    expect(told(text)).toEqual([{ code: 'POOL_AT_MAXIMUM', parameters: {} }]);
    expect(told('I0127 04:52:37.565409 5 scale_up.go:110] Skipping node group https://x/pool - not ready')).toEqual([]);
  });
});

describe('a firewall rule that GKE may not create', () => {
  it.each([
    ['LoadBalancerManualChange', 'network'],
    ['XPN', 'security'],
  ])('is told by the normal event %s', (reason, admin) => {
    const command = 'gcloud compute firewall-rules create k8s-fw-a1 --network n --allow tcp:8000 --project host-1';
    const text = `  Normal   ${reason}  2m  gce-cloudprovider  Firewall change required by ${admin} admin: \`${command}\``;
    const [found] = diagnoseText(text);
    expect(found).toMatchObject({ code: 'FIREWALL_RULE', parameters: { rule: 'k8s-fw-a1', hostProject: 'host-1' } });
    expect(found!.remedy).toContain('gcloud compute firewall-rules describe k8s-fw-a1 --project=host-1');
  });
});

describe('the answer to a typed kubectl get --raw', () => {
  const DOWN = 'Error from server (ServiceUnavailable): the server is currently unable to handle the request';
  const asked = (path: string): string => `$ kubectl get --raw "${path}" | jq\n${DOWN}`;

  it.each([
    ['/apis/custom.metrics.k8s.io/v1beta1/namespaces/web/pods/*/x', 'ADAPTER_DOWN'],
    ['/apis/external.metrics.k8s.io/v1beta1/namespaces/web/x', 'ADAPTER_DOWN'],
    ['/apis/metrics.k8s.io/v1beta1/nodes', 'METRICS_SERVER'],
    ['/apis/apps/v1/deployments', 'API_UNAVAILABLE'],
  ])('is one of the API of %s', (path, code) => {
    expect(told(asked(path)).map((one) => one.code)).toEqual([code]);
  });

  it('says nothing of the answer to the next command', () => {
    const text = `$ kubectl get --raw "/apis/custom.metrics.k8s.io/v1beta1/x"\n{}\n$ kubectl get pods\n${DOWN}`;
    expect(told(text).map(({ code }) => code)).toEqual(['API_UNAVAILABLE']);
  });
});
