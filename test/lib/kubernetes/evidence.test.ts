import { expect, it } from 'vitest';
import { diagnose, linesOf } from '../../../lib/diagnosis/index.ts';
import { warningsAbout } from '../../../lib/kubernetes/evidence.ts';
import type { KubernetesObject } from '../../../lib/kubernetes/objects.ts';

const NOW = Date.parse('2026-08-01T08:00:00Z');
const AT = { now: NOW, since: 0 };

function pod(containerStatuses: readonly object[]): KubernetesObject {
  return { kind: 'Pod', metadata: { name: 'p', uid: '1' }, status: { containerStatuses } };
}

function event(reason: string, secondsAgo = 0, name = 'p'): KubernetesObject {
  const lastTimestamp = new Date(NOW - secondsAgo * 1000).toISOString();
  const metadata = { name: reason, uid: reason };
  return { kind: 'Event', metadata, type: 'Warning', reason, message: 'm', involvedObject: { name }, lastTimestamp };
}

const waiting = pod([{ name: 'c', restartCount: 0, state: { waiting: { reason: 'ContainerCreating' } } }]);
const crashed = pod([{ name: 'c', restartCount: 1, state: { waiting: { reason: 'CrashLoopBackOff' } } }]);

it('contains recent warnings about the objects', () => {
  const events = [event('FailedMount'), event('FailedMount', 361), event('FailedMount', 0, 'another')];
  expect(linesOf(warningsAbout([waiting], events, AT))).toEqual(['FailedMount: m']);
});

it('contains all recent warnings when there are no objects', () => {
  expect(linesOf(warningsAbout([], [event('FailedCreate', 0, 'a-replica-set')], AT))).toEqual(['FailedCreate: m']);
});

it('contains the refusal of a pod as long as its controller pauses before it tries again', () => {
  const events = [event('FailedCreate', 16 * 60, 'a-replica-set'), event('FailedCreate', 18 * 60, 'another')];
  expect(linesOf(warningsAbout([], events, AT))).toHaveLength(1);
});

it('omits outdated warnings: a failed mount of a started container, and those of the scheduler', () => {
  const events = ['FailedScheduling', 'FailedMount', 'BackOff'].map((reason) => event(reason));
  expect(linesOf(warningsAbout([crashed], events, AT))).toEqual(['BackOff: m']);
});

it('contains why an image cannot be pulled as long as its container waits for it', () => {
  const status = (name: string, reason: string) => ({ name, restartCount: 0, state: { waiting: { reason } } });
  const of = (name: string, message: string) => ({
    ...event('Failed', 20 * 60),
    message,
    involvedObject: { kind: 'Pod', name: 'p', fieldPath: `spec.containers{${name}}` },
  });
  const pulling = pod([status('c', 'ImagePullBackOff'), status('pulled', 'ContainerCreating')]);
  const events = [
    of('c', 'Failed to pull image "i": toomanyrequests'),
    of('c', 'Error: secret "s" not found'),
    of('pulled', 'Failed to pull image "j": not found'),
  ];
  expect(linesOf(warningsAbout([pulling], events, { now: NOW, since: NOW - 60_000 }))).toEqual([
    'Failed: Failed to pull image "i": toomanyrequests',
  ]);
});

it('contains the latest warnings where there are many, whatever their order', () => {
  const events = [event('newest'), ...Array.from({ length: 12 }, (_, index) => event(`older-${index}`, 60))];
  expect(linesOf(warningsAbout([waiting], events, AT))).toContain('newest: m');
});

it('omits warnings from before the wait', () => {
  const since = NOW - 60_000;
  const events = [event('BackOff', 59), event('Failed', 70)];
  expect(linesOf(warningsAbout([crashed], events, { now: NOW, since }))).toEqual(['BackOff: m']);
});

it('names the Deployment, the namespace and the container of a failed probe in the remedy', () => {
  const adapter = {
    kind: 'Pod',
    metadata: {
      name: 'adapter-5d8f7c9b4-x2x2x',
      uid: '1',
      labels: { 'pod-template-hash': '5d8f7c9b4' },
      ownerReferences: [{ kind: 'ReplicaSet', name: 'adapter-5d8f7c9b4' }],
    },
  };
  const { name } = adapter.metadata;
  const involvedObject = { kind: 'Pod', name, namespace: 'custom-metrics', fieldPath: 'spec.containers{stackdriver}' };
  const of = (reason: string, message: string) => ({ ...event(reason), message, involvedObject });
  const remedy = (one: KubernetesObject) => diagnose(warningsAbout([adapter], [one], AT))?.remedy;
  const to = 'kubectl logs deployment/adapter -c stackdriver';
  expect(remedy(of('Unhealthy', 'Readiness probe failed: HTTP probe failed with statuscode: 500'))).toContain(
    `${to} -n custom-metrics --tail=50`,
  );
  expect(remedy(of('Unhealthy', 'Liveness probe failed: HTTP probe failed with statuscode: 500'))).toContain(
    `${to} --previous --tail=50 -n custom-metrics`,
  );
});
