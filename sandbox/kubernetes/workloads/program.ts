import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { World } from '../../core/world.ts';
import type { Backends } from '../balancer/backend.ts';
import type { KubeObject, ObjectStore } from '../object.ts';
import type { ContainerContext, RunningContainer, Workload } from '../runtime.ts';
import { PodServices } from './pod-services.ts';

export interface ProgramDependencies {
  readonly world: World;
  readonly store: ObjectStore;
  readonly runtime: Backends['runtime'];
}

interface Container {
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
}

/** The status of a process that a signal ended. */
const KILLED = 137;

/** The longest that stepped time stands still for the first line of a program (real ms): until then, it starts. */
const STARTING = 10_000;

/**
 * The file with the program of a container `node FILE`, where FILE is mounted from a ConfigMap and has the same text as
 * a file that the user put into the sandbox's folder. So no request, manifest or snapshot brings code that runs.
 */
export function admittedProgram(
  { world: { folder }, store }: ProgramDependencies,
  pod: KubeObject,
  container: Container,
): string | undefined {
  const [command, path = ''] = [...(container.command ?? []), ...(container.args ?? [])];
  if (!folder || command !== 'node') return undefined;
  const text = configured(store, pod, container, path);
  if (text === undefined) return undefined;
  const file = join(folder.programs, `${createHash('sha256').update(text).digest('hex')}.mjs`);
  return existsSync(file) ? file : undefined;
}

/** The text of a file that a ConfigMap holds. */
function configured(store: ObjectStore, pod: KubeObject, { volumeMounts = [] }: Container, path: string) {
  const mount = volumeMounts.find(({ mountPath }) => path.startsWith(`${mountPath}/`));
  const volumes: readonly { name: string; configMap?: { name: string } }[] = pod.spec.volumes ?? [];
  const name = volumes.find((each) => each.name === mount?.name)?.configMap?.name;
  const data: Record<string, string> =
    (name !== undefined && store.get('configmaps', pod.metadata.namespace, name)?.data) || {};
  const key = path.slice((mount?.mountPath.length ?? 0) + 1);
  return Object.hasOwn(data, key) ? data[key] : undefined;
}

/**
 * A process of this computer with the container's variables and nothing else of this computer's. The variables of
 * services lead to their pods, SANDBOX_URL and SANDBOX_TOKEN_FILE to simulated time. After a restart of the sandbox, it
 * starts again.
 */
export function programWorkload(dependencies: ProgramDependencies, file: string): Workload {
  return { start: (container) => start(container, dependencies, file) };
}

function start(container: ContainerContext, dependencies: ProgramDependencies, file: string): RunningContainer {
  const { world, store, runtime } = dependencies;
  const { pod, random } = container;
  const services = new PodServices({ store, runtime, random }, world.clock, pod);
  const stopped = new AbortController();
  const end = (code: number): void => {
    services.close();
    if (!stopped.signal.aborted) container.exit(code);
  };
  const run = async (): Promise<void> => {
    const env = { ...container.env, ...(await services.variables()), ...clockOf(world) };
    if (stopped.signal.aborted) return;
    const up = world.clock.expect(STARTING);
    const child = spawn(process.execPath, [file], { env, stdio: ['ignore', 'pipe', 'pipe'], cwd: '/' });
    const stop = (): void => void child.kill('SIGKILL');
    stopped.signal.addEventListener('abort', stop);
    for (const output of [child.stdout, child.stderr])
      createInterface({ input: output })
        .once('line', up)
        .on('line', (line) => stopped.signal.aborted || container.log(line));
    child.on('error', (error) => container.log(`[sandbox] ${error.message}`));
    child.on('close', (code) => {
      up();
      end(code ?? KILLED);
    });
  };
  run().catch((error: Error) => {
    container.log(`[sandbox] ${error.message}`);
    end(1);
  });
  return {
    listens: () => false,
    usage: () => ({ cpuMillicores: 100, memoryBytes: 2 ** 26 }),
    stop: () => {
      stopped.abort();
      services.close();
    },
  };
}

/** How the process reads simulated time: over the control path, as every client of the sandbox. */
function clockOf({ database, folder }: World): Record<string, string> {
  const port = database.collection<number>('port').get('google');
  return { SANDBOX_URL: `http://127.0.0.1:${port}`, SANDBOX_TOKEN_FILE: folder?.token ?? '' };
}
