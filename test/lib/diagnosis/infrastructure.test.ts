import { describe, expect, it } from 'vitest';
import { diagnoseText } from '../../../lib/diagnosis/index.ts';

const told = (text: string) => diagnoseText(text).map(({ code, parameters }) => ({ code, parameters }));
const codes = (text: string) => told(text).map(({ code }) => code);

/** Other texts of the kinds that the sixteenth reading of the corpus showed. */
describe('a failure of the infrastructure', () => {
  it.each([
    ['Error: project: required field is not set', 'PROJECT_UNSET'],
    [
      "Error: Cannot determine region: set in this resource, or set provider-level 'region' or 'zone'.",
      'LOCATION_UNSET',
    ],
    [
      'google.api_core.exceptions.BadRequest: 400 GET https://storage.googleapis.com/storage/v1/b/w/o: Bucket is a requester pays bucket but no user project provided.',
      'REQUESTER_PAYS',
    ],
    [
      'Error: cannot destroy instance without setting deletion_protection=false and running `terraform apply`',
      'DELETION_PROTECTED',
    ],
    [
      "googleapi: Error 412: Invalid resource usage: 'Resource cannot be deleted if it's protected against deletion.'",
      'DELETION_PROTECTED',
    ],
    [
      'Warning  Failed  9s  kubelet  Failed to pull image "a/b:1": failed to register layer: write /a.rpm: no space left on device',
      'NODE_DISK_FULL',
    ],
    ['write /data/model.safetensors: no space left on device', 'NO_SPACE'],
    ['Error 400: One or more users named in the policy do not belong to a permitted customer.', 'ORG_POLICY'],
    [
      'failed with: Points must be written in order. One or more of the points had an older start time.',
      'METRIC_ORDER',
    ],
    ['googleapi: Error 429: Too many operations: cluster "a" hits the concurrent operations quota 5', 'CLUSTER_BUSY'],
    ['Error 429: Too many requests', 'THROTTLED'],
    [
      'Message: An active proxy-only subnetwork is required in the same region and VPC as the forwarding rule.',
      'PROXY_SUBNET',
    ],
    ["googleapi: Error 403: Read access to project 'a-b' was denied, forbidden", 'PERMISSION'],
    [
      "Instance Group Manager 'a' initiated recreateInstance on instance 'b'. Reason: expected instance status RUNNING but STOPPING found.",
      'NODE_LOST',
    ],
    ["message: 'couldn''t find key token in Secret web/api-keys'", 'SECRET_MISSING'],
  ])('of "%s" is %s', (text, code) => {
    expect(codes(text)).toEqual([code]);
  });

  it('is a missing quota project where the reason says that an API is disabled', () => {
    const refusal = 'Error 403: The admin.googleapis.com API requires a quota project, which is not set by default.';
    expect(told(`googleapi: ${refusal}\nDetails:\n[\n{\n"reason": "SERVICE_DISABLED"\n}\n]`)).toEqual([
      { code: 'QUOTA_PROJECT', parameters: { api: 'admin.googleapis.com' } },
    ]);
  });

  it.each(['mutating', 'validating'])('is of GKE where its own %s webhook does not answer', (kind) => {
    const webhook = `warden-${kind}.common-webhooks.networking.gke.io`;
    const text = `Error from server (InternalError): Internal error occurred: failed calling webhook "${webhook}": failed to call webhook: Post "https://localhost:5443/webhook/warden-${kind}?timeout=10s": dial tcp [::1]:5443: connect: connection refused`;
    expect(told(text)).toEqual([{ code: 'GKE_WEBHOOK', parameters: { webhook } }]);
  });

  it('names why a disk was not created, and an object without the comma after it', () => {
    const event =
      'Warning  ProvisioningFailed  9s  csi-driver  rpc error: googleapi: Error 400: Disk is odd., badRequest';
    expect(told(event)).toEqual([{ code: 'VOLUME_PENDING', parameters: { why: 'Disk is odd' } }]);
    const exists = 'googleapi: Error 409: Already exists: projects/p/locations/l/clusters/c., alreadyExists';
    expect(told(exists)).toEqual([
      { code: 'ALREADY_EXISTS', parameters: { name: 'projects/p/locations/l/clusters/c' } },
    ]);
  });
});

describe('the readiness gate of a load balancer', () => {
  const event = (reason: string, message: string): string =>
    `  Normal  ${reason}  9s  neg-readiness-reflector  ${message}`;
  const WAITING = event(
    'LoadBalancerNegNotReady',
    'Waiting for pod to become healthy in at least one of the NEG(s): [k8s1-a]',
  );
  const TIMEOUT = event(
    'LoadBalancerNegTimeout',
    'Timeout waiting for pod to become healthy in at least one of the NEG(s): [k8s1-a]. Marking condition "cloud.google.com/load-balancer-neg-ready" to True.',
  );
  const READY = event('LoadBalancerNegReady', 'Pod has become Healthy in NEG "k8s1-a".');

  it('is told while the health check has not found the pod healthy', () => {
    expect(told(WAITING)).toEqual([{ code: 'BALANCER_HEALTH', parameters: { neg: 'k8s1-a' } }]);
    expect(codes(`${WAITING}\n${TIMEOUT}`)).toEqual(['BALANCER_HEALTH']);
  });

  it('is over once the pod is healthy, and a timeout is not over because the pod counts as ready', () => {
    expect(codes(`${WAITING}\n${TIMEOUT}\n${READY}`)).toEqual([]);
    expect(codes(`  Ready  True\n${WAITING}`)).toEqual([]);
    expect(codes(`  Ready  True\n${WAITING}\n${TIMEOUT}`)).toEqual(['BALANCER_HEALTH']);
  });

  it('gives way to what the pod itself says', () => {
    expect(codes(`  Warning  Failed  9s  kubelet  Error: secret "a" not found\n${WAITING}`)).toEqual([
      'SECRET_MISSING',
    ]);
  });
});
