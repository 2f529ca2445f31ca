import { expect, test } from 'vitest';
import type { ContainerContext } from '../../../../sandbox/kubernetes/runtime.ts';
import { unsimulated } from '../../../../sandbox/kubernetes/workloads/plain.ts';
import { ManualClock, MINUTE } from '../../vllm/container.ts';

function run(args: readonly string[]) {
  const clock = new ManualClock();
  const lines: string[] = [];
  const exits: number[] = [];
  const context: Pick<ContainerContext, 'args' | 'clock' | 'startedAt' | 'log' | 'exit'> = {
    args,
    clock,
    startedAt: clock.now(),
    log: (line) => lines.push(line),
    exit: (code) => exits.push(code),
  };
  const running = unsimulated.start(context as ContainerContext);
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

test('a simple shell command in that image runs as it would', () => {
  expect(run(['sh', '-c', 'echo hello; exit 3'])).toMatchObject({ lines: ['hello'], exits: [3] });
});
