import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { environment } from '../../../sandbox/control/environment.ts';
import { createFolder, stateFolder } from '../../../sandbox/core/folder.ts';
import { ensureAuthority } from '../../../sandbox/elsewhere/authority.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../sandbox/sandbox.ts';

const TOKEN = 'ya29.workstation';

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A sandbox in this process, and the real command lines that work against it. */
export interface Workstation {
  readonly sandbox: Sandbox;
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** `$NAME` in an argument is the environment's. */
  gcloud(...args: string[]): Promise<Outcome>;
  kubectl(...args: string[]): Promise<Outcome>;
  /** kubectl with a manifest on its standard input. */
  apply(...documents: (object | string)[]): Promise<Outcome>;
  /** Run it again until its output has the text. @returns the output. @throws Error with the last output after 30 s */
  until(text: string | RegExp, command: () => Promise<Outcome>): Promise<string>;
  call(method: string, path: string, body?: object): Promise<Response>;
  switchOn(fault: string, params?: Readonly<Record<string, string | number>>): Promise<void>;
  /** Every fault, when left out. */
  switchOff(fault?: string): Promise<void>;
  close(): Promise<void>;
}

export async function openWorkstation(options: Partial<SandboxOptions> = {}): Promise<Workstation> {
  const home = mkdtempSync(join(tmpdir(), 'workstation-'));
  const folder = stateFolder({ SANDBOX_HOME: home });
  createFolder(folder);
  writeFileSync(folder.token, TOKEN);
  const { credentials, authority } = folder;
  await ensureAuthority(authority);
  const sandbox = await startSandbox({
    token: TOKEN,
    start: Date.now(),
    speed: 200,
    credentials,
    authority,
    ...options,
  });
  const call: Workstation['call'] = (method, path, body) =>
    fetch(`${sandbox.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      body: body ? JSON.stringify(body) : null,
    });
  const facts = (await (await call('GET', '/_sandbox/status')).json()) as Parameters<typeof environment>[2];
  const variables = environment(sandbox.url, folder, facts);
  const run = (command: string, args: readonly string[], input = ''): Promise<Outcome> => {
    const filled = args.map((arg) => arg.replace(/\$([A-Z_]+)/g, (_, name: string) => variables[name] ?? ''));
    return new Promise((resolve) => {
      const child = execFile(command, filled, { env: { ...process.env, ...variables } }, (error, stdout, stderr) => {
        resolve({ code: error ? Number(error.code) : 0, stdout: stdout.trim(), stderr });
      });
      child.stdin!.end(input);
    });
  };
  return {
    sandbox,
    folder: home,
    environment: variables,
    gcloud: (...args) => run('gcloud', args),
    kubectl: (...args) => run('kubectl', args),
    apply: (...documents) => {
      const texts = documents.map((it) => (typeof it === 'string' ? it : JSON.stringify(it)));
      return run('kubectl', ['apply', '-f', '-'], texts.join('\n---\n'));
    },
    call,
    async until(text, command) {
      const deadline = performance.now() + 30_000;
      for (;;) {
        const { stdout, stderr } = await command();
        const output = stdout + stderr;
        if (typeof text === 'string' ? output.includes(text) : text.test(output)) return output;
        if (performance.now() > deadline) throw new Error(`It never said ${text}:\n${output}`);
        await delay(100);
      }
    },
    async switchOn(fault, params = {}) {
      const answer = await call('PUT', `/_sandbox/faults/${fault}`, params);
      if (!answer.ok) throw new Error(await answer.text());
    },
    async switchOff(fault) {
      await call('DELETE', fault ? `/_sandbox/faults/${fault}` : '/_sandbox/faults');
    },
    async close() {
      await sandbox.close();
      rmSync(home, { recursive: true });
    },
  };
}
