import { expect, test } from 'vitest';
import { Clock } from '../../../../sandbox/core/clock.ts';
import { ContainerLog } from '../../../../sandbox/kubernetes/kubelet/container-log.ts';
import { LiveContainer } from '../../../../sandbox/kubernetes/kubelet/live-container.ts';

const probe = { tcpSocket: { port: 1 }, periodSeconds: 10, failureThreshold: 3 };

/** A container that listens from `opens` to `closes` (simulated s). */
function createLive(
  probes: object,
  opens: number,
  closes = Number.POSITIVE_INFINITY,
  before?: { started: boolean; ready: boolean },
) {
  let real = 0;
  const clock = new Clock({ start: 0, pace: 1_000_000, monotonic: () => real });
  const told: string[] = [];
  const tell = (what: string): void => void told.push(`${what} at ${clock.now() / 1000}`);
  const live = new LiveContainer({
    clock,
    running: { listens: () => clock.now() >= opens * 1000 && clock.now() < closes * 1000, stop: () => {} },
    log: new ContainerLog(),
    startedAt: 0,
    address: '127.0.0.1',
    ports: new Map(),
    probes,
    ...(before && { before }),
    onChange: () => tell(`started ${live.started} ready ${live.ready}`),
    onUnhealthy: () => {},
    onFatal: (kind) => tell(`${kind} gives up`),
  });
  const pass = (seconds: number): void => {
    real += seconds / 1000;
    clock.advance();
  };
  return { live, told, pass };
}

test('without probes a container is started and ready', () => {
  const { live } = createLive({}, 0);
  expect([live.started, live.ready]).toEqual([true, true]);
});

test('readiness follows its probe both ways', () => {
  const { told, pass } = createLive({ readiness: probe }, 25, 55);
  pass(120);
  expect(told).toEqual(['started true ready true at 30', 'started true ready false at 80']);
});

test('the startup probe runs before the others', () => {
  const { told, pass } = createLive(
    { startup: { ...probe, failureThreshold: 30 }, readiness: probe, liveness: probe },
    65,
  );
  pass(120);
  expect(told).toEqual(['started true ready false at 70', 'started true ready true at 70']);
});

test('a startup probe that never succeeds fails the container', () => {
  const { told, pass } = createLive({ startup: probe, liveness: probe }, 1000);
  pass(25);
  expect(told).toEqual(['startup gives up at 20']);
});

test('a failing liveness probe fails the container', () => {
  const { told, pass } = createLive({ liveness: probe }, 0, 15);
  pass(45);
  expect(told).toEqual(['liveness gives up at 40']);
});

test('what was known before a restart of the kubelet holds until a probe says otherwise', () => {
  const { live } = createLive({ startup: probe, readiness: probe }, 1000, undefined, { started: true, ready: true });
  expect([live.started, live.ready]).toEqual([true, true]);
});
