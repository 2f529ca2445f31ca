import { execFile } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join, relative } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { startLogged } from '../logged.ts';
import { type AgentOrder, mountOf } from './order.ts';
import type { SandboxKeeper } from './sandbox.ts';

/** Jupyter's front ends, in the order of `npm run notebooks`. */
const FRONT_ENDS = ['lab', 'notebook'] as const;
type FrontEnd = (typeof FRONT_ENDS)[number];

/** Where each front end shows a notebook, and the files. */
const PLACES: Readonly<Record<FrontEnd, { readonly notebook: string; readonly files: string }>> = {
  lab: { notebook: 'lab/tree/notebooks/', files: 'lab' },
  notebook: { notebook: 'notebooks/notebooks/', files: 'tree' },
};

/** The first version of Jupyter Notebook on Jupyter Server. */
const ON_SERVER = 7;

/** Real ms: Jupyter has to import itself. */
const START = 90_000;
const LOOK = 150;

/** The learner's Jupyter, started at the first visit. It listens at a socket in the learner's home, and has no port. */
export class Jupyter {
  readonly socket: string;
  readonly base: string;
  readonly #order: AgentOrder;
  readonly #sandbox: SandboxKeeper;
  #starting: Promise<void> | undefined;

  constructor(order: AgentOrder, sandbox: SandboxKeeper) {
    this.#order = order;
    this.#sandbox = sandbox;
    this.base = `${mountOf(order.name)}jupyter/`;
    // Relative to the home, since the path of a socket has at most 107 letters.
    this.socket = relative(order.home, join(order.state, 'jupyter.sock'));
  }

  /** Resolves when Jupyter answers. @throws Error where it is not installed, or does not start */
  async ready(): Promise<void> {
    this.#starting ??= this.#start();
    try {
      await this.#starting;
      if (await this.#answers()) return;
    } catch (error) {
      this.#starting = undefined;
      throw error;
    }
    // It was killed.
    this.#starting = this.#start();
    await this.#starting;
  }

  /** Where a notebook is shown, or without one the files. */
  async address(notebook?: string): Promise<string> {
    await this.ready();
    const { frontEnd } = await installed();
    const place = PLACES[frontEnd];
    return this.base + (notebook === undefined ? place.files : place.notebook + notebook);
  }

  /** Opens a terminal. @returns its name */
  async terminal(): Promise<string> {
    await this.ready();
    const { body } = await this.#ask('POST', 'api/terminals', await this.#crossSiteToken());
    return (JSON.parse(body) as { name: string }).name;
  }

  /** Ends a terminal and its shell. */
  async endTerminal(name: string): Promise<void> {
    await this.#ask('DELETE', `api/terminals/${name}`, await this.#crossSiteToken());
  }

  stop(): void {
    try {
      process.kill(Number(readFileSync(`${this.socket}.pid`, 'utf8')), 'SIGTERM');
    } catch {
      // It does not run.
    }
    for (const left of [`${this.socket}.pid`, this.socket]) rmSync(left, { force: true });
  }

  async #start(): Promise<void> {
    const [{ env }, { frontEnd, app }] = await Promise.all([this.#sandbox.sandbox(), installed()]);
    // After a kill of the agent, Jupyter goes on.
    if (await this.#answers()) return;
    rmSync(this.socket, { force: true });
    const { home, clone, state } = this.#order;
    const log = join(state, 'jupyter.log');
    const jupyter = await startLogged('jupyter', [frontEnd, ...this.#options(app)], {
      ...{ log, cwd: home },
      env: { ...process.env, ...env, RUNBOOK_HOME: home, JUPYTER_PATH: join(clone, 'notebooks/jupyter') },
    });
    writeFileSync(`${this.socket}.pid`, String(jupyter.pid));
    const deadline = performance.now() + START;
    while (performance.now() < deadline && !jupyter.ended()) {
      if (await this.#answers()) return;
      await delay(LOOK);
    }
    throw new Error(`Jupyter did not start: see ${log}`);
  }

  #options(app: string): string[] {
    const settings = {
      sock: this.socket,
      base_url: this.base,
      // The hub lets only the learner in, and a room shows the socket to nobody else.
      token: '',
      password: '',
      allow_remote_access: 'True',
      open_browser: 'False',
      allow_root: 'True',
    };
    const root =
      app === 'NotebookApp' ? `--${app}.notebook_dir=${this.#order.home}` : `--${app}.root_dir=${this.#order.home}`;
    return [...Object.entries(settings).map(([name, value]) => `--${app}.${name}=${value}`), root];
  }

  async #answers(): Promise<boolean> {
    return (await this.#ask('GET', 'api').catch(() => undefined))?.status === 200;
  }

  /** Jupyter wants its own cookie back from whoever changes something. */
  async #crossSiteToken(): Promise<Record<string, string>> {
    const { cookies } = await this.#ask('GET', 'tree');
    const token = /_xsrf=([^;]+)/.exec(cookies)?.[1] ?? '';
    return { cookie: `_xsrf=${token}`, 'x-xsrftoken': token };
  }

  #ask(method: string, path: string, headers: Record<string, string> = {}) {
    return new Promise<{ readonly status: number; readonly body: string; readonly cookies: string }>(
      (resolve, reject) => {
        const options = {
          socketPath: this.socket,
          method,
          path: this.base + path,
          headers,
          agent: false,
          timeout: 10_000,
        };
        const sent = request(options, (response) => {
          let body = '';
          response.setEncoding('utf8').on('data', (part: string) => {
            body += part;
          });
          const cookies = (response.headers['set-cookie'] ?? []).join('\n');
          response.on('end', () => resolve({ status: response.statusCode ?? 0, body, cookies }));
        });
        sent.on('timeout', () => sent.destroy(new Error('Jupyter is silent')));
        sent.on('error', reject).end();
      },
    );
  }
}

interface Installed {
  readonly frontEnd: FrontEnd;
  readonly app: string;
}

let known: Promise<Installed> | undefined;

/** Asked once: Jupyter takes a second to tell its version. */
function installed(): Promise<Installed> {
  known ??= find();
  known.catch(() => {
    known = undefined;
  });
  return known;
}

async function find(): Promise<Installed> {
  for (const frontEnd of FRONT_ENDS) {
    const found = await promisify(execFile)('jupyter', [frontEnd, '--version']).catch(() => undefined);
    const major = Number.parseInt(found?.stdout ?? '', 10);
    if (!found) continue;
    return { frontEnd, app: frontEnd === 'notebook' && major < ON_SERVER ? 'NotebookApp' : 'ServerApp' };
  }
  throw new Error('Jupyter is not installed on this machine; ask your instructor');
}
