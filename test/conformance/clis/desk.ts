import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parse, stringify } from 'yaml';
import type { Command } from '../../../lib/command/command.ts';
import { standIns } from '../../../sandbox/control/stand-ins.ts';
import { Database } from '../../../sandbox/core/database.ts';
import { stateFolder } from '../../../sandbox/core/folder.ts';
import { sandboxTls } from '../../../sandbox/core/tls.ts';
import { openWorkstation, type Workstation } from '../sandbox/workstation.ts';
import { type Recorded, type Recorder, record } from './recorder.ts';

/** What came of a command: what it printed, and what it asked. */
export interface Outcome {
  /** null when it was ended, because it would go on. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly requests: readonly Recorded[];
}

/** A sandbox of its own, and either the real command lines or our own, with every request written down. */
export interface Desk {
  readonly workstation: Workstation;
  /** What gcloud has written for kubectl. */
  kubeconfig(): Promise<{ contexts: unknown; users: unknown }>;
  write(file: string, text: string): Promise<void>;
  run(command: Command): Promise<Outcome>;
  close(): Promise<void>;
}

interface Operations {
  readonly operations?: readonly { readonly status: string }[];
}

/** A request that is answered as long as somebody listens. */
const GOES_ON = /[?&](watch|follow)=true|\/portforward$/;
const LONGEST_START = 10_000;
/** Both sandboxes begin at the same moment, so that what they make up from it is the same. */
const START = Date.parse('2026-08-01T08:00:00Z');

export async function openDesk(tools: 'real' | 'own', options: object): Promise<Desk> {
  const workstation = await openWorkstation({ start: START, ...options });
  const { sandbox, folder } = workstation;
  const google = await record(sandbox.url);
  const recorders: Recorder[] = [google];
  const { path } = await standIns(stateFolder({ SANDBOX_HOME: folder }), '');
  const installed = process.env.PATH ?? '';
  const environment: Record<string, string> = {
    // The recorder takes the place of the sandbox; gcloud's proxy would lead past it.
    ...Object.fromEntries(
      Object.entries(workstation.environment)
        .filter(([name]) => !name.startsWith('CLOUDSDK_PROXY_'))
        .map(([name, value]) => [name, value.replace(sandbox.url, google.url)]),
    ),
    PATH: tools === 'own' ? [path, installed].join(delimiter) : installed,
    HOME: folder,
  };
  const file = environment.KUBECONFIG!;
  const tls = await sandboxTls({ database: Database.open() });

  /** What a command began is over. */
  async function operationsDone(): Promise<void> {
    const { PROJECT_ID, CONTROL_PLANE_LOCATION } = workstation.environment;
    const path = `/container/v1/projects/${PROJECT_ID}/locations/${CONTROL_PLANE_LOCATION}/operations`;
    for (;;) {
      const { operations = [] } = (await (await workstation.call('GET', path)).json()) as Operations;
      if (operations.every(({ status }) => status === 'DONE')) return;
      await delay(50);
    }
  }

  /** Puts a recorder between kubectl and the cluster that gcloud has just written down. */
  async function standBetween(): Promise<void> {
    const config = parse(await readFile(file, 'utf8'));
    const { cluster } = config.clusters[0];
    if (recorders.some(({ url }) => url === cluster.server)) return;
    const upstreamCa = Buffer.from(cluster['certificate-authority-data'], 'base64').toString();
    const recorder = await record(cluster.server, { ...tls, upstreamCa });
    recorders.push(recorder);
    cluster.server = recorder.url;
    cluster['certificate-authority-data'] = Buffer.from(tls.ca).toString('base64');
    await writeFile(file, stringify(config));
  }

  return {
    workstation,
    kubeconfig: async () => parse(await readFile(file, 'utf8')),
    write: async (name, text) => {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    },
    run: async ({ tool, args, input }) => {
      const words = input ? ['-c', 'cat | "$0" "$@"', tool, ...args] : [...args];
      const child = spawn(input ? 'sh' : tool, words, { env: environment, cwd: folder });
      child.stdin.end(input?.kind === 'secret' ? input.reveal() : (input?.text ?? ''));
      const output = { stdout: '', stderr: '' };
      for (const name of ['stdout', 'stderr'] as const) {
        child[name].setEncoding('utf8').on('data', (chunk: string) => {
          output[name] += chunk;
        });
      }
      const closed = once(child, 'close') as Promise<[number | null]>;
      let goesOn = false;
      const requests: Recorded[] = [];
      const take = (): boolean => {
        requests.push(...recorders.flatMap((recorder) => recorder.take()));
        return requests.some(({ path }) => GOES_ON.test(path));
      };
      if (args.some((arg) => ['--watch', 'port-forward'].includes(arg) || (arg === '-f' && args[0] === 'logs'))) {
        const late = performance.now() + LONGEST_START;
        while (!take() && child.exitCode === null && performance.now() < late) await delay(50);
        await delay(500);
        goesOn = child.exitCode === null;
        child.kill();
      }
      const [code] = await closed;
      take();
      if (args.includes('get-credentials') && code === 0) await standBetween();
      if (args.includes('--async')) await operationsDone();
      return { code: goesOn ? null : code, ...output, requests };
    },
    close: async () => {
      for (const recorder of recorders) recorder.stop();
      await workstation.close();
    },
  };
}
