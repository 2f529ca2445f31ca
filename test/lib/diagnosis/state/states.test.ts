import { describe, expect, it } from 'vitest';
import { diagnoseText } from '../../../../lib/diagnosis/index.ts';
import { states } from '../../../../lib/diagnosis/state/states.ts';

const table = (...lines: readonly string[]): string => lines.join('\n');

const PODS = table(
  'NAMESPACE   NAME                        READY   STATUS      RESTARTS      AGE',
  'serve       vllm-tpu-7c5b8c9d4f-2jq8w   0/2     Pending     0             47m',
  'serve       vllm-tpu-7c5b8c9d4f-8xk2m   2/2     Running     0             3h',
  'serve       vllm-tpu-7c5b8c9d4f-9zz4p   1/2     Running     7 (2m ago)    47m',
  'serve       stage-model-4d9fk           0/1     Completed   0             1h',
);

describe('the state of an object in a table', () => {
  it('is told of each pod that is not ready, with the command that asks for the reason', () => {
    expect(states(PODS)).toEqual([
      {
        line: 'serve       vllm-tpu-7c5b8c9d4f-2jq8w   0/2     Pending     0             47m',
        what: 'the pod vllm-tpu-7c5b8c9d4f-2jq8w has STATUS Pending',
        describe: 'kubectl describe pod vllm-tpu-7c5b8c9d4f-2jq8w -n serve',
      },
      {
        line: 'serve       vllm-tpu-7c5b8c9d4f-9zz4p   1/2     Running     7 (2m ago)    47m',
        what: 'the pod vllm-tpu-7c5b8c9d4f-9zz4p has READY 1/2',
        describe: 'kubectl describe pod vllm-tpu-7c5b8c9d4f-9zz4p -n serve',
      },
    ]);
  });

  it.each([
    [
      'an autoscaler without its metric',
      'NAME       REFERENCE             TARGETS        MINPODS   MAXPODS   REPLICAS   AGE',
      'vllm-hpa   Deployment/vllm-tpu   <unknown>/10   1         2         1          15m',
      'kubectl describe hpa vllm-hpa',
    ],
    [
      'a node',
      'NAME         STATUS                        ROLES    AGE   VERSION',
      'gke-tpu-x1   NotReady,SchedulingDisabled   <none>   12m   v1.33.4-gke.1036000',
      'kubectl describe node gke-tpu-x1',
    ],
    [
      'a claim, whose empty cells are known by their place',
      'NAME         STATUS    VOLUME   CAPACITY   ACCESS MODES   STORAGECLASS   AGE',
      'models-pvc   Pending                                      premium-rwo    15m',
      'kubectl describe pvc models-pvc',
    ],
    [
      'a deployment',
      'NAME       READY   UP-TO-DATE   AVAILABLE   AGE',
      'vllm-tpu   0/1     0            0           47m',
      'kubectl describe deployment vllm-tpu',
    ],
    [
      'an object of kubectl get all',
      'NAME                       READY   UP-TO-DATE   AVAILABLE   AGE',
      'deployment.apps/vllm-tpu   0/1     1            0           47m',
      'kubectl describe deployment.apps/vllm-tpu',
    ],
    [
      'a gateway',
      'NAME           CLASS                              ADDRESS   PROGRAMMED   AGE',
      'vllm-gateway   gke-l7-regional-external-managed             Unknown      12m',
      'kubectl describe gateway vllm-gateway',
    ],
    [
      'an API that no server answers',
      'NAME                            SERVICE                                         AVAILABLE                  AGE',
      'v1beta1.custom.metrics.k8s.io   custom-metrics/custom-metrics-sd-adapter        False (MissingEndpoints)   9d',
      'kubectl describe apiservice v1beta1.custom.metrics.k8s.io',
    ],
    [
      'a cluster',
      'NAME       LOCATION  MASTER_VERSION      MASTER_IP     MACHINE_TYPE   NODE_VERSION        NUM_NODES  STATUS',
      'vllm-demo  us-east5  1.33.4-gke.1036000  34.162.10.20  e2-standard-4  1.33.4-gke.1036000  3          DEGRADED',
      'gcloud container clusters describe vllm-demo --location=us-east5 --format="yaml(status,statusMessage,conditions)"',
    ],
    [
      'a queued resource',
      'NAME      ZONE        ACCELERATOR_TYPE  STATE',
      'serve-qr  us-east5-b  v6e-8             WAITING_FOR_RESOURCES',
      'gcloud compute tpus queued-resources describe serve-qr --zone=us-east5-b',
    ],
  ])('is told of %s', (_, header, row, command) => {
    expect(states(table(header, row)).map(({ describe }) => describe)).toEqual([command]);
  });

  it.each([
    [
      'ready nodes, one of them drained',
      'NAME         STATUS                     ROLES    AGE   VERSION',
      'gke-tpu-x1   Ready,SchedulingDisabled   <none>   12m   v1.33.4-gke.1036000',
    ],
    [
      'a bound claim',
      'NAME         STATUS   VOLUME    CAPACITY   ACCESS MODES   STORAGECLASS   AGE',
      'models-pvc   Bound    pvc-1f2   500Gi      RWO            premium-rwo    15m',
    ],
    ['a table of another kind', 'NAME       STATUS    TEAM', 'roadmap    Pending   infra'],
    ['lines after the end of a table', `${PODS.split('\n')[0]}\n`, 'serve   note   0/2   Pending   0   47m'],
  ])('is not told of %s', (_, header, row) => {
    expect(states(table(header, row))).toEqual([]);
  });
});

