import { expect, test } from 'vitest';
import { unschedulableMessage } from '../../../../sandbox/kubernetes/scheduler/unschedulable.ts';

const tainted = { reasons: ['node(s) had untolerated taint {google.com/tpu: present}'], preemptible: false };
const elsewhere = { reasons: ["node(s) didn't match Pod's node affinity/selector"], preemptible: false };
const full = { reasons: ['Insufficient google.com/tpu'], preemptible: true };

test.each([
  [
    33,
    "0/3 nodes are available: 1 node(s) had untolerated taint {google.com/tpu: present}, 2 node(s) didn't match Pod's node affinity/selector. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.",
  ],
  [
    34,
    "0/3 nodes are available: 1 node(s) had untolerated taint {google.com/tpu: present}, 2 node(s) didn't match Pod's node affinity/selector. no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.",
  ],
  [
    35,
    "0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 node(s) didn't match Pod's node affinity/selector. no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.",
  ],
])('Kubernetes 1.%i says why no node fits', (minor, message) => {
  expect(unschedulableMessage([tainted, elsewhere, elsewhere], minor)).toBe(message);
});

test('the message says when preemption finds no victims', () => {
  expect(unschedulableMessage([full, elsewhere], 33)).toBe(
    "0/2 nodes are available: 1 Insufficient google.com/tpu, 1 node(s) didn't match Pod's node affinity/selector. preemption: 0/2 nodes are available: 1 No preemption victims found for incoming pod, 1 Preemption is not helpful for scheduling.",
  );
});

test('a cluster without nodes has its own sentence', () => {
  expect(unschedulableMessage([], 33)).toBe('no nodes available to schedule pods');
});
