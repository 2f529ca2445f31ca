import { expect, test } from 'vitest';
import { withHeartbeat } from '../../../../sandbox/kubernetes/api/heartbeat.ts';

const START = Date.UTC(2026, 10, 22, 12);
const after = (seconds: number) => ({ clock: { now: () => START + seconds * 1000 } }) as never;
const time = '2026-11-22T12:00:00Z';

test('a node’s lease is renewed every ten seconds, other leases are not', () => {
  const lease = (namespace: string) => ({
    kind: 'Lease',
    metadata: { namespace },
    spec: { renewTime: '2026-11-22T12:00:00.000000Z' },
  });
  expect(withHeartbeat(lease('kube-node-lease') as never, after(3605)).spec.renewTime).toBe(
    '2026-11-22T13:00:00.000000Z',
  );
  const other = lease('kube-system') as never;
  expect(withHeartbeat(other, after(3605))).toBe(other);
});

test('the kubelet reports its conditions every five minutes, and the network’s once', () => {
  const conditions = ['Ready', 'NetworkUnavailable'].map((type) => ({
    type,
    lastHeartbeatTime: time,
    lastTransitionTime: time,
  }));
  const node = withHeartbeat({ kind: 'Node', metadata: {}, status: { conditions } } as never, after(1199));
  expect(node.status.conditions).toEqual([
    { type: 'Ready', lastHeartbeatTime: '2026-11-22T12:15:00Z', lastTransitionTime: time },
    { type: 'NetworkUnavailable', lastHeartbeatTime: time, lastTransitionTime: time },
  ]);
});