describe('a condition', () => {
  it('that is not met is told from YAML, with its reason and message', () => {
    const yaml = `    conditions:
    - lastTransitionTime: "2026-11-02T09:11:12Z"
      message: 'no endpoints'
      reason: NoEndpoints
      status: "False"
      type: Ready
    - lastTransitionTime: "2026-11-02T09:11:12Z"
      message: kubelet has sufficient memory available
      reason: KubeletHasSufficientMemory
      status: "False"
      type: MemoryPressure`;
    expect(states(yaml)).toEqual([
      { line: 'Ready False NoEndpoints no endpoints', what: 'the condition Ready is False', why: 'no endpoints' },
    ]);
  });

  it.each([
    ['  Ready             False', ['the condition Ready is False']],
    ['  DiskPressure      True     Tue, 03 Nov 2026', ['the condition DiskPressure is True']],
    ['  DiskPressure      False    Tue, 03 Nov 2026', []],
    ['  ScalingLimited    False    DesiredWithinRange', []],
    ['  Initialized       True', []],
  ])('of a description is told where it is not met: %s', (row, wanted) => {
    expect(states(row).map(({ what }) => what)).toEqual(wanted);
  });
});

describe('a field', () => {
  it('that reports a state is told where something is missing', () => {
    const text =
      'Certificate Status:  Provisioning\nStatus: Running\n    Status:  FailedNotVisible\nLast State: Terminated';
    expect(states(text).map(({ line }) => line)).toEqual([
      'Certificate Status:  Provisioning',
      'Status:  FailedNotVisible',
    ]);
  });

  it('is told with the reason and the message below it', () => {
    const text = 'Status:   Failed\nReason:   Preempting\nMessage:  Preempted in order to admit critical pod';
    expect(states(text)).toEqual([
      {
        line: 'Status:   Failed',
        what: 'Status is Failed',
        why: 'Preempting: Preempted in order to admit critical pod',
      },
    ]);
  });
});

describe('a text that shows only states', () => {
  it('is told as unknown, with the rows and the command that asks for the reason', () => {
    expect(diagnoseText(PODS)).toEqual([
      {
        code: 'UNKNOWN',
        cause: 'the pod vllm-tpu-7c5b8c9d4f-2jq8w has STATUS Pending, and more is not ready; the text does not say why',
        confidence: 'possible',
        evidence: states(PODS).map(({ line }) => line),
        remedy: 'Ask for the reason: kubectl describe pod vllm-tpu-7c5b8c9d4f-2jq8w -n serve',
        parameters: {},
      },
    ]);
  });

  it('gives way to an event with the reason', () => {
    const event =
      'Warning  FailedScheduling  5m  default-scheduler  0/3 nodes are available: 3 Insufficient google.com/tpu.';
    expect(diagnoseText(`${PODS}\n\n${event}`).map(({ code }) => code)).not.toContain('UNKNOWN');
  });

  it('is told with what a condition says of itself', () => {
    const text = `    Message:               the operator has 2 problems
    Reason:                Synced
    Status:                False
    Type:                  Ready`;
    expect(diagnoseText(text).map(({ cause }) => cause)).toEqual([
      'the condition Ready is False: the operator has 2 problems',
    ]);
  });

  it('is told by its state where a word of failure stands in it only', () => {
    const jobs =
      'NAME          STATUS   COMPLETIONS   DURATION   AGE\nstage-model   Failed   0/10          11m        12m';
    expect(diagnoseText(jobs).map(({ remedy }) => remedy)).toEqual([
      'Ask for the reason: kubectl describe job stage-model',
    ]);
  });
});
