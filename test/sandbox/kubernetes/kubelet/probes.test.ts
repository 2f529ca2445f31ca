import { expect, test } from 'vitest';
import { Clock } from '../../../../sandbox/core/clock.ts';
import { ask, type Finding, type Probe, runProbe } from '../../../../sandbox/kubernetes/kubelet/probes.ts';
import type { RunningContainer } from '../../../../sandbox/kubernetes/runtime.ts';

const server = (status: number, open = true): RunningContainer => ({
  listens: (port) => open && port === 8000,
  request: () => ({ status }),
  stop: () => {},
});
const target = (running: RunningContainer) => ({ running, address: '127.1.2.3', ports: new Map([['http', 8000]]) });

test.each<[string, Probe, RunningContainer, Finding]>([
  [
    'a name that no port has',
    { httpGet: { port: 'metrics' } },
    server(200),
    { error: 'strconv.Atoi: parsing "metrics": invalid syntax' },
  ],
  [
    'a closed gRPC port',
    { grpc: { port: 9000 }, timeoutSeconds: 3 },
    server(200),
    'timeout: failed to connect service "127.1.2.3:9000" within 3s: context deadline exceeded',
  ],
  ['an open port', { tcpSocket: { port: 8000 } }, server(200), undefined],
  ['a named port', { tcpSocket: { port: 'http' } }, server(200), undefined],
  [
    'a closed port',
    { tcpSocket: { port: 8000 } },
    server(200, false),
    'dial tcp 127.1.2.3:8000: connect: connection refused',
  ],
  ['a good answer', { httpGet: { path: '/health', port: 8000 } }, server(204), undefined],
  ['a redirect', { httpGet: { path: '/health', port: 8000 } }, server(302), undefined],
  ['a bad answer', { httpGet: { path: '/health', port: 8000 } }, server(503), 'HTTP probe failed with statuscode: 503'],
  [
    'no answer',
    { httpGet: { path: '/health', port: 8000 } },
    server(200, false),
    'Get "http://127.1.2.3:8000/health": dial tcp 127.1.2.3:8000: connect: connection refused',
  ],
  ['a command', { exec: {} }, server(200), undefined],
])('%s is found', async (_case, probe, running, finding) => {
  expect(await ask(probe, target(running))).toEqual(finding);
});

test('an answer that comes later counts when it comes', async () => {
  const running = { ...server(200), request: () => Promise.resolve({ status: 500 }) };
  expect(await ask({ httpGet: { port: 8000 } }, target(running))).toBe('HTTP probe failed with statuscode: 500');
});

function watch(probe: Probe, answers: readonly boolean[], startedAt = 0, findings: Finding[] = []) {
  let real = 0;
  const clock = new Clock({ start: 0, pace: 1_000_000, monotonic: () => real });
  const asked: number[] = [];
  const verdicts: string[] = [];
  const running = { ...server(200), listens: () => answers[asked.push(clock.now()) - 1] ?? false };
  const stop = runProbe({
    clock,
    probe: { tcpSocket: { port: 8000 }, ...probe },
    target: target(running),
    startedAt,
    onFinding: (finding) => void findings.push(finding),
    onVerdict: (success) => void verdicts.push(`${success} at ${clock.now() / 1000}`),
  });
  const pass = (seconds: number): void => {
    real += seconds / 1000;
    clock.advance();
  };
  return { asked, verdicts, stop, pass };
}

test('a probe that cannot ask counts as nothing', () => {
  const findings: Finding[] = [];
  const { verdicts, pass } = watch({ tcpSocket: { port: 'metrics' } }, [], 0, findings);
  pass(100);
  expect([verdicts, findings.length]).toEqual([[], 11]);
});

test('the first question comes after the delay, the others each period', () => {
  const { asked, pass } = watch({ initialDelaySeconds: 15, periodSeconds: 10 }, [true, true, true]);
  pass(40);
  expect(asked).toEqual([15_000, 25_000, 35_000]);
});

test('thresholds count what comes in a row', () => {
  const { verdicts, pass } = watch({ periodSeconds: 10, successThreshold: 2, failureThreshold: 3 }, [
    true,
    false,
    true,
    true,
    false,
    false,
    false,
  ]);
  pass(65);
  expect(verdicts).toEqual(['true at 30', 'false at 60']);
});

test('a resumed probe keeps its container’s schedule', () => {
  const { asked, pass } = watch({ initialDelaySeconds: 15, periodSeconds: 10 }, [], -52_000);
  pass(20);
  // Started at −52 s: −37, −27, −17, −7, then 3 and 13.
  expect(asked).toEqual([3_000, 13_000]);
});

test('a stopped probe asks nothing', () => {
  const { asked, stop, pass } = watch({ periodSeconds: 1 }, []);
  stop();
  pass(10);
  expect(asked).toEqual([]);
});
