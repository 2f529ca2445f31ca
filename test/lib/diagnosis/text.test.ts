import { describe, expect, it } from 'vitest';
import { diagnoseText } from '../../../lib/diagnosis/index.ts';

const codes = (text: string): readonly string[] => diagnoseText(text).map(({ code }) => code);
const evidence = (text: string): string =>
  diagnoseText(text)
    .flatMap((one) => [one.cause, ...one.evidence, one.remedy])
    .join('\n');

const MISSING = `MountVolume.SetUp failed: failed to get GCS bucket "b": storage: bucket doesn't exist`;

describe('a text', () => {
  it('has the reason of a failed operation in the debug log of Terraform', () => {
    const debug = '2026-04-16T00:41:23.745Z [DEBUG] provider.terraform-provider-google_v6:  ';
    const reason = `"statusMessage": "Google Compute Engine: Quota 'SSD_TOTAL_GB' exceeded.  Limit: 500.0 in region us-central1."`;
    expect(codes(`${debug} "status": "DONE",\n${debug} ${reason}`)).toEqual(['QUOTA']);
    expect(codes(`${debug} "statusMessage": ""`)).toEqual([]);
    const refused = `${debug} "message": "Quota 'SSD_TOTAL_GB' exceeded.  Limit: 500.0 in region us-central1."`;
    expect(diagnoseText(refused)).toMatchObject([{ code: 'QUOTA', confidence: 'possible' }]);
  });

  it('takes the first wait of Ray for a usual one, and a long one for a symptom', () => {
    const waits = (seconds: number): string =>
      `INFO 06-07 18:13:55 [ray_utils.py:464] Waiting for creating a placement group of specs for ${seconds} seconds.`;
    expect(codes(waits(10))).toEqual([]);
    expect(diagnoseText(waits(150))).toMatchObject([{ code: 'RAY_RESOURCES', confidence: 'possible' }]);
  });

  it('shows the reason of an API that has no word of a failure', () => {
    expect(evidence('  "code": "INSTANCE_IN_MULTIPLE_LOAD_BALANCED_IGS"')).toContain('LOAD_BALANCED_IGS');
    expect(codes('INSTANCE_IN_MULTIPLE_LOAD_BALANCED_IGS')).toEqual(['UNKNOWN']);
    expect(codes('export VLLM_ALLOW_LONG_MAX_MODEL_LEN=1')).toEqual([]);
  });

  it('is read without the colours in its lines', () => {
    expect(codes(`  \u001b[33mWarning\u001b[0m  FailedMount  2s  kubelet  ${MISSING}`)).toEqual(['BUCKET_MISSING']);
  });

  it('leaves nothing in the diagnosis that acts on a terminal', () => {
    const text = `error: x\u001b[2J failed\u0007\r\nfailed y\rfailed z`;
    expect(evidence(text)).not.toMatch(/(?!\n)\p{Cc}/u);
  });

  it.each([
    ['a password of an address', 'error: denied https://u:pa55word@registry.example.com/v2', 'pa55word'],
    ['a JSON Web Token', 'error: denied eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJrdWJlIn0.c2lnbmF0dXJl', 'eyJpc3MiOiJrdWJlIn0'],
    ['a password of a configuration', 'error: failed with password=hunter2', 'hunter2'],
    ['a private key', 'error: failed -----BEGIN PRIVATE KEY----- MIIEvQIBADAN', 'MIIEvQIBADAN'],
  ])('shows no secret: %s', (_, text, secret) => {
    expect(evidence(text)).toContain('[secret]');
    expect(evidence(text)).not.toContain(secret);
  });

  it('of a ready pod reports no failure for the probes before the start', () => {
    const text = [
      '    Startup:   http-get http://:8000/health delay=0s timeout=1s period=10s #success=1 #failure=360',
      'Conditions:',
      '  Ready             True',
      'Events:',
      '  Warning  Unhealthy  40m (x112 over 59m)  kubelet  Startup probe failed: Get "http://10.4.0.9:8000/health": x',
    ].join('\n');
    expect(codes(text)).toEqual([]);
  });

  it('does not blame Hugging Face for the 401 or 403 of another server', () => {
    for (const status of ['401 Client Error: Unauthorized', '403 Client Error: Forbidden'])
      expect(codes(`requests.exceptions.HTTPError: ${status} for url: https://proxy.example.com/x`)).toEqual([
        'UNKNOWN',
      ]);
  });
});

