import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import type { ContainerContext, Workload } from '../../../../sandbox/kubernetes/runtime.ts';
import { service, task, unsimulated } from '../../../../sandbox/kubernetes/workloads/plain.ts';
import { ManualClock, MINUTE } from '../../vllm/container.ts';

function run(args: readonly string[], workload: Workload = unsimulated, image = 'busybox:1.28') {
  const clock = new ManualClock();
  const lines: string[] = [];
  const exits: number[] = [];
  const context: Pick<ContainerContext, 'args' | 'clock' | 'image' | 'name' | 'pod' | 'startedAt' | 'log' | 'exit'> = {
    args,
    image,
    name: 'c',
    pod: {
      spec: { containers: [{ name: 'c', ports: [{ containerPort: 80 }] }] },
    } as unknown as ContainerContext['pod'],
    clock,
    startedAt: clock.now(),
    log: (line) => lines.push(line),
    exit: (code) => exits.push(code),
  };
  const running = workload.start(context as ContainerContext);
  clock.pass(MINUTE);
  return { running, lines, exits };
}

test('another program in the image of the model server says that it is not simulated, and nothing listens', () => {
  const { running, lines, exits } = run(['python3', 'bench.py', '--port=8000']);
  expect(lines).toEqual([
    '[sandbox] Not simulated: python3 bench.py --port=8000. The container keeps running and listens on no port.',
  ]);
  expect([running.listens(8000), exits]).toEqual([false, []]);
});

test('a program that is not simulated tells whoever connects, and succeeds at its probes', async () => {
  const { running } = run([], service, 'nginx:1.27');
  expect(running.listens(80)).toBe(true);
  const socket = new PassThrough();
  const answered = text(socket);
  running.accept!(80, socket);
  socket.write('GET / HTTP/1.1\r\n\r\n');
  expect(await answered).toContain('501 Not Implemented');
});

test('a simple shell command in that image runs as it would', () => {
  expect(run(['sh', '-c', 'echo hello; exit 3'])).toMatchObject({ lines: ['hello'], exits: [3] });
});

test('a command that is no simple one is named in the log, with what the container does instead', () => {
  const wait = ['sh', '-c', 'until nslookup db; do\n  sleep 2\ndone'];
  const told = '[sandbox] Not simulated: sh -c until nslookup db; do sleep 2 done. The container';
  expect(run(wait, task)).toMatchObject({ lines: [`${told} ends with exit code 0 after 5 s.`], exits: [0] });
  const kept = run(wait, service);
  expect(kept.lines).toEqual([`${told} keeps running and listens on the ports that it declares.`]);
  expect([kept.running.listens(80), kept.exits]).toEqual([true, []]);
});

test("an image without a command of the pod's, and GKE's own images, say nothing", () => {
  expect(run([], service).lines).toEqual([]);
  expect(run(['--v=5'], service, 'gke.gcr.io/gcs-fuse-csi-driver-sidecar-mounter:v1').lines).toEqual([]);
});

test('a script after the options of bash runs as it would', () => {
  expect(run(['bash', '-ec', '--', 'echo hello; exit 3'])).toMatchObject({ lines: ['hello'], exits: [3] });
});
