import type { Duplex } from 'node:stream';
import type { Timer } from '../../core/clock.ts';
import { runTime } from '../kubelet/images.ts';
import type { ContainerContext, RunningContainer, Workload } from '../runtime.ts';
import { parseScript } from './script.ts';

/** The resource usage of an idle program. */
const idle = () => ({ cpuMillicores: 1, memoryBytes: 4 * 2 ** 20 });

/** A command that is a simple script runs; any other is started as said. */
const unlessScript = (start: Workload['start']): Workload => ({
  start: (container) => script(container) ?? start(container),
});

/** A program that the sandbox knows nothing of: it runs and listens on the ports that its container declares. */
export const service = unlessScript((container) => {
  say(container, 'The container keeps running and listens on the ports that it declares.');
  return listening(container);
});

/** Another program in the image of a simulated one: it runs, says that it is not simulated, and nothing listens. */
export const unsimulated = unlessScript((container) => {
  say(container, 'The container keeps running and listens on no port.');
  return { listens: () => false, usage: idle, stop: () => undefined };
});

/** One that is meant to end: it succeeds after the time that `data/images.yaml` gives it. */
export const task = unlessScript((container) => {
  const time = runTime(container.image);
  say(container, `The container ends with exit code 0 after ${time / 1000} s.`);
  return endingAt(container, container.startedAt + time, 0);
});

/** The longest command that is repeated (characters). */
const LONGEST = 200;
/** GKE's own programs, which the sandbox has without saying so. */
const OWN = /^gke\.gcr\.io\//;

/** Tells in the log that the command does not run. An image without a command of the pod's is its entrypoint: nothing is told. */
function say({ args, image, startedAt, log }: ContainerContext, what: string): void {
  const command = args
    .join(' ')
    .replaceAll(/\s*\n\s*/g, ' ')
    .trim();
  if (command === '' || OWN.test(image)) return;
  const shown = command.length > LONGEST ? `${command.slice(0, LONGEST)}…` : command;
  log(`[sandbox] Not simulated: ${shown}. ${what}`, startedAt);
}

function listening({ pod, name, image }: ContainerContext): RunningContainer {
  const containers: { name: string; ports?: { containerPort: number }[] }[] = pod.spec.containers;
  const ports = new Set(
    containers.find((each) => each.name === name)?.ports?.map(({ containerPort }) => containerPort),
  );
  const text = `[sandbox] Not simulated: the program of the image ${image}\n`;
  return {
    listens: (port) => ports.has(port),
    accept: (_port, socket) => refuse(socket, text),
    usage: idle,
    stop: () => undefined,
  };
}

/** Answers whoever connects: a refused connection would contradict the probes, which succeed. */
function refuse(socket: Duplex, text: string): void {
  const head = ['HTTP/1.1 501 Not Implemented', 'Content-Type: text/plain', `Content-Length: ${text.length}`];
  socket.on('error', () => socket.destroy());
  socket.once('data', () => socket.end([...head, 'Connection: close', '', text].join('\r\n')));
}

function endingAt({ clock, exit }: ContainerContext, at: number, code: number): RunningContainer {
  const timer = clock.setTimeout(() => exit(code), at - clock.now());
  return { listens: () => false, usage: idle, stop: () => timer.cancel() };
}

/** Runs a simple shell command. After a restart, it prints its earlier output again with the original times. */
function script(container: ContainerContext): RunningContainer | undefined {
  const statements = parseScript(container.args);
  if (!statements) return undefined;
  const { clock, startedAt } = container;
  let at = startedAt;
  let timer: Timer | undefined;
  let next = 0;
  const step = (): void => {
    for (let statement = statements[next++]; statement; statement = statements[next++]) {
      if (statement.do === 'print') container.log(statement.text, at);
      if (statement.do === 'exit') {
        container.exit(statement.code);
        return;
      }
      if (statement.do !== 'sleep') continue;
      at += statement.ms;
      if (at === Number.POSITIVE_INFINITY) return;
      if (at <= clock.now()) continue;
      timer = clock.setTimeout(step, at - clock.now());
      return;
    }
    container.exit(0);
  };
  timer = clock.setTimeout(step, 0);
  return { listens: () => false, usage: idle, stop: () => timer?.cancel() };
}