describe('a cause', () => {
  it('names no resource when the message says only that there is one', () => {
    const [found] = diagnoseText(
      "Permission 'iam.serviceAccounts.getAccessToken' denied on resource (or it may not exist).",
    );
    expect(found?.parameters).toEqual({ permission: 'iam.serviceAccounts.getAccessToken' });
  });

  it('of a bucket is not also one of the network', () => {
    const text = `  Warning  FailedMount  1s  kubelet  MountVolume.SetUp failed for volume "gcs" : rpc error: code = Unauthenticated desc = failed to prepare storage service: storage service manager failed to setup service: timed out waiting for the condition`;
    expect(codes(text)).toEqual(['POD_TOKEN']);
  });

  it('of Workload Identity names the account, the namespace and the Kubernetes service account', () => {
    const [found] = diagnoseText(
      [
        'Name:             vllm-tpu-6d5f-abcde',
        'Namespace:        models',
        'Priority:         0',
        'Service Account:  reader',
        'Annotations:      iam.gke.io/gcp-service-account: weights@acme-llm.iam.gserviceaccount.com',
        'Events:',
        '  Warning  FailedMount  1s  kubelet  MountVolume.SetUp failed for volume "gcs" : rpc error: code = PermissionDenied desc = the sidecar container failed with error: compute: Received 403 `Unable to generate access token; IAM returned 403 Forbidden: Permission \'iam.serviceAccounts.getAccessToken\' denied on resource (or it may not exist).',
      ].join('\n'),
    );
    expect(found).toMatchObject({
      code: 'WORKLOAD_IDENTITY_USER',
      confidence: 'certain',
      parameters: { namespace: 'models', ksa: 'reader', account: 'weights@acme-llm.iam.gserviceaccount.com' },
    });
    expect(found!.remedy).toContain('add-iam-policy-binding weights@acme-llm.iam.gserviceaccount.com');
    expect(found!.remedy).toContain('/subject/ns/models/sa/reader"');
  });

  it('is missing for a failure of curl without known words', () => {
    expect(codes('curl: (23) Failure writing output to destination')).toEqual(['UNKNOWN']);
  });
});

describe('an exception that no cause covers', () => {
  it('is of the model server only with a sign of vLLM', () => {
    expect(codes("KeyError: 'foo'")).toEqual(['UNKNOWN']);
    expect(codes("(EngineCore_DP0 pid=272) KeyError: 'foo'")).toEqual(['MODEL_SERVER_ERROR']);
    expect(codes('  File "/workspace/vllm/vllm/x.py", line 1, in f\nKeyError: \'foo\'')).toEqual([
      'MODEL_SERVER_ERROR',
    ]);
  });
});

describe('no evidence', () => {
  it.each([
    '$ gcloud auth login',
    'ana@host:~/demo$ PJRT_DEVICE=TPU python3 -c "No TPU found"',
    '[root@k8s-master kube]# echo OOMKilled',
    ">>> raise MemoryError('x')",
  ])('is what a person typed: %s', (line) => {
    expect(codes(line)).toEqual([]);
  });

  it('is a folder that another program than gcloud may not write', () => {
    const line = "[Errno 13] Permission denied: '/home/ana/.config'";
    expect(codes(line)).toEqual(['READ_ONLY']);
    expect(codes(`ERROR: gcloud crashed (PermissionError): ${line}`)).toEqual(['HOME']);
  });

  it('is a status code where other words of the line say more', () => {
    expect(codes("googleapi: Error 429: Quota 'CPUS' exceeded. Limit: 24.0 in region us-east5.")).toEqual(['QUOTA']);
    expect(codes('googleapi: Error 429: slow down')).toEqual(['THROTTLED']);
  });
});

describe('a long text', () => {
  it('is read at both ends of a long line', () => {
    expect(codes(`${'x '.repeat(10_000)}OSError: [Errno 28] No space left on device`)).toEqual(['NO_SPACE']);
  });

  it('shows its cause among thousands of other errors of one shape', () => {
    const lines = Array.from({ length: 10_000 }, (_, n) => `ERROR step ${n} failed`);
    lines.splice(5_000, 0, 'OSError: [Errno 28] No space left on device');
    expect(codes(lines.join('\n'))).toEqual(['NO_SPACE']);
  });
});

describe('the command for a missing Secret', () => {
  it('has the token only for the Secret of the token', () => {
    const remedy = (secret: string): string => diagnoseText(`Error: secret "${secret}" not found`)[0]!.remedy;
    expect(remedy('hf-secret')).toContain('HF_TOKEN');
    expect(remedy('postgres-credentials')).not.toContain('HF_TOKEN');
  });
});

it("names the Deployment, the namespace and the container of a described pod in a probe's remedy", () => {
  const [found] = diagnoseText(`Name:             adapter-5d8f7c9b4-x2x2x
Namespace:        custom-metrics
Priority:         0
Service Account:  adapter
Controlled By:  ReplicaSet/adapter-5d8f7c9b4
Events:
  Type     Reason     Age  From     Message
  ----     ------     ---  ----     -------
  Normal   Killing    9s   kubelet  Container stackdriver failed liveness probe, will be restarted`);
  expect(found).toMatchObject({
    code: 'LIVENESS',
    remedy: expect.stringContaining('deployment/adapter -c stackdriver --previous --tail=50 -n custom-metrics'),
  });
});
